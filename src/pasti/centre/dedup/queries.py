"""What a person must decide on."""

from django.db.models import QuerySet

from pasti.centre.dedup.models import Search, Suggestion
from pasti.centre.intake.states import State as RecordState


def to_search() -> QuerySet[Search]:
    """Return searches that were asked for and not answered yet."""
    return Search.objects.filter(state=Search.State.ASKED).select_related("record__office", "record__person")


def failed_searches() -> QuerySet[Search]:
    """Return searches that a person has to look at, the oldest first."""
    return Search.objects.filter(state=Search.State.FAILED).select_related("record__office").order_by("pk")


def search(pk: int) -> Search | None:
    """Return a search."""
    return Search.objects.select_related("record").filter(pk=pk).first()


def open_suggestions() -> QuerySet[Suggestion]:
    """Return undecided suggestions on records that still wait for it, the oldest record first."""
    return (
        Suggestion.objects.filter(state=Suggestion.State.OPEN, record__state=RecordState.SUSPECTED)
        .select_related("record__office", "other__office", "other__person")
        .order_by("record__arrived_at", "-score", "id")
    )


def suggestion(pk: int) -> Suggestion | None:
    """Return a suggestion with both its records."""
    return Suggestion.objects.select_related("record__office", "other__office", "other__person").filter(pk=pk).first()


def decided() -> QuerySet[Suggestion]:
    """Return the last decisions."""
    return Suggestion.objects.exclude(state=Suggestion.State.OPEN).select_related("record", "other").order_by("-id")
