"""The order of calling: one rule, written on the wall, by which the next number is chosen and every call is explained.

Priority numbers come first, so many in a row at a counter; then one of the others. Among their own, whoever has waited
longest comes first, in whichever lanes they waited. An appointment counts from a while before its session.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.kit.prepared import Columns, Rows, counted
from pasti.offices import policy
from pasti.offices.models import Counter, Lane
from pasti.queue.models import CounterDay, Ticket
from pasti.queue.states import State
from pasti.roster import queries as roster

ORDER = ("counts_from", "id")
# What a list of who is next says of each: reading all of a case takes longer.
_SAID = (
    "day", "letter", "sequence", "state", "queued_at", "priority", "lane__letter", "lane__name_id", "lane__name_en",
    "wants__text_id", "wants__text_en", "application__service__text_id", "application__service__text_en",
)  # fmt: skip


def _waiting(counter: Any, day: Any) -> QuerySet[Ticket]:
    return Ticket.objects.filter(day=day, state=State.WAITING, lane__counters=counter)


def _listed(most: int) -> Callable[..., QuerySet[Ticket]]:
    def build(counter: Any, day: Any, priority: Any) -> QuerySet[Ticket]:
        waiting = (
            _waiting(counter, day).filter(priority=priority).select_related("lane", "wants", "application__service")
        )
        return waiting.only(*_SAID).order_by(*ORDER)[:most]

    return build


_AT: dict[str, Any] = {"counter": models.BigIntegerField(), "day": models.DateField()}
_OF_CLASS: dict[str, Any] = _AT | {"priority": models.BooleanField()}
_NEXT = Rows(
    lambda counter, day, priority: (
        _waiting(counter, day)
        .filter(priority=priority)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by(*ORDER)[:1]
    ),
    **_OF_CLASS,
)
_ANY = Columns(
    lambda counter, day, priority: _waiting(counter, day).filter(priority=priority).values_list("pk")[:1], **_OF_CLASS
)
_NUMBER = Columns(lambda counter, day: counted(_waiting(counter, day)), **_AT)
_IN_A_ROW = Columns(
    lambda counter, day: CounterDay.objects.filter(counter=counter, day=day).values_list("priority_in_a_row"), **_AT
)
# How many of those who are next a clerk sees beside the desk.
LISTED = 6
_LISTED = Rows(_listed(LISTED), **_OF_CLASS)


def rule() -> list[str]:
    """Return the rule in sentences, as it hangs on the wall."""
    head, grace = policy.value("queue.booked_before"), policy.value("queue.booked_late")
    first = _("Nomor prioritas (lansia, ibu hamil, penyandang disabilitas, yang membawa bayi) dipanggil lebih dahulu.")
    at_most = _("Paling banyak %(n)s nomor prioritas berturut-turut di satu loket; setelah itu satu nomor lain.")
    longest = _(
        "Selebihnya yang menunggu paling lama dipanggil lebih dahulu. Waktu menunggu di lajur sebelumnya ikut dihitung."
    )
    booked = _(
        "Yang punya janji dihitung menunggu sejak %(head)s menit sebelum sesinya, bila datang paling lambat %(grace)s "
        "menit setelah sesi mulai."
    )
    again = ngettext(
        "Yang tidak datang ketika dipanggil dapat masuk lagi %(times)s kali, setelah %(after)s nomor.",
        "Yang tidak datang ketika dipanggil dapat masuk lagi %(times)s kali, setelah %(after)s nomor.",
        times_back(),
    )
    return [
        f"{first} {at_most % {'n': priority_in_a_row()}}",
        longest,
        booked % {"head": head, "grace": grace},
        _("Tiap loket hanya memanggil dari lajurnya sendiri."),
        again % {"times": times_back(), "after": numbers_before_back()},
    ]


def priority_in_a_row() -> int:
    """Return how many priority numbers a counter calls in a row while others wait."""
    return policy.value("queue.priority_in_a_row")


def times_back() -> int:
    """Return how often somebody who did not come when called may wait again."""
    return policy.value("queue.times_back")


def numbers_before_back() -> int:
    """Return after how many numbers of the lane somebody who did not come waits again."""
    return policy.value("queue.numbers_before_back")


def counts_from(now: datetime, booked_for: datetime | None) -> datetime:
    """Return since when the wait of somebody counts who comes now: of who has an appointment, from before its session.

    Who comes too late for it waits like everybody. Nobody with an appointment counts as later than without one.
    """
    if booked_for is None or now > booked_for + timedelta(minutes=policy.value("queue.booked_late")):
        return now
    return min(now, booked_for - timedelta(minutes=policy.value("queue.booked_before")))


def back_from(lane: Lane, ticket: Ticket, now: datetime) -> datetime:
    """Return since when the wait counts of somebody who did not come and is back: behind so many of their lane."""
    others = Ticket.objects.filter(day=ticket.day, lane=lane, state=State.WAITING, priority=ticket.priority)
    ahead = list(others.order_by(*ORDER).values_list("counts_from", flat=True)[: numbers_before_back()])
    return min(ahead[-1] + timedelta(microseconds=1), now) if ahead else now


def check_not_pausing(counter: Counter) -> None:
    """Raise NotAllowed while the clerk of a counter, which is locked, pauses: nobody is served there meanwhile."""
    if roster.pause_at(counter):
        raise NotAllowed(_("Loket %s sedang jeda. Akhiri jedanya dahulu.") % counter.number)


@dataclass(frozen=True)
class Turn:
    """Who is next at a counter, and how many priority numbers it has called in a row while others waited."""

    ticket: Ticket
    before: int
    after: int
    # How many it may call in a row by the rule.
    at_most: int


def take_next(counter: Counter) -> Turn | None:
    """Lock and return who is next at a counter, which is locked, or None; who is being called elsewhere is skipped."""
    before, at_most, day = _in_a_row(counter), priority_in_a_row(), clock.today()
    for priority in (True, False) if before < at_most else (False, True):
        if ticket := _NEXT.first(counter=counter.pk, day=day, priority=priority):
            others = priority and bool(_ANY.all(counter=counter.pk, day=day, priority=False))
            return Turn(ticket, before, before + 1 if others else 0, at_most)
    return None


def _in_a_row(counter: Counter) -> int:
    row = _IN_A_ROW.first(counter=counter.pk, day=clock.today())
    return row[0] if row else 0


def note(counter: Counter, turn: Turn) -> None:
    """Note how many priority numbers in a row a counter has called now."""
    if turn.before != turn.after:
        CounterDay.objects.update_or_create(
            counter=counter, day=clock.today(), defaults={"priority_in_a_row": turn.after}
        )


def count_at(counter: Counter) -> int:
    """Return how many wait in the lanes of a counter today."""
    return sum(number for (number,) in _NUMBER.all(counter=counter.pk, day=clock.today()))


def next_at(counter: Counter) -> list[Ticket]:
    """Return the first `LISTED` of those who are called next at a counter as things stand, in the order of calling."""
    at = {"counter": counter.pk, "day": clock.today()}
    first, others = (_LISTED.all(priority=priority, **at) for priority in (True, False))
    return list(islice(_merged(first, others, _in_a_row(counter)), LISTED))


def _merged(first: Sequence[Ticket], others: Sequence[Ticket], in_a_row: int) -> Iterator[Ticket]:
    limit, waiting, rest = priority_in_a_row(), list(first), list(others)
    while waiting or rest:
        if waiting and (in_a_row < limit or not rest):
            in_a_row = in_a_row + 1 if rest else 0
            yield waiting.pop(0)
        else:
            in_a_row = 0
            yield rest.pop(0)


def ahead_of(ticket: Ticket) -> int:
    """Return how many are called before a number in its lane as things stand, those who come first among them."""
    lane = Ticket.objects.filter(day=ticket.day, lane=ticket.lane_id, state=State.WAITING)
    own = lane.filter(priority=ticket.priority)
    earlier = own.filter(counts_from__lt=ticket.counts_from) | own.filter(
        counts_from=ticket.counts_from, id__lt=ticket.pk
    )
    before = earlier.count()
    if ticket.priority:
        return before
    return before + min(lane.filter(priority=True).count(), (before + 1) * priority_in_a_row())
