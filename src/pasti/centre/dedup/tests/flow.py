"""What the centre's duties do with what arrived, one after the other."""

from pasti.accounts.roles import Role
from pasti.centre.dedup import actions
from pasti.centre.dedup.duties import keep_gallery, search
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.states import Verdict
from pasti.centre.intake.duties import open_packets
from pasti.centre.intake.models import Record
from pasti.centre.release.duties import seal_granted
from pasti.journal import chain, followers
from pasti.journal.actors import Actor


def work() -> None:
    """Search and seal until nothing is left to do now."""
    for duty in (keep_gallery, open_packets, search, seal_granted):
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


FIRST = Actor("account:first", "Putri Ayu", frozenset({str(Role.CENTRE_OPERATOR)}))


def decide(suggestion: Suggestion, *, same: bool, reason: str, by: Actor) -> Suggestion:
    """Let two people say the same, `by` the second of them."""
    verdict = Verdict.SAME if same else Verdict.DIFFERENT
    actions.decide(suggestion, verdict, reason="Wajah dan nama dibandingkan", by=FIRST)
    return actions.decide(suggestion, verdict, reason=reason, by=by)
