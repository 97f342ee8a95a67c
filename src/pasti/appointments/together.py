"""Several people at once: one family, or residents whom a head of RT brings; in adjacent sessions, all or none."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.visits import Days, next_visit
from pasti.appointments import actions, places, queries
from pasti.appointments.actions import SessionFull
from pasti.appointments.models import Booking
from pasti.appointments.queries import Day, Slot
from pasti.journal.actors import Actor
from pasti.journal.moves import check_owner
from pasti.kit import clock, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.once import in_a_look
from pasti.offices import actions as offices_actions
from pasti.offices import policy
from pasti.offices import queries as offices

# Whoever acts, as the applicant of which case.
Each = Sequence[tuple[Application, Actor]]


@transaction.atomic
def book_together(each: Each, starts_at: datetime) -> list[Booking]:
    """Expect several cases in the session that begins at a moment and, as far as it has no room, in those after it.

    All or none: raises Refused, naming the case where it is one, and then nothing has changed. The same twice is
    harmless.
    """
    most = policy.value("appointments.together")
    if not each:
        raise Refused(_("Pilih siapa yang datang."))
    if len(each) > most:
        raise Refused(_("Paling banyak %s orang dapat dijadwalkan sekaligus.") % most)
    for case, by in each:
        check_owner(case.number, by)
    # First the office, then the cases in one order for everybody.
    offices_actions.lock_office()
    for case in sorted((case for case, _by in each), key=lambda case: case.pk):
        applications.lock(case)
    moments = _adjacent(starts_at, len(each))
    return [_book(case, moments, by, len(each)) for case, by in each]


def _adjacent(starts_at: datetime, count: int) -> list[datetime]:
    """Return so many sessions at most that follow each other without a gap, the one that begins then first."""
    opening = offices.opening(clock.local_day(starts_at))
    spans = [span for span in places.sessions(opening) if span[0] >= starts_at] if opening else []
    found: list[datetime] = [starts_at]
    for before, after in pairwise(spans):
        if before[1] != after[0] or len(found) >= count:
            break
        found.append(after[0])
    return found


def _book(case: Application, moments: Sequence[datetime], by: Actor, count: int) -> Booking:
    for moment in moments:
        try:
            return actions.book(case, moment, by=by)
        except SessionFull:
            continue
        except NotAllowed:
            raise
        except Refused as refused:
            said = {"number": case.shown_number, "why": refused}
            raise Refused(_("Permohonan %(number)s: %(why)s Belum ada yang dijadwalkan.") % said) from refused
    raise Refused(
        _("Tempat untuk %(n)s orang berturut-turut mulai %(when)s tidak cukup lagi. Belum ada yang dijadwalkan.")
        % {"n": count, "when": text.moment(moments[0])}
    )


@in_a_look()
def days_for(cases: Sequence[Application]) -> list[Day]:
    """Return the days with the sessions from which on there is room for all of these in adjacent sessions."""
    if not cases:
        return []
    visits = [next_visit(case) for case in cases]
    if any(visit.why_not for visit in visits):
        return []
    lanes = "".join(sorted({letter for case in cases for letter in queries.lanes_of(case)}))
    outages = [outage for case in cases for outage in queries.outages_for(case)]
    days = queries.days_on_offer(_common([visit.days for visit in visits]), outages, lanes)
    found = [Day(day.day, _with_room(day.slots, len(cases)), day.opening) for day in days]
    return [day for day in found if day.slots]


def _common(all_days: Sequence[Days]) -> Days:
    """The days that suit all."""
    firsts: list[date] = [days.first for days in all_days if days.first]
    lasts: list[date] = [days.last for days in all_days if days.last]
    return Days(max(firsts, default=None), min(lasts, default=None))


def _with_room(slots: Sequence[Slot], count: int) -> list[Slot]:
    """The sessions from which on so many are free without a gap, each with how many are free in it."""
    found = []
    for place, slot in enumerate(slots):
        free, ends = slot.free, slot.ends_at
        for after in slots[place + 1 : place + count]:
            if free >= count or after.starts_at != ends:
                break
            free, ends = free + after.free, after.ends_at
        if slot.free and free >= count:
            found.append(slot)
    return found
