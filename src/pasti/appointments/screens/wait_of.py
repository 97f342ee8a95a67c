"""How a case stands on the waiting list, as the page of its appointment shows it."""

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS

from pasti.applications.models import Application
from pasti.appointments import waitlist
from pasti.appointments.forms import WaitForm
from pasti.appointments.models import Part, Waiting
from pasti.appointments.offering import open_of
from pasti.kit import text


@dataclass(frozen=True)
class Wait:
    """How a case stands on the waiting list, as its page shows it."""

    row: Waiting | None
    held: bool
    form: WaitForm

    @property
    def suits(self) -> str:
        """Senin dan Rabu, sebelum tengah hari."""
        if self.row is None:
            return ""
        days = text.and_list([str(WEEKDAYS[int(day)]) for day in self.row.weekdays])
        return f"{days}, {Part(self.row.part).label}"


def wait_of(application: Application, refused: WaitForm | None = None) -> Wait:
    """Return how a case stands on the waiting list, with the form as it was sent if it was refused."""
    row = open_of(application)
    said = {"weekdays": list(row.weekdays), "part": row.part} if row else None
    return Wait(row, bool(row and waitlist.is_held(row)), refused or WaitForm(initial=said))
