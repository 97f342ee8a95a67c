"""Which services there are: the room upstairs that has them says so, so that an incident can be about some of them."""

from collections.abc import Callable

Services = Callable[[], list[tuple[str, str]]]

_named: list[Services] = []


def names_services(services: Services) -> Services:
    """Register who names them: `fn()` returns (code, name in the reader's language). One room does."""
    if _named:
        raise ValueError("services are named twice")
    _named.append(services)
    return services


def services() -> list[tuple[str, str]]:
    """Return the services on offer, in their order; none where no room has any."""
    return _named[0]() if _named else []


def names_of(codes: list[str]) -> list[str]:
    """Return the names of services by their codes; one that is no longer offered is named by its code."""
    named = dict(services())
    return [named.get(code, code) for code in codes]
