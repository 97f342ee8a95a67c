"""Cards that nobody collects: their holders are reminded, a few times, and each village gets a list of its own.

What becomes of them in the end: `destroying`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from pasti.applications import actions as applications
from pasti.handover import delivery
from pasti.handover import later as later_days
from pasti.handover.models import Card
from pasti.handover.states import CardState
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.offices import policy, regions

_LIES = (CardState.KEPT, CardState.AT_POINT)
_AT_ONCE = 200


def waiting() -> QuerySet[Card]:
    """Return the cards that have been ready for longer than the office waits before it reminds, the oldest first."""
    cards = Card.objects.select_related("application__service", "point").filter(state__in=_LIES)
    return cards.filter(finished_at__lt=_before()).order_by("finished_at", "id")


def _before() -> datetime:
    return clock.now() - timedelta(days=policy.value("handover.remind_after_days"))


def _due() -> QuerySet[Card]:
    return waiting().filter(told_at__lt=_before(), reminded__lt=policy.value("handover.reminders"))


def remind_due() -> bool:
    """Remind the holders whose time has come, a few hundred at a time; return whether there are more.

    Each so many times at most (rule `handover.reminders`), and neither who waits for it to be brought
    nor, until that day, who has said when they come. Harmless twice.
    """
    due = list(_due()[:_AT_ONCE])
    cases = [card.application for card in due]
    brought, later, today = delivery.wished(cases), later_days.said(cases), clock.today()
    for card in due:
        comes = later.get(card.application_id)
        _remind(card, wanted=card.application_id not in brought and (comes is None or comes < today))
    return len(due) == _AT_ONCE


@transaction.atomic
def _remind(card: Card, *, wanted: bool) -> None:
    applications.lock(card.application)
    fresh = Card.locked(card.pk)
    if fresh.state not in _LIES or fresh.told_at != card.told_at:
        return  # it was collected, or somebody reminded just now
    fresh.told_at = clock.now()
    fresh.reminded += 1 if wanted else 0
    fresh.save(update_fields=["told_at", "reminded"])
    if wanted:
        record(
            "card.remind", subject=fresh.subject, case=fresh.case_number, by=SYSTEM, nth=fresh.reminded,
            day=str(clock.local_day(fresh.finished_at)), until=str(clock.local_day(kept_until(fresh))),
        )  # fmt: skip


def kept_until(card: Card) -> datetime:
    """Return until when a card is kept at least (rule `handover.destroy_after_days`)."""
    return card.finished_at + timedelta(days=policy.value("handover.destroy_after_days"))


@dataclass(frozen=True)
class Village:
    """A village, how many of its people have not collected, and since when the first one has not."""

    code: str
    name: str
    count: int
    oldest: datetime

    @property
    def slug(self) -> str:
        """Its code as it stands in an address."""
        return self.code.replace(".", "-")


def villages() -> list[Village]:
    """Return the villages whose people have not collected, those with most first."""
    rows = (
        waiting()
        .order_by()
        .values_list("application__village_code")
        .annotate(n=Count("pk"), oldest=Min("finished_at"))
        .order_by("-n", "application__village_code")
    )
    return [Village(code, name_of(code), n, oldest) for code, n, oldest in rows]


def name_of(code: str) -> str:
    """Return what a village is called, with its district; its code when nobody knows it."""
    names = regions.parents(code) if code else {}
    return ", ".join(filter(None, [names.get("village", ""), names.get("district", "")])) or code or "–"


def of_village(code: str) -> QuerySet[Card]:
    """Return the cards that people of a village have not collected, by name; the code also as in an address."""
    return waiting().filter(application__village_code=code.replace("-", ".")).order_by("application__name", "id")
