"""Who takes a ticket has come; what the calendar does not hold any more is freed; what an incident cost."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.appointments import (
    freeing,  # noqa: F401 - registers what happens when the calendar changes
    measuring,
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


@follow(
    "appointments.measures", "ticket.pass_on", "ticket.finish", "ticket.finish_partly", "ticket.end_in_vain",
    "booking.attend", "booking.miss",
    starts=Starts.NOW, does=_("Mengukur lama layanan di tiap lajur dan siapa yang tidak datang"),
)  # fmt: skip
def measure(entry: Entry) -> None:
    if entry.kind.startswith("booking."):
        measuring.note_booked(entry)
    else:
        measuring.note_served(entry)


@costs("appointments")
def freed(incident: Incident) -> Iterator[Cost]:
    yield Cost(_("Jadwal kedatangan yang dibebaskan"), queries.freed_for(incident))
