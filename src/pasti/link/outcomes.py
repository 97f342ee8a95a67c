"""What became of what arrived, and telling its sender: outcomes are counted, and told until they are known."""

from typing import Any

from django.db import transaction

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.link import reasons
from pasti.link.models import Peer, Received
from pasti.link.outbox import NUMBER_TAKEN
from pasti.link.wire import Outcome, Outcomes

MOST_TOLD = 200


def set_aside(row: Received, peer: Peer, reason: Words) -> None:
    """Set something that arrived aside with its reason, in the caller's transaction; the peer's row is locked."""
    if not (row.aside_at and row.last_error == reason):  # the same again, when it was tried again, is no news
        note(row, "aside", SYSTEM, reason=reason.kept)
    row.set_aside = row.last_error = reason
    row.aside_at = clock.now()
    tell(row, peer)
    row.save()


def reopen(row: Received) -> None:
    """Give something another chance, from the beginning; the caller saves it."""
    row.set_aside, row.dismissed_at, row.attempts, row.not_before = "", None, 0, clock.now()


def tell(row: Received, peer: Peer) -> None:
    """Let the next message tell how an envelope stands."""
    peer.last_outcome += 1
    peer.save(update_fields=["last_outcome"])
    row.outcome = peer.last_outcome


def untold(peer: Peer) -> Outcomes:
    """Return the outcomes that the peer does not know, at most so many; the others come with the next messages."""
    after, last = peer.outcomes_told, peer.last_outcome
    if after >= last:
        return Outcomes(after=after, upto=after, last=last)
    rows = Received.objects.filter(peer=peer, outcome__gt=after, outcome__lte=last).order_by("outcome")
    found = list(rows.values_list("outcome", "number", "set_aside", "taken")[:MOST_TOLD])
    told = [
        Outcome(at=at, number=n, reason=NUMBER_TAKEN)
        if taken
        else Outcome(at=at, number=n, reason=why.in_language("id"), reason_in=why.in_each)
        for at, n, why, taken in found
    ]
    upto = told[-1].at if len(told) == MOST_TOLD else max(after, last)
    return Outcomes(after=after, upto=upto, last=last, told=told)


@transaction.atomic(savepoint=False)
def note_told(peer: Peer, noted: int) -> None:
    """Note how far the peer knows our outcomes. When it knows more than we do, ours were put back from a copy."""
    if noted == peer.outcomes_told:
        return
    locked = Peer.locked(peer.pk)
    if noted > locked.last_outcome:
        locked.last_outcome = noted
        for row in Received.objects.filter(peer=locked, outcome__gt=0).order_by("outcome"):
            tell(row, locked)
            row.save(update_fields=["outcome"])
    locked.outcomes_told = noted
    locked.save(update_fields=["outcomes_told", "last_outcome"])
    peer.refresh_from_db()


def note(row: Received, what: str, by: Actor, **facts: Any) -> None:
    """Write down what became of it."""
    record(
        f"received.{what}",
        subject=f"received:{row.pk}",
        by=by,
        number=row.number,
        what=str(reasons.fit(row.kind)),
        peer=row.peer.name,
        **facts,
    )
