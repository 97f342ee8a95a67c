from tests.cast import MONDAY

from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.link.models import Peer
from pasti.readiness.queries import can_go_on


def test_it_is_asked_at_every_moment(office):
    Peer.objects.update(last_contact_at=MONDAY, round_trip_ms=50, down_since=None)
    centre = steps.of(StepCode.CENTRE)
    assert can_go_on(centre).ok
    Peer.objects.update(down_since=MONDAY)
    assert not can_go_on(centre).ok
    # What was released lies here: printing goes on.
    assert can_go_on(steps.of(StepCode.PRINTING)).ok


def test_the_page_of_a_service_says_what_does_not_stand(office, signed_in):
    Peer.objects.update(last_contact_at=MONDAY, round_trip_ms=50, down_since=MONDAY)
    page = " ".join(signed_in(office.budi).get("/katalog/NEW/").content.decode().split())
    assert "sambungan ke pusat: terputus sejak Senin, 23 November 2026 pukul 08.30 WIB" in page
    assert "mesin cetak (belum diketahui)" in page
    assert "blangko" in page
