"""What an incident cost: what was recorded while it could not be sent."""

from datetime import timedelta

from tests.cast import MONDAY, accepted

from pasti.readiness import watch
from pasti.readiness.costs import cost_of
from pasti.readiness.tests.watching import begin, later, link, only, watched
from pasti.recording.models import Recording


def recorded(office, packet: str, **after: float) -> None:
    Recording.objects.create(
        application=accepted(office.budi.actor), packet=packet, recipient="x", state=Recording.State.SEALED,
        size=8, sha256=packet[:1] * 64, sealed_at=MONDAY + timedelta(**after),
    )  # fmt: skip


def test_what_was_recorded_while_the_link_stood_could_be_sent(office):
    begin()
    recorded(office, "before", seconds=20)
    watched(30, up=False)
    recorded(office, "down", seconds=60)
    for seconds in (90, 180, 270):
        watched(seconds, up=True)
    recorded(office, "up", seconds=200)
    watched(300, up=False)
    recorded(office, "down again", seconds=310)
    with later(seconds=400):
        link(up=False)
        watch.look_at_all()
        assert [line.count for line in cost_of(only()) if "selama tidak dapat dikirim" in str(line.what)] == [2]
