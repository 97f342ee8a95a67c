"""Who did it: an id and a name as of then, never a foreign key that would stand in the way of deleting an account."""

from dataclasses import dataclass

CITIZEN_ROLE = "citizen"
SYSTEM_ROLE = "system"
NODE_ROLE = "node"


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts: `roles` decide which moves are open to it."""

    id: str
    name: str
    roles: frozenset[str]


CITIZEN = Actor("citizen", "Pemohon", frozenset({CITIZEN_ROLE}))
SYSTEM = Actor("system", "Pasti", frozenset({SYSTEM_ROLE}))


def node(node_id: str, name: str) -> Actor:
    """Return the actor for another node, such as the centre."""
    return Actor(f"node:{node_id}", name, frozenset({NODE_ROLE}))
