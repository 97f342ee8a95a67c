"""Who is planned, in few words."""

from datetime import date, datetime, time, timedelta

from tests.cast import MONDAY, Cast, account

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.offices.days import Times
from pasti.roster import actions
from pasti.roster.actions import Week
from pasti.roster.halves import Half
from pasti.roster.plan import Post

TODAY = MONDAY.date()
DAYS = range(5)


def moment(hour: float, day: date = TODAY) -> datetime:
    """An hour of a day, in Bekasi: 13.5 is half past one."""
    return clock.at(day) + timedelta(hours=hour)


def with_a_break_at_noon() -> None:
    """From eight to three, with a break from twelve to one."""
    offices.set_hours(dict.fromkeys(DAYS, Times(time(8), time(15), ((time(12), time(13)),))), by=SYSTEM)


def all_week(role: Role, counter: int | None = None, halves: tuple[Half, ...] = tuple(Half)) -> Week:
    """The same post on every working day."""
    return {(weekday, half): Post(role, counter) for weekday in DAYS for half in halves}


def planned(office: Cast, who: Account, number: int | None = None, halves: tuple[Half, ...] = tuple(Half)) -> None:
    """Somebody's usual week: at a counter as their role is, or in the print room."""
    role = next(role for role in (Role.CLERK, Role.RECORDER, Role.PRINTER) if role in who.roles)
    counter = office.counters[number].pk if number else None
    actions.set_pattern(who, all_week(role, counter, halves), valid_from=clock.today(), by=office.agus.actor)


def absent(office: Cast, who: Account, begins: float = 8.5, ends: float = 15, day: date = TODAY, **more):
    """Somebody is not there."""
    return actions.note_absence(
        who, starts_at=moment(begins, day), ends_at=moment(ends, day), by=office.agus.actor, **more
    )


def dewi() -> Account:
    return account("dewi", "Dewi Anggraini", Role.CLERK)
