"""How an incident is told, in the reader's language: to the public, and in short beside a need."""

from collections.abc import Collection
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pasti.kit import clock, text
from pasti.readiness.models import Effect, Incident
from pasti.readiness.needs import Need, about, needs_of
from pasti.readiness.probes import asked


def soon(at: datetime) -> str:
    """Return a moment as briefly as it can be understood: today by the clock alone."""
    if clock.local_day(at) == clock.today():
        return _("pukul %(time)s %(zone)s") % {"time": text.clock_time(at), "zone": text.zone_label()}
    return text.moment(at)


def told(incident: Incident, needs: Collection[Need] = ()) -> str:
    """Return what the public reads of an incident, without when: its own sentence, or what is said of its needs.

    `needs` are those of it that are in the way; without them it is told of all that it is about, and of what is
    measured only of what has not risen since.
    """
    if not incident.runs(clock.now()):
        return neutrally(incident, needs)
    if own := _own(incident):
        return own
    if incident.effect == Effect.DEGRADED and not needs:
        return _how_much(incident, incident.scope)
    return "; ".join(fallen(need) for need in needs or _fallen(incident))


def fallen(need: Need) -> str:
    """Return what the public reads of a need that does not stand: what the room that knows says, or what is usual."""
    # Only of people on duty another thing may be true: nothing else is asked for the sake of a sentence.
    answer = asked(need) if about(need).role else None
    return str((answer and not answer.stands and answer.told) or about(need).fallen)


def neutrally(incident: Incident, needs: Collection[Need] = ()) -> str:
    """Return the same of what is not so at this moment: it will be, or was."""
    return _own(incident) or _how_much(incident, needs or incident.scope)


def _own(incident: Incident) -> str:
    own = incident.sentence_id if text.indonesian() else incident.sentence_en or incident.sentence_id
    return own.rstrip(". ")


def _how_much(incident: Incident, needs: Collection[Need]) -> str:
    values = {"needs": text.and_list([str(need.label) for need in needs])}
    if incident.effect == Effect.DEGRADED:
        return capfirst(_("%(needs)s hanya tersedia sebagian") % values)
    return capfirst(_("%(needs)s tidak tersedia") % values)


def _fallen(incident: Incident) -> Collection[Need]:
    """What of an incident has fallen now, if that is measured and known; else all that it is about."""
    if incident.live and incident.effect == Effect.MEASURED:
        return needs_of(incident.intervals.filter(until=None).values_list("need", flat=True)) or incident.scope
    return incident.scope


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


def whole(incident: Incident, needs: Collection[Need] = ()) -> str:
    """Return all that the public is told of an incident (`needs` as in `told`): what, since and until when, or when."""
    if not incident.runs(clock.now()):
        return f"{told(incident, needs)}, {since_when(incident)}."
    return f"{told(incident, needs)} {since_when(incident)}. {until_when(incident)}"
