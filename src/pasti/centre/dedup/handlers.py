"""What is received is screened."""

from pasti.centre.dedup.actions import screen
from pasti.centre.intake.models import Record
from pasti.journal.followers import follow
from pasti.journal.models import Entry


@follow("centre.dedup", "record.receive", "record.ask")
def screen_received(entry: Entry) -> None:
    row = Record.objects.filter(pk=entry.subject.removeprefix("record:")).first()
    if row:
        screen(row)
