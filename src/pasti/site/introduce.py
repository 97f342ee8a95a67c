"""Introducing nodes to each other."""

from pasti.journal.actors import SYSTEM
from pasti.link import actions, cards, queries


def card() -> int:
    """Print this node's card, and its fingerprint to compare by telephone."""
    ours = cards.ours(queries.this_node())
    print(ours.text())
    print(f"fingerprint: {ours.fingerprint}")
    return 0


def trust(text: str, url: str) -> int:
    """Trust the node whose card this is."""
    theirs = cards.read(text)
    actions.trust(theirs, url=url, by=SYSTEM)
    print(f"Trusted: {theirs.name} ({theirs.role}), fingerprint {theirs.fingerprint}.")
    return 0
