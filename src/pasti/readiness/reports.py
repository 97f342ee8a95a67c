"""The report of an incident, and the draft of a letter to those above, as they are drawn."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.journal import queries as journal
from pasti.kit import clock, pdf
from pasti.link.queries import this_node
from pasti.offices import queries as offices
from pasti.readiness import scopes, sentences
from pasti.readiness.costs import cost_of
from pasti.readiness.escalation import addressee, due
from pasti.readiness.models import Incident, Interval
from pasti.readiness.needs import Need, State
from pasti.readiness.queries import has_recovered, working_time


def lasting(span: timedelta) -> str:
    """Return how long a time was, in words: 3 hari 4 jam, 25 menit."""
    minutes = max(0, round(span.total_seconds() / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    said = [
        ngettext("%d hari", "%d hari", days) % days if days else "",
        ngettext("%d jam", "%d jam", hours) % hours if hours else "",
        ngettext("%d menit", "%d menit", minutes) % minutes if minutes or not (days or hours) else "",
    ]
    return " ".join(filter(None, said))


@dataclass(frozen=True)
class Fallen:
    """For how long one need did not stand in an incident: each time, all together, and of the working time."""

    need: Need
    spans: list[Interval]
    total: timedelta
    working: timedelta

    @property
    def label(self) -> str:
        """The need, in the reader's language."""
        return str(self.need.label)

    @property
    def said(self) -> str:
        """How long, in words."""
        values = {"total": lasting(self.total), "working": lasting(self.working)}
        return _("%(total)s, di antaranya %(working)s pada jam layanan") % values


def fallen(incident: Incident) -> list[Fallen]:
    """Return for how long each need of an incident did not stand."""
    now = clock.now()
    found = []
    for need in incident.scope:
        rows = incident.intervals.filter(need=need, state__in=[s.value for s in State if s.fallen])
        spans = list(rows.order_by("since", "id"))
        times = [(row.since, row.until or now) for row in spans]
        total = sum((ends - begins for begins, ends in times), timedelta(0))
        if spans:
            found.append(Fallen(need, spans, total, working_time(times)))
    return found


def about(incident: Incident) -> dict[str, Any]:
    """Return all that is known of an incident, as its page and its papers say it."""
    return {
        "incident": incident,
        "told": sentences.neutrally(incident) if has_recovered(incident) else sentences.told(incident),
        "until_said": _until_said(incident),
        "services": scopes.names_of(incident.services),
        "fallen": fallen(incident),
        "forecasts": list(incident.forecasts.all()),
        "letters": list(incident.letters.all()),
        "deeds": list(incident.deeds.all()),
        "costs": cost_of(incident),
        "escalation": due(incident),
    }


def _until_said(incident: Incident) -> str:
    if not incident.live:
        return ""
    return sentences.recovered(incident) if has_recovered(incident) else sentences.until_when(incident)


def draw_report(incident: Incident) -> bytes:
    """Return the report of an incident as PDF, in the reader's language. Raises as `pdf.render` does."""
    context = about(incident) | _letterhead() | {"entries": list(journal.of_subject(incident.subject))}
    return pdf.render("readiness/report_paper.html", context, stylesheet="styles/report.css")


def draw_letter(incident: Incident) -> bytes:
    """Return the draft of a letter to those above as PDF: always in Indonesian. Raises as `pdf.render` does."""
    with translation.override("id"):
        context = about(incident) | _letterhead() | {"to": addressee(incident), "lasted": _lasted(incident)}
        return pdf.render("readiness/escalation_paper.html", context, stylesheet="styles/report.css")


def _lasted(incident: Incident) -> str:
    found = due(incident)
    return lasting((incident.ended_at or clock.now()) - (found.since if found else incident.starts_at))


def _letterhead() -> dict[str, Any]:
    return {"office": offices.office(), "sample": this_node().sample, "at": clock.now()}
