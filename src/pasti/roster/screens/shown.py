"""How a roster is drawn: who, on which days, where."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.offices import queries as offices
from pasti.offices.days import Calendar
from pasti.roster import queries
from pasti.roster.halves import Half, together
from pasti.roster.plan import Planned, Post


@dataclass(frozen=True)
class Part:
    """What is planned in half a day, or in all of it; whether the person is there, in part, or not."""

    half: str
    where: str
    changed: bool
    absent: bool
    partly: bool


@dataclass(frozen=True)
class Row:
    """Somebody and their days; `cells` are one for each day that is shown."""

    account: Account
    cells: list[tuple[date, list[Part]]]


def week_of(monday: date) -> tuple[list[date], list[Row]]:
    """Return the working days of a week, and everybody who can be planned with theirs."""
    sunday = monday + timedelta(days=6)
    days = [opening.day for opening in Calendar().openings(monday, sunday)]
    roster, numbers = queries.roster(monday, sunday), _numbers()
    of: dict[tuple[int, date], list[Planned]] = {}
    for one in roster.planned:
        of.setdefault((one.account, one.day), []).append(one)
    rows = [
        Row(who, [(day, _parts(of.get((who.pk, day), []), roster.there, numbers)) for day in days])
        for who in queries.people()
    ]
    return days, rows


def _parts(planned: list[Planned], there: object, numbers: dict[int, str]) -> list[Part]:
    assert callable(there)
    found = [(one, _presence(one, there(one))) for one in planned]
    if len(found) == len(Half) and len({(one.post, one.changed, how) for one, how in found}) == 1:
        one, (absent, partly) = found[0]
        return [Part("", where(one.post, numbers), one.changed, absent, partly)]
    return [
        Part(str(one.half.label), where(one.post, numbers), one.changed, absent, partly)
        for one, (absent, partly) in found
    ]


def _presence(one: Planned, spans: list[tuple[object, object]]) -> tuple[bool, bool]:
    left = together(spans)  # type: ignore[arg-type]
    return not left, bool(left) and left < one.span[1] - one.span[0]


def _numbers() -> dict[int, str]:
    return {counter.pk: str(counter.number) for counter in offices.counters()}


def where(post: Post, numbers: dict[int, str]) -> str:
    """Return a post in few words: Loket 3, Ruang cetak, Petugas loket."""
    if post.counter:
        return _("Loket %s") % numbers.get(post.counter, "–")
    return _("Ruang cetak") if post.role == Role.PRINTER else str(Role(post.role).label)


def own_week(account: Account) -> list[tuple[date, list[Part]]]:
    """Return somebody's days of this week and the next, from today on."""
    today = clock.today()
    last = today + timedelta(days=13 - today.weekday())
    roster, numbers = queries.roster(today, last), _numbers()
    of: dict[date, list[Planned]] = {}
    for one in roster.planned:
        if one.account == account.pk:
            of.setdefault(one.day, []).append(one)
    return [(day, _parts(planned, roster.there, numbers)) for day, planned in of.items()]
