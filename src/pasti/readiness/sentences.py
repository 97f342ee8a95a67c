"""How an incident is told, in the reader's language: to the public, and in short beside a need."""

from datetime import datetime

from django.utils.translation import gettext as _

from pasti.kit import clock, text
from pasti.readiness.models import Incident
from pasti.readiness.needs import about


def soon(at: datetime) -> str:
    """Return a moment as briefly as it can be understood: today by the clock alone."""
    if clock.local_day(at) == clock.today():
        return _("pukul %(time)s %(zone)s") % {"time": text.clock_time(at), "zone": text.zone_label()}
    return text.moment(at)


def told(incident: Incident) -> str:
    """Return what the public reads of an incident, without when: its own sentence, or what is said of its needs."""
    own = incident.sentence_id if text.indonesian() else incident.sentence_en or incident.sentence_id
    if own:
        return own.rstrip(". ")
    return "; ".join(str(about(need).fallen) for need in incident.scope)


def since_when(incident: Incident) -> str:
    """Return since when it is so, or when it will be."""
    if incident.runs(clock.now()):
        return _("sejak %s") % soon(incident.starts_at)
    ends = incident.ended_at or incident.until
    if ends is None:
        return _("mulai %s") % soon(incident.starts_at)
    return _("%(begins)s sampai %(ends)s") % {"begins": soon(incident.starts_at), "ends": soon(ends)}


def until_when(incident: Incident) -> str:
    """Return until when it lasts as far as is known, as a sentence of its own."""
    if incident.until is None:
        return _("Belum diketahui kapan pulih.")
    if incident.until <= clock.now():
        return _("Perkiraan pulih %s sudah lewat; belum ada kabar baru.") % soon(incident.until)
    return _("Diperkirakan pulih %s.") % soon(incident.until)


def recovered(incident: Incident) -> str:
    """Return what is said of an incident of which all stands again."""
    named = text.and_list([str(need.label) for need in incident.scope])
    return _("Sudah pulih: %s. Dipantau sampai pasti tidak terganggu lagi.") % named


def whole(incident: Incident) -> str:
    """Return all that the public is told of an incident: what, since when and until when; of a plan, when."""
    if not incident.runs(clock.now()):
        return f"{told(incident)}, {since_when(incident)}."
    return f"{told(incident)} {since_when(incident)}. {until_when(incident)}"
