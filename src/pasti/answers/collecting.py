"""On which days something that is ready can be collected at the office, as far as is known now; and why not on others.

One answer for the days that are offered and for those that were chosen.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.kit import clock, text
from pasti.offices import queries as offices
from pasti.offices.days import Calendar, Opening
from pasti.offices.models import Work
from pasti.readiness.queries import Outage
from pasti.roster import queries as roster

NEEDS = steps.of(StepCode.HANDOVER).rests_on


def no_counter() -> str:
    """Return that nothing is handed over at this office, if no counter in use does; else nothing."""
    if offices.is_done(Work.HANDOVER):
        return ""
    return _("tidak ada lagi loket untuk %s") % text.within(str(Work.HANDOVER.label))


class Collecting:
    """What is known of the days from one to another: read once, asked of many. `outages` are those of `NEEDS`."""

    def __init__(self, first: date, last: date, outages: Iterable[Outage]) -> None:
        self._calendar, self._outages = Calendar(), list(outages)
        self._roster, self._lane = roster.roster(first, last), offices.lane_for(Work.HANDOVER)
        self._no_counter = bool(no_counter())

    def why_not(self, day: date, service: str) -> dict[str, str]:
        """Return why nothing can be collected on a day, in each language; nothing if it can, be it for an hour."""
        opening = self._calendar.opening(day)
        if opening is None:
            return text.both(lambda: _("kantor tutup"))
        if self._no_counter:
            return text.both(no_counter)
        if letter := self._nobody_at(opening):
            return text.both(lambda: _("tidak ada petugas di lajur %s pada hari itu") % letter)
        if out := next((one for one in self._outages if self._lasts(one, opening, service)), None):
            return text.both(lambda: _("pada hari itu tidak tersedia: %s") % out.need.label)
        return {}

    def _lasts(self, one: Outage, opening: Opening, service: str) -> bool:
        """Whether an outage takes all that is left of a day."""
        left = max(opening.opens, clock.now())
        return one.concerns(service) and one.begins <= left and (one.ends is None or one.ends >= opening.closes)

    def _nobody_at(self, opening: Opening) -> str:
        """Return in which lane nobody is on what is left of a day, by the roster; nothing if somebody is."""
        staffed = self._lane and self._roster.staffing(self._lane, max(opening.opens, clock.now()), opening.closes)
        return self._lane.letter if self._lane and staffed and not staffed.counters else ""
