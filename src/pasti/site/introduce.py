"""Introducing nodes to each other."""

from urllib.parse import urlsplit

from pasti.journal.actors import SYSTEM
from pasti.kit.errors import Stop
from pasti.link import actions, cards, queries
from pasti.link.models import NodeRole
from pasti.site import database


def card() -> int:
    """Print this node's card, and its fingerprint to compare by telephone."""
    database.check_node()
    ours = cards.ours(queries.this_node())
    print(ours.text())
    print(f"fingerprint: {ours.fingerprint}")
    return 0


def trust(text: str, url: str, *, replace: bool = False) -> int:
    """Trust the node whose card this is. An office calls the centre, so it must know where that is."""
    database.check_node()
    theirs = cards.read(text)
    address = urlsplit(url)
    if url and not (address.scheme in ("http", "https") and address.hostname):
        raise Stop(f"{url} is not an address. Give one such as --url https://centre.example.")
    if address.scheme == "http" and address.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise Stop("What nodes say to each other is about people: the address must begin with https:.")
    known = queries.centre()
    if theirs.role == NodeRole.CENTRE and not url and not (known and known.url):
        raise Stop("Say where to call the centre: --url https://…")
    actions.trust(theirs, url=url, replace=replace, by=SYSTEM)
    print(f"Trusted: {theirs.name} ({theirs.role}), fingerprint {theirs.fingerprint}.")
    return 0
