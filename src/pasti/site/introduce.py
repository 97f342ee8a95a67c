"""Introducing an office and the centre to each other (docs/adr/0036)."""

from pasti.journal.actors import SYSTEM, SYSTEM_ROLE, Actor
from pasti.kit.errors import Stop
from pasti.link import cards, invitation, joining, queries
from pasti.link.models import NodeRole
from pasti.site import database

CONSOLE = Actor("console", "Baris perintah server", frozenset({SYSTEM_ROLE}))


def card() -> int:
    """Print this node's card, and its fingerprint to compare by telephone."""
    database.check_node()
    ours = cards.ours(queries.this_node())
    print(ours.text())
    print(f"fingerprint: {ours.fingerprint}")
    return 0


def enrol(code: str, url: str) -> int:
    """Make this office known at the centre, by the code that it gave."""
    database.check_node()
    centre = joining.join(code, url, by=SYSTEM)
    ours = cards.ours(queries.this_node())
    print(f"Known at {centre.name} as {ours.node_id}, fingerprint {ours.fingerprint}.")
    return 0


def invite(name: str, region: str, replaces: str, letter: str) -> int:
    """Make a code for an office, at the centre; the command line is the second person of last resort."""
    database.check_node()
    if queries.this_node().role != NodeRole.CENTRE:
        raise Stop("Only a centre invites offices.")
    from pasti.centre.authority.invitations import invite as make

    known = queries.peer_called(replaces) if replaces else None
    if replaces and known is None:
        names = ", ".join(f"{peer.node_id} ({peer.name})" for peer in queries.peers()) or "none"
        raise Stop(f"There is no node {replaces} here. Known: {names}.")
    made = make(name=name, region_code=region, replaces=known, letter=letter, by=CONSOLE)
    print(f"{invitation.spaced(made.code)}")
    print(
        f"For {made.invitation.name}, once, until {made.invitation.expires_at:%Y-%m-%d %H:%M} UTC. Say it by telephone."
    )
    return 0
