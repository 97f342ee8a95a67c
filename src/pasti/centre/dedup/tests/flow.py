"""What the centre's duties do with what arrived, one after the other."""

from pasti.centre.dedup import actions
from pasti.centre.dedup.duties import search
from pasti.centre.intake.duties import open_packets
from pasti.centre.intake.models import Record
from pasti.centre.release.duties import seal_granted
from pasti.journal import chain, followers


def work() -> None:
    """Search and seal until nothing is left to do now."""
    for duty in (open_packets, search, seal_granted):
        while duty():
            pass


def follow() -> None:
    """Hear of what was received, and do the work."""
    open_packets()
    chain.seal_new()
    followers.catch_up(followers.followers.get("centre.dedup"))
    work()


def screened(row: Record) -> Record:
    """Return a received record after it was searched for."""
    actions.ask(row)
    work()
    row.refresh_from_db()
    return row
