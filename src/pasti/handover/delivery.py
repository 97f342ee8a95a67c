"""Whether the office brings what is ready to the home, and who has asked for it.

What a holder wishes is known upstairs, where they answer; that room says here how to ask it (as `applications.urgent`).
"""

from collections.abc import Callable, Collection, Iterable

from pasti.applications.models import Application
from pasti.offices import policy

Asked = Callable[[Iterable[Application]], Collection[int]]

_owner: list[Asked] = []


def owner(asked: Asked) -> Asked:
    """Register who knows: `fn(cases)` returns for which of them, by key, that is wished. There is one."""
    if _owner:
        raise ValueError("somebody knows already who wishes delivery to the home")
    _owner.append(asked)
    return asked


def offered() -> bool:
    """Whether the office brings what is ready to the home (rule `handover.delivers_home`; at first it does not)."""
    return bool(policy.value("handover.delivers_home"))


def wished(cases: Iterable[Application]) -> Collection[int]:
    """Return of which of these cases, by key, the holder wishes that what is ready is brought to the home.

    Also where the office has stopped doing so since: then somebody has to tell them.
    """
    return _owner[0](cases) if _owner else ()
