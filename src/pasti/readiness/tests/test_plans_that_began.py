"""What was planned and has begun is foretold, changed and taken back as what it is: something with an end."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from tests.cast import MONDAY

from pasti.kit.errors import Refused
from pasti.readiness import actions, watch
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need
from pasti.readiness.tests.watching import begin, later, link, only

HOUR = timedelta(hours=1)


@pytest.fixture
def watching(office):
    begin()
    return office


def outage(by, *, begins: float = 24, ends: float = 28, needs: tuple[Need, ...] = (Need.LINK,), **other) -> Incident:
    """A planned outage, so many hours from now."""
    return actions.plan_incident(
        needs=needs, starts_at=MONDAY + begins * HOUR, until=MONDAY + ends * HOUR, by=by, **other
    )


def look(at: datetime) -> None:
    """Look at everything, with the link up."""
    link(up=True, at=at)
    watch.look_at_all()


def test_it_always_has_an_end(watching, signed_in):
    incident = outage(watching.agus.actor)
    with later(hours=25) as now:
        look(now)
        with pytest.raises(Refused, match="Yang direncanakan harus punya waktu selesai"):
            actions.forecast(incident, None, reason="Belum tahu.", by=watching.agus.actor)
        answer = signed_in(watching.agus).post(reverse("readiness:forecast", args=[incident.pk]))
        assert answer.status_code == 422
        assert "Yang direncanakan harus punya waktu selesai." in answer.content.decode()
        assert actions.forecast(incident, now + 5 * HOUR, by=watching.agus.actor).until == now + 5 * HOUR
    assert only().until == MONDAY + 30 * HOUR
