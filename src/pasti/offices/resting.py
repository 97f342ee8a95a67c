"""What rests on the calendar. Rooms upstairs say here how they meet a change of it, in the transaction of the change.

Bookings and dates that were given lie upstairs; the calendar knows only that somebody asks to be told.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from pasti.journal.actors import Actor
from pasti.kit.errors import Refused


@dataclass(frozen=True)
class Met:
    """Somebody whom a change meets: the case, whose it is, and when they were expected.

    `key` is what the caller names to say that it was seen; without it nobody need agree (a date that moves by itself).
    """

    subject: str
    number: str
    name: str
    when: datetime | None = None
    key: str = ""


# By whom, and because of what (see `calendar_changed`).
Meets = Callable[[Actor, str], list[Met]]

_meeting: list[Meets] = []


class NotSeen(Refused):
    """The change meets people of whom the caller was not told. Nothing was changed; `met` says who they are."""

    def __init__(self, met: list[Met]) -> None:
        self.met = met
        count = sum(1 for one in met if one.key)
        super().__init__(
            ngettext(
                "Perubahan ini mengenai %(n)s orang yang sudah punya jadwal. Lihat dahulu siapa.",
                "Perubahan ini mengenai %(n)s orang yang sudah punya jadwal. Lihat dahulu siapa mereka.",
                count,
            )
            % {"n": count}
        )


def rests_on_calendar(meets: Meets) -> Meets:
    """Register what a room does when the calendar has changed: put right what no longer holds, and say whom it meets.

    It is `fn(by, because)`, where `because` is as in `calendar_changed`. It runs in the transaction of the change and
    sees the calendar as it will be. Several run in the order of their names, however Django starts.
    """
    if meets in _meeting:
        raise ValueError(f"{meets.__module__}.{meets.__qualname__} is registered twice")
    _meeting.append(meets)
    _meeting.sort(key=lambda fn: f"{fn.__module__}.{fn.__qualname__}")
    return meets


def calendar_changed(*, by: Actor, seen: Collection[str] | None, because: str = "") -> list[Met]:
    """Let all rooms meet a change that was just made; return whom it met.

    `seen` are the keys of those of whom the caller was told; None is the node itself, which asks nobody. Raises NotSeen
    for anybody else, so that nothing is saved of what nobody has looked at. `because` is the subject of an outage that
    was announced, if that is what changed; without it it is the calendar itself.
    """
    met = [one for meets in _meeting for one in meets(by, because)]
    if seen is not None and any(one.key and one.key not in seen for one in met):
        raise NotSeen(met)
    return met
