"""People whose card is ready at the centre and cannot be printed; the outage for which Suket are switched on."""

from datetime import date, timedelta

from tests.cast import MONDAY, Cast

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.certificates import actions
from pasti.certificates.models import Decision, Suket
from pasti.journal.actors import node
from pasti.kit import clock
from pasti.printing.tests.released import release
from pasti.readiness import actions as readiness
from pasti.readiness.models import Incident
from pasti.readiness.needs import Cause, Need

REASON = "Izin cetak ditarik pusat; warga perlu KTP-el untuk pendaftaran CPNS"


def told(case: Application, code: str) -> Application:
    """What the centre says of a case's record."""
    applications.note_status(case, code, at=clock.now(), source="Pusat", by=node("centre", "Pusat"))
    return Application.objects.get(pk=case.pk)


def released(office: Cast, *, minutes: int = 0) -> Application:
    """Somebody whom the centre has found unique: the card could be printed."""
    return told(release(office, minutes=minutes).application, "PRINT_READY_RECORD")


def outage(office: Cast) -> Incident:
    return readiness.open_incident(needs=[Need.MAY_PRINT], cause=Cause.CENTRE, by=office.agus.actor)


def switched_on(office: Cast, *, until: date | None = None) -> Decision:
    last = until or (MONDAY + timedelta(days=30)).date()
    return actions.switch_on(outage(office), reason=REASON, until=last, by=office.agus.actor)


def issued(office: Cast, *, minutes: int = 0) -> Suket:
    return actions.issue_suket(released(office, minutes=minutes), by=office.budi.actor)
