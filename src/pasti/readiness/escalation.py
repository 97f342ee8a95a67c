"""When a letter to those above is due because something does not come back. The rule is dated data of the office."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.offices import policy
from pasti.readiness.models import Incident, Interval, Letter
from pasti.readiness.needs import Cause, Need, State

_LEASES = (Need.MAY_RECORD, Need.MAY_SEND, Need.MAY_PRINT)


@dataclass(frozen=True)
class Escalation:
    """That a letter is due: since when, what has not come back, and whether one was sent."""

    since: datetime
    what: Need
    written: bool

    @property
    def revoked(self) -> bool:
        """Whether it is about leave that the centre has withdrawn."""
        return self.what in _LEASES


def due(incident: Incident, now: datetime | None = None) -> Escalation | None:
    """Return whether a letter is due for an incident: the link down for so many hours, or leave gone for so many days.

    Of an incident that is over, whether one had been due.
    """
    moment = incident.ended_at or now or clock.now()
    hours = timedelta(hours=policy.value("readiness.escalate_after_link_hours"))
    days = timedelta(days=policy.value("readiness.escalate_after_lease_days"))
    found = [(_fell(incident, need), need, hours if need == Need.LINK else days) for need in (Need.LINK, *_LEASES)]
    late = [(fell, need) for fell, need, after in found if fell is not None and moment - fell >= after]
    if not late:
        return None
    fell, need = min(late, key=lambda one: one[0])
    written = incident.letters.filter(way=Letter.Way.OUT).exists()
    return Escalation(fell, need, written)


def _fell(incident: Incident, need: Need) -> datetime | None:
    """Since when a need is fallen in this incident, or was in the end; leave only if it was withdrawn."""
    rows = Interval.objects.filter(incident=incident, need=need)
    last = rows.order_by("-since", "-id").first()
    if last is None or not last.fallen or (last.until and incident.ended_at is None):
        return None
    if need != Need.LINK and last.state != State.REVOKED:
        return None
    first = rows.order_by("since", "id").first()
    return first.since if first else None


def addressee(incident: Incident) -> str:
    """Return to whom such a letter goes."""
    if incident.cause == Cause.CARRIER:
        return _("Pimpinan penyedia jaringan")
    return _("Direktur Jenderal Kependudukan dan Pencatatan Sipil, Kementerian Dalam Negeri")
