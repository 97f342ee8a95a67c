"""Who did it: an id and a name as of then, never a foreign key that would stand in the way of deleting an account."""

from dataclasses import dataclass, replace

CITIZEN_ROLE = "citizen"
SYSTEM_ROLE = "system"
NODE_ROLE = "node"


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts: `roles` decide which moves are open to it.

    An applicant acts on one `case` only: the one that they have proven to be theirs.
    """

    id: str
    name: str
    roles: frozenset[str]
    case: str = ""

    @property
    def is_applicant(self) -> bool:
        """Whether this is somebody from outside, who holds no role of the house."""
        return self.roles == {CITIZEN_ROLE}

    def owns(self, case: str) -> bool:
        """Whether this case is theirs to act on, as far as that is asked of them: staff and nodes have their roles."""
        return not self.is_applicant or (case != "" and self.case == case)


CITIZEN = Actor("citizen", "Pemohon", frozenset({CITIZEN_ROLE}))
SYSTEM = Actor("system", "Pasti", frozenset({SYSTEM_ROLE}))


def applicant(case: str) -> Actor:
    """Return the actor for who has proven that a case is theirs (see `applications.rules`)."""
    return replace(CITIZEN, case=case)


def node(node_id: str, name: str) -> Actor:
    """Return the actor for another node, such as the centre."""
    return Actor(f"node:{node_id}", name, frozenset({NODE_ROLE}))
