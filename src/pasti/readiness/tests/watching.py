"""An office whose needs are watched: what tests do to its link, and how time goes by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.cast import MONDAY

from pasti.kit import clock
from pasti.link.models import Peer
from pasti.readiness import watch
from pasti.readiness.models import Incident, Interval, Watched


def link(*, up: bool, at: datetime | None = None) -> None:
    """Let the centre have answered a moment ago, or not since then."""
    now = at or clock.now()
    if up:
        Peer.objects.update(last_contact_at=now, round_trip_ms=50, down_since=None)
    else:
        Peer.objects.update(down_since=now)


def begin() -> None:
    """The link is up, everything was looked at once, and who looks has been at it for a while."""
    link(up=True)
    watch.look_at_all()
    Watched.objects.update(woke_at=MONDAY - timedelta(hours=1))


@contextmanager
def later(**after: float) -> Iterator[datetime]:
    """Be so much later than the Monday on which every test begins."""
    moment = MONDAY + timedelta(**after)
    with clock.stopped_at(moment):
        yield moment


def watched(seconds: float, *, up: bool) -> None:
    """Look at everything so many seconds after the beginning, with the link up or down from then on."""
    with later(seconds=seconds) as at:
        peer = Peer.objects.get()
        if up or peer.down_since is None:
            link(up=up, at=at)
        watch.look_at_all()


def looked(hours: float, *, up: bool) -> None:
    """Look so many hours after the beginning, and again until what is seen is believed."""
    for seconds in (0, 61):
        watched(hours * 3600 + seconds, up=up)


def of(need: str) -> list[tuple[str, float, float | None]]:
    """The intervals of a need: state, and from when until when in seconds after the beginning."""
    rows = Interval.objects.filter(need=need).order_by("since", "id")
    return [(row.state, _seconds(row.since), _seconds(row.until) if row.until else None) for row in rows]


def _seconds(at: datetime) -> float:
    return (at - MONDAY).total_seconds()


def only() -> Incident:
    return Incident.objects.get()
