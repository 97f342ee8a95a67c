"""Who takes a ticket has come."""

from pasti.applications import queries as applications
from pasti.appointments.actions import attend
from pasti.journal.followers import follow
from pasti.journal.models import Entry


@follow("appointments", "ticket.issue", "ticket.attach")
def note_arrival(entry: Entry) -> None:
    application = applications.by_number(entry.case) if entry.case else None
    if application:
        attend(application)
