"""Whether people are served at this moment, and what can be done: what every public page says first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pasti.catalogue import going
from pasti.catalogue.going import Today
from pasti.journal import queries as journal
from pasti.kit import clock
from pasti.kit.once import one_look
from pasti.link import queries as links
from pasti.offices import queries as offices
from pasti.offices.days import Opening
from pasti.offices.models import Holiday
from pasti.readiness import queries as readiness

# What is told here changes with these things of the journal.
_NOUNS = ("office", "hours", "holiday", "policy", "service", "requirement")


@dataclass(frozen=True)
class OfficeNow:
    """Whether the office is open, until when or from when on, and what it can do."""

    at: datetime
    today: Opening | None
    next: Opening | None
    holiday: Holiday | None
    # It has a centre to talk to.
    has_centre: bool
    going: Today

    @property
    def is_open(self) -> bool:
        """Whether people are served now."""
        return self.today is not None and self.today.open_at(self.at)

    @property
    def resting(self) -> datetime | None:
        """Until when the office rests, if it does."""
        return self.today.resting_until(self.at) if self.today else None

    @property
    def still_to_open(self) -> bool:
        """Whether it opens later today for the first time."""
        return self.today is not None and self.at < self.today.opens

    @property
    def serves_today(self) -> bool:
        """Whether anybody who comes today can still be served by the calendar."""
        return self.today is not None and self.at < self.today.closes


def office_now() -> OfficeNow:
    """Return how the office stands at this moment, as it was last written down (see readiness.stands, `settled`)."""
    now = clock.now()
    return OfficeNow(
        at=now,
        today=offices.opening(clock.today()),
        next=offices.next_opening(now),
        holiday=offices.holiday_on(clock.today()),
        has_centre=links.centre() is not None,
        going=going.today(settled=True),
    )


def version(*nouns: str, also: Sequence[object] = ()) -> str:
    """Return a mark that changes whenever what `office_now` says does, be it only by the clock.

    `nouns` are further things of the journal that change it (`journal.version`), `also` whatever else does.
    """
    with one_look():
        # What it says of what has fallen may change while that stays down.
        can = going.today(settled=True)
        now, today = clock.now(), offices.opening(clock.today())
        said = [
            clock.today(),
            [now >= moment for stretch in today.stretches for moment in stretch] if today else None,
            [(s.need, s.state, s.why, s.since, s.until) for s in readiness.board(settled=True)],
            [(one.pk, one.runs(now), one.until and one.until <= now) for one in readiness.live_incidents()],
            can.planned,
            can.told,
            links.centre() is None,
            journal.version(*_NOUNS, "need", "incident", *nouns, since=clock.at(clock.today())),
            *also,
        ]
    return sha256(repr(said).encode()).hexdigest()[:16]
