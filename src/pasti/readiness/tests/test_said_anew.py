"""What is said anew of an incident: of a plan by who decides, and with an end; of what is measured what is measured."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import MONDAY

from pasti.kit.errors import NotAllowed, Refused
from pasti.readiness import actions, watch
from pasti.readiness.models import Effect, Incident
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, later, link, only, watched

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


def test_only_who_decides_changes_a_plan(watching, signed_in):
    incident = outage(watching.agus.actor, needs=(Need.PRINTER,))
    page = reverse("readiness:incident", args=[incident.pk])
    assert "Ubah …" not in signed_in(watching.joko).get(page).content.decode()
    assert "Ubah …" in signed_in(watching.agus).get(page).content.decode()
    said: dict[str, Any] = {"needs": [Need.PRINTER, Need.BLANKS], "cause": Cause.STOCK, "effect": Effect.DOWN}
    with pytest.raises(NotAllowed, match="kepala dinas atau administrator"):
        actions.change_incident(incident, **said, by=watching.joko.actor)
    assert only().needs == ["printer"]
    assert actions.change_incident(incident, **said, by=watching.agus.actor).needs == ["blanks", "printer"]


def test_what_was_ticked_by_mistake_is_taken_out_and_what_is_measured_stays(watching):
    by = watching.agus.actor
    watched(30, up=False)

    def change(*needs: Need) -> None:
        actions.change_incident(only(), needs=needs, cause=Cause.UNKNOWN, effect=Effect.MEASURED, by=by)

    with later(seconds=40):
        change(Need.LINK, Need.STATION)
        change(Need.LINK)
        assert only().needs == ["link"]
        with pytest.raises(Refused, match="tetap bagian dari gangguan ini: sambungan ke pusat"):
            change(Need.STATION)
    for seconds in (90, 180):
        watched(seconds, up=True)
    with later(seconds=200):
        link(up=True)
        with pytest.raises(Refused, match="tetap bagian dari gangguan ini: sambungan ke pusat"):
            change(Need.STATION)
        with pytest.raises(Refused, match="Pilih apa yang terganggu"):
            change()
