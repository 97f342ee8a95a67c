"""What rests on the calendar, and on who is there: rooms upstairs meet a change in its own transaction.

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
    `said` is when, in the reader's words, if it is no one moment.
    """

    subject: str
    number: str
    name: str
    when: datetime | None = None
    key: str = ""
    said: str = ""


# By whom, and because of what (see `calendar_changed`, `staff_changed`).
Meets = Callable[[Actor, str], list[Met]]

_meeting: list[Meets] = []
_meeting_staff: list[Meets] = []


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
    return _registered(meets, _meeting)


def rests_on_staff(meets: Meets) -> Meets:
    """Register what a room does when it has changed who will be at the counters (`roster`), as `rests_on_calendar`."""
    return _registered(meets, _meeting_staff)


def _registered(meets: Meets, meeting: list[Meets]) -> Meets:
    if meets in meeting:
        raise ValueError(f"{meets.__module__}.{meets.__qualname__} is registered twice")
    meeting.append(meets)
    meeting.sort(key=lambda fn: f"{fn.__module__}.{fn.__qualname__}")
    return meets


def calendar_changed(*, by: Actor, seen: Collection[str] | None, because: str = "") -> list[Met]:
    """Let all rooms meet a change that was just made; return whom it met.

    `seen` are the keys of those of whom the caller was told; None is the node itself, which asks nobody. Raises NotSeen
    for anybody else, so that nothing is saved of what nobody has looked at. `because` is the subject of an outage that
    was announced, if that is what changed; without it it is the calendar itself.
    """
    return _met(_meeting, by=by, seen=seen, because=because)


def staff_changed(*, by: Actor, seen: Collection[str] | None, because: str = "") -> list[Met]:
    """Let all rooms meet a change of who will be at the counters, as `calendar_changed`; `because` is an absence."""
    return _met(_meeting_staff, by=by, seen=seen, because=because)


def _met(meeting: list[Meets], *, by: Actor, seen: Collection[str] | None, because: str) -> list[Met]:
    met = [one for meets in meeting for one in meets(by, because)]
    if seen is not None and any(one.key and one.key not in seen for one in met):
        raise NotSeen(met)
    return met
