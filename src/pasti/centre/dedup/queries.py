"""What a person must decide on."""

from django.db.models import F, QuerySet

from pasti.centre.dedup.models import Opinion, Reference, Search, Suggestion
from pasti.centre.dedup.states import UNDECIDED
from pasti.centre.intake.states import State as RecordState
from pasti.journal.actors import Actor


def to_search(*, with_engine: bool = True) -> QuerySet[Search]:
    """Return searches that were asked for and not answered yet; without an engine only those that need none."""
    asked = Search.objects.filter(state=Search.State.ASKED).select_related("record__office", "record__person")
    return asked if with_engine else asked.filter(record__packet="")


def to_keep() -> QuerySet[Reference]:
    """Return recordings that the engine is to be told of: to find them, or to forget them."""
    return Reference.objects.filter(done=False, problem="").select_related("record__office")


def not_kept() -> QuerySet[Reference]:
    """Return recordings that the engine did not take, and that a person has to look at."""
    return Reference.objects.filter(done=False).exclude(problem="").select_related("record__office").order_by("pk")


def reference(pk: int) -> Reference | None:
    """Return whether a recording is in the gallery."""
    return Reference.objects.filter(pk=pk).first()


def failed_searches() -> QuerySet[Search]:
    """Return searches that a person has to look at, the oldest first."""
    return Search.objects.filter(state=Search.State.FAILED).select_related("record__office").order_by("pk")


def search(pk: int) -> Search | None:
    """Return a search."""
    return Search.objects.select_related("record").filter(pk=pk).first()


def open_suggestions() -> QuerySet[Suggestion]:
    """Return undecided suggestions on records that still wait for it, the oldest record first."""
    return (
        Suggestion.objects.filter(state__in=UNDECIDED, record__state=RecordState.SUSPECTED)
        .select_related("record__office", "other__office", "other__person")
        .order_by("record__arrived_at", "-score", "id")
    )


def suggestion(pk: int) -> Suggestion | None:
    """Return a suggestion with both its records."""
    return Suggestion.objects.select_related("record__office", "other__office", "other__person").filter(pk=pk).first()


def opinion_by(found: Suggestion, by: Actor) -> Opinion | None:
    """Return what somebody themselves said of a suggestion."""
    return found.opinions.filter(by_id=by.id).first()


def opinions(found: Suggestion) -> list[Opinion]:
    """Return who said what, once it is decided; before that nobody reads what another one said."""
    return [] if found.state in UNDECIDED else list(found.opinions.order_by("turn"))


def may_decide(found: Suggestion, by: Actor) -> bool:
    """Whether it is this person's turn: an operator who has said nothing yet, or the head when two disagree."""
    open_to = {"opine", "confirm", "settle_same"} & set(found.open_moves(by))
    waits = found.state in UNDECIDED and found.record.state == RecordState.SUSPECTED
    return waits and bool(open_to) and opinion_by(found, by) is None


def waiting_for(by: Actor, *, most: int) -> list[tuple[Suggestion, bool, bool]]:
    """Return undecided suggestions, whether it is this person's turn, and whether they have said their part."""
    rows = list(open_suggestions()[:most])
    said = set(Opinion.objects.filter(suggestion__in=rows, by_id=by.id).values_list("suggestion", flat=True))
    turn = {"opine", "confirm", "settle_same"}
    return [(row, row.pk not in said and bool(turn & set(row.open_moves(by))), row.pk in said) for row in rows]


def decided() -> QuerySet[Suggestion]:
    """Return the decisions, the last one first."""
    found = Suggestion.objects.exclude(state__in=UNDECIDED).select_related("record", "other")
    return found.order_by(F("decided_at").desc(nulls_last=True), "-id")
