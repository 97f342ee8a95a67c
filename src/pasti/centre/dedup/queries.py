"""What a person must decide on."""

from django.db.models import QuerySet

from pasti.centre.dedup.models import Suggestion
from pasti.centre.intake.states import State as RecordState


def open_suggestions() -> QuerySet[Suggestion]:
    """Return undecided suggestions on records that still wait for it, the oldest record first."""
    return (
        Suggestion.objects.filter(state=Suggestion.State.OPEN, record__state=RecordState.SUSPECTED)
        .select_related("record__office", "other__office")
        .order_by("record__arrived_at", "-score", "id")
    )


def suggestion(pk: int) -> Suggestion | None:
    """Return a suggestion with both its records."""
    return Suggestion.objects.select_related("record__office", "other__office").filter(pk=pk).first()


def decided() -> QuerySet[Suggestion]:
    """Return the last decisions."""
    return Suggestion.objects.exclude(state=Suggestion.State.OPEN).select_related("record", "other").order_by("-id")
