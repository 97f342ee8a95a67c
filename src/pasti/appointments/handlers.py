"""Who takes a ticket has come; what the calendar does not hold any more is freed; what an incident cost."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.appointments import (
    freeing,  # noqa: F401 - registers what happens when the calendar changes
    queries,
)
from pasti.appointments.actions import attend
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident


@follow(
    "appointments", "ticket.issue", "ticket.attach", starts=Starts.NOW,
    does=_("Mencatat kehadiran dari nomor antrean"),
)  # fmt: skip
def note_arrival(entry: Entry) -> None:
    application = applications.by_number(entry.case) if entry.case else None
    if application:
        attend(application)


@costs("appointments")
def freed(incident: Incident) -> Iterator[Cost]:
    yield Cost(_("Jadwal kedatangan yang dibebaskan"), queries.freed_for(incident))
