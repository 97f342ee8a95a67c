"""Where to come, at which hours, and with what: said in the same words wherever somebody is told to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.catalogue.steps import StepCode
from pasti.kit import clock, text
from pasti.offices import queries as offices

# Days on which the office is closed are said so far ahead.
_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Coming:
    """Where, when the office is open, on which days it is closed, and what to bring, in the reader's language."""

    where: str
    phone: str
    hours: str
    closed: list[str]
    bring: list[str]


def coming(application: Application, day: date | None = None, *, bring: Iterable[str] | None = None) -> Coming:
    """Return what somebody must know who comes for a case, on a day if it is known.

    `bring` is given where another room knows what is needed (collecting); else it follows from the next step.
    """
    if application.state == State.READY and (there := whereabouts(application)).where:
        return Coming(there.where, there.phone, there.hours, closed=[], bring=list(bring or []))
    office = offices.office()
    return Coming(
        where=", ".join(filter(None, [office.name, office.address])),
        phone=office.phone,
        hours=_hours_of(day) if day else _hours_of_the_week(),
        closed=[] if day else _closed_soon(),
        bring=list(bring) if bring is not None else _to_bring(application),
    )


def _hours_of(day: date) -> str:
    opening = offices.opening(day)
    if opening is None:
        return _("%s: kantor tutup") % text.long_date(day)
    return f"{text.long_date(day)}: {opening.said}"


def _hours_of_the_week() -> str:
    coming_next = offices.openings(clock.today(), 2)
    now = clock.now()
    following = next((opening for opening in coming_next if now < opening.closes), None)
    if following is None:
        return _("belum ada hari buka di kalender kantor")
    week = text.week(offices.week(following.day))
    zone = text.zone_label()
    return _("%(week)s %(zone)s. Hari buka berikutnya: %(next)s") % {
        "week": week,
        "zone": zone,
        "next": _hours_of(following.day),
    }


def _closed_soon() -> list[str]:
    today = clock.today()
    return [
        f"{text.long_date(holiday.day)} ({holiday.name})" for holiday in offices.holidays_between(today, today + _AHEAD)
    ]


def identity() -> str:
    """What shows who somebody is."""
    return _("Tanda pengenal: KTP-el, KK, atau identitas lain")


def _to_bring(application: Application) -> list[str]:
    return [*next_visit(application).bring, *besides(application)]


def besides(application: Application) -> list[str]:
    """Return what is brought besides the papers of a case: who somebody is, and who may come instead."""
    if not next_visit(application).possible:
        return []
    somebody_else = _("Bila orang lain yang datang: surat kuasa F-1.07 dan KTP-el penerima kuasa")
    return [identity(), in_person(application) or somebody_else]


def in_person(application: Application) -> str:
    """Return why nobody else may come for the applicant next; nothing if somebody else may."""
    if any(step.code == StepCode.RECORDING and not step.done_at for step in application.steps.all()):
        return _("Pemohon harus datang sendiri: foto, tanda tangan, sidik jari, dan iris matanya direkam")
    return ""
