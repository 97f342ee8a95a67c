"""What is received is screened."""

from pasti.centre.dedup.actions import screen
from pasti.centre.intake import queries
from pasti.journal.followers import follow
from pasti.journal.models import Entry


@follow("centre.dedup", "record.receive", "record.ask")
def screen_received(entry: Entry) -> None:
    row = queries.by_id(int(entry.subject.removeprefix("record:")))
    if row:
        screen(row)
