"""What is received is searched for; what is taken over can be found."""

from django.utils.translation import gettext_lazy as _

from pasti.centre.dedup.actions import ask
from pasti.centre.dedup.gallery import enter
from pasti.centre.intake import queries as records
from pasti.centre.intake.hooks import when_adopted
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry


@follow(
    "centre.dedup", "record.receive", "record.ask", starts=Starts.BEGINNING,
    does=_("Meminta pemeriksaan ganda untuk data yang diterima"),
)  # fmt: skip
def ask_for_received(entry: Entry) -> None:
    row = records.by_id(int(entry.subject.removeprefix("record:")))
    if row:
        ask(row)


when_adopted(enter)
