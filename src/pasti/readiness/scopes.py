"""Which services there are: the room upstairs that has them says so, so that an incident can be about some of them."""

from pasti.kit.answered import Answered

_asked = Answered[[], list[tuple[str, str]]]("which services there are", list)
# Whoever names them registers `fn()`: (code, name in the reader's language).
names_services = _asked.owner


def services() -> list[tuple[str, str]]:
    """Return the services on offer, in their order; none where no room has any."""
    return _asked()


def names_of(codes: list[str]) -> list[str]:
    """Return the names of services by their codes; one that is no longer offered is named by its code."""
    named = dict(services())
    return [named.get(code, code) for code in codes]
