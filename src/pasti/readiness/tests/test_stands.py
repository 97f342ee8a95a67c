from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.link.models import Peer
from pasti.offices.models import Counter
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe, probes
from pasti.readiness.queries import Going, can_go_on, stands


@dataclass(frozen=True)
class Step:
    """A step of somebody else."""

    rests_on: tuple[Need, ...]
    fallback: str = "Datang lain hari."


@pytest.fixture
def linked(office) -> None:
    Peer.objects.update(last_contact_at=MONDAY, round_trip_ms=50, down_since=None)


def test_a_link_that_is_up_stands(linked):
    link = stands(Need.LINK)
    assert (link.stands, link.known, link.said) == (True, True, "sambungan ke pusat")


def test_a_link_that_is_slow_stands_and_says_so(linked):
    Peer.objects.update(round_trip_ms=9000)
    slow = "tersambung, tetapi lambat; jawaban datang sesudah 9000 milidetik"
    assert (stands(Need.LINK).stands, stands(Need.LINK).why) == (True, slow)


def test_a_link_that_is_down_says_since_when(linked):
    Peer.objects.update(down_since=MONDAY - timedelta(hours=1))
    link = stands(Need.LINK)
    assert not link.stands
    assert link.said == "sambungan ke pusat: terputus sejak Senin, 23 November 2026 pukul 07.30 WIB"


def test_without_a_centre_there_is_no_link_and_no_station(office):
    Peer.objects.all().delete()
    assert stands(Need.LINK).said == "sambungan ke pusat: belum disambungkan"
    assert not stands(Need.STATION).stands


@pytest.mark.parametrize("need", [need for need in Need if need not in probes])
def test_what_nobody_can_tell_is_taken_to_stand_and_said_to_be_unknown(office, need):
    assert (stands(need).stands, stands(need).known) == (True, False)


def test_a_step_goes_on_when_all_that_it_rests_on_stands(linked):
    assert can_go_on(Step((Need.LINK, Need.BLANKS))).ok
    assert can_go_on(Step(())) == Going([], "Datang lain hari.")
    assert can_go_on(Step(())).reason == ""


def test_a_step_that_cannot_go_on_says_all_that_is_in_the_way(linked):
    Peer.objects.update(down_since=MONDAY)
    Counter.objects.update(capture_url="")
    going = can_go_on(Step((Need.LINK, Need.BLANKS, Need.STATION)))
    assert not going.ok
    assert going.reason == (
        "sambungan ke pusat: terputus sejak Senin, 23 November 2026 pukul 08.30 WIB; "
        "alat perekaman: belum ada loket dengan alat perekaman"
    )


def test_a_need_has_one_owner():
    with pytest.raises(ValueError, match="twice"):
        probe(Need.LINK)(lambda: Answer(stands=True))
