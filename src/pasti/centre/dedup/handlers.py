"""What is received is screened."""

from django.utils.translation import gettext_lazy as _

from pasti.centre.dedup.actions import screen
from pasti.centre.intake import queries
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry


@follow(
    "centre.dedup", "record.receive", "record.ask", starts=Starts.BEGINNING,
    does=_("Memeriksa apakah data yang diterima ganda"),
)  # fmt: skip
def screen_received(entry: Entry) -> None:
    row = queries.by_id(int(entry.subject.removeprefix("record:")))
    if row:
        screen(row)
