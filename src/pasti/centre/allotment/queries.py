"""What offices ask for."""

from django.db.models import F, QuerySet, Sum

from pasti.centre.allotment.models import Ask
from pasti.centre.allotment.states import State


def asked() -> QuerySet[Ask]:
    """Return what waits for an answer: who runs out first stands first."""
    rows = Ask.objects.filter(state=State.OPEN).select_related("office")
    return rows.order_by(F("runs_out").asc(nulls_last=True), "id")


def answered() -> QuerySet[Ask]:
    """Return what was answered, the latest first."""
    return Ask.objects.filter(state=State.ANSWERED).select_related("office").order_by("-answered_at", "-id")


def shares_got() -> dict[int, float]:
    """Return which share of what it asked for each office (by key) was given."""
    sums = Ask.objects.filter(state=State.ANSWERED).values_list("office").annotate(a=Sum("allotted"), b=Sum("count"))
    return {office: given / wanted for office, given, wanted in sums.order_by()}
