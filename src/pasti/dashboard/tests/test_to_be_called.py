"""Whoever must be rung up is a matter of the head's, urgent when they would set out in vain."""

from datetime import timedelta

from tests.cast import MONDAY, accepted

from pasti.dashboard.queries import matters, today
from pasti.journal import chain
from pasti.journal.actors import SYSTEM
from pasti.journal.followers import catch_up, followers
from pasti.kit import clock
from pasti.notices import releasing
from pasti.promises.actions import tell_moved
from pasti.promises.models import Promise


def said() -> list[tuple[str, bool]]:
    return [(matter.sentence, matter.urgent) for matter in matters(today()) if matter.place == "notices:calls"]


def test_who_is_to_be_called_is_a_matter(office):
    case = accepted(office.budi.actor)
    promise = Promise.objects.get(application=case)
    tell_moved(promise, promise, by=SYSTEM)
    assert said() == []
    chain.seal_new()
    while catch_up(followers.get("notices")):
        pass
    with clock.stopped_at(MONDAY + timedelta(minutes=11)):
        releasing.release_due()
        assert said() == [("1 orang perlu ditelepon.", False)]
    with clock.stopped_at(clock.at(promise.day) - timedelta(hours=6)):
        assert said() == [("1 orang perlu ditelepon. Di antaranya 1 akan berangkat sia-sia dalam sehari.", True)]
