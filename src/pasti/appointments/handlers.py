"""Who takes a ticket has come; what the calendar does not hold any more is freed; what an incident cost."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.appointments import (
    freeing,
    measuring,
    queries,
)
from pasti.appointments.actions import attend
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident
from pasti.readiness.queries import Standing
from pasti.roster.models import Absence
from pasti.roster.rests import Line, counts_on


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


@counts_on("appointments")
def expected_then(absence: Absence, fallen: list[Standing]) -> Iterator[Line]:
    """Say how many are expected, while somebody is absent, for what cannot be done without them."""
    begins = max(clock.now(), absence.starts_at)
    missing = [queries.Missing(begins, absence.ends_at, freeing.steps_on(one.need)) for one in fallen]
    yield Line(
        _("orang punya jadwal pada waktu itu untuk tahap yang berhenti"),
        queries.expected_in_vain_while(missing).count(),
    )
