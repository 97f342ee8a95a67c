"""A number that has ended is read, whenever that is: no clerk waits for it."""

from django.utils.translation import gettext_lazy as _

from pasti.figures import actions
from pasti.figures.passages import OVER
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry


@follow(
    "figures", *(f"ticket.{move}" for move in sorted(OVER)), starts=Starts.BEGINNING,
    does=_("Mencatat waktu tunggu dan layanan"),
)  # fmt: skip
def note_what_it_took(entry: Entry) -> None:
    if of_it := actions.of_entry(entry):
        actions.note(*of_it, entry.case)
