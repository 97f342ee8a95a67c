"""The last blank is spoiled: cards cannot be printed, an incident says so, and a box puts it right."""

from datetime import timedelta

from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.kit import clock
from pasti.readiness import queries, watch
from pasti.readiness.models import Incident, Watched
from pasti.readiness.needs import Cause, Need
from pasti.stock import actions as stock
from tests.cast import ANYBODY, MONDAY


def test_it_opens_an_incident_of_the_stock(office):
    watch.look_at_all()
    Watched.objects.update(woke_at=MONDAY - timedelta(hours=1))
    for serial in range(1, 21):
        stock.spoil(f"BK{serial:08d}", "patah", by=ANYBODY)
    watch.look_at_all()
    incident = Incident.objects.get(group="stock")
    assert (incident.cause, incident.needs) == (Cause.STOCK, ["blanks"])
    going = queries.can_go_on(steps.of(StepCode.PRINTING))
    assert [(one.need, one.incident) for one in going.fallen] == [(Need.BLANKS, incident)]
    assert going.told == "Blangko KTP-el sedang habis sejak pukul 08.30 WIB. Belum diketahui kapan pulih."
    stock.receive_delivery(first_serial="BK00001001", count=5, letter="470/9", by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(seconds=30)):
        watch.look_at_all()
        assert queries.stands(Need.BLANKS).stands
