"""The centre at a glance."""

import re
from datetime import timedelta

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.authority import actions as authority
from pasti.centre.authority.rules import ALARM_DAYS
from pasti.centre.dedup.tests.flow import screened
from pasti.centre.intake import actions as intake
from pasti.centre.intake.queries import late
from pasti.centre.intake.tests.packets import received, sealed
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.link.models import Peer


@pytest.fixture
def maya(centre, signed_in):
    return signed_in(account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR))


def figures(client) -> list[int]:
    """Announced, being checked, to decide, released, printed, issued, duplicate, held up, failed."""
    answer = client.get("/pusat/")
    assert answer.status_code == 200
    found = re.search(r'<dl class="figures">(.*?)</dl>', answer.content.decode(), re.DOTALL)
    assert found
    return [int(n) for n in re.findall(r"<dd>\D*?(?:<a[^>]*>)?(\d+)", found[1])]


def test_an_empty_centre(maya):
    assert figures(maya) == [0] * 9


def test_what_is_where(maya, centre):
    intake.adopt(sealed("archive-1", "", nik="3215015206099002"), centre, by=SYSTEM)
    screened(received(centre, "p1"))
    screened(received(centre, "p2", "327500000002", nik="3275015206099003", name="Orang Lain"))
    received(centre, "p3", "327500000003", nik="3275015206099004", name="Belum Diperiksa")
    assert figures(maya) == [0, 1, 1, 1, 0, 1, 0, 0, 0]
    shown = maya.get("/pusat/").content.decode()
    assert "Disdukcapil Kota Bekasi" in shown
    assert "Belum Diperiksa" in shown
    assert "3275015206099004" not in shown


def test_a_look_is_noted(maya):
    maya.get("/pusat/")
    assert Look.objects.get().by_name == "Maya Kusumawati"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.CLERK])
def test_nobody_of_an_office_comes_in(centre, signed_in, role):
    assert signed_in(account("lain", "Lain", role)).get("/pusat/").status_code == 403


# ── what is not checked for too long ────────────────────────────────────────────────────────────────────────────────


def warned(client) -> str:
    return " ".join(client.get("/pusat/").content.decode().split())


def test_what_the_centre_has_not_checked_for_days_is_said_of_its_office(maya, centre):
    received(centre, "p1")
    received(centre, "p2", "327500000002", nik="3275015206099003", name="Orang Lain")
    with clock.stopped_at(MONDAY + timedelta(days=3) - timedelta(minutes=1)):
        assert "terlalu lama" not in warned(maya)
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        assert [(one.office, one.records, one.oldest) for one in late(clock.now())] == [(centre, 2, MONDAY)]
        said = "Disdukcapil Kota Bekasi: rekaman yang terlalu lama belum selesai diperiksa: 2, yang tertua sejak"
        assert said in warned(maya)


def test_many_offices_that_are_late_leave_room_for_the_figures(maya, centre, django_assert_max_num_queries):
    for n in range(7):
        office = Peer.objects.create(node_id=f"office-{n}", role="office", name=f"Kantor {n}", region_code=f"11.0{n}")
        with clock.stopped_at(MONDAY + timedelta(hours=n)):
            received(office, "p1", f"32750000000{n}", nik=f"327501520609900{n}", name=f"Orang {n}")
    with clock.stopped_at(MONDAY + timedelta(days=4)):
        with django_assert_max_num_queries(6):
            assert [one.office.name for one in late(clock.now())] == [f"Kantor {n}" for n in range(7)]
        before, folded = warned(maya).split("Kantor lain dengan peringatan ini: 2")
    assert "Kantor 4: rekaman yang terlalu lama" in before
    assert "Kantor 5: rekaman yang terlalu lama" not in before
    assert "Kantor 6: rekaman yang terlalu lama" in folded


def test_what_was_checked_or_waits_for_a_person_is_not_late(maya, centre):
    intake.adopt(sealed("archive-1", "", nik="3215015206099002"), centre, by=SYSTEM)
    assert screened(received(centre, "p1")).state == "suspected"
    released = received(centre, "p2", "327500000002", nik="3275015206099003", name="Orang Lain")
    assert screened(released).state == "released"
    with clock.stopped_at(MONDAY + timedelta(days=90)):
        assert late(clock.now()) == []


def test_the_centre_may_set_how_long_for_one_office(maya, centre):
    received(centre, "p1")
    ratih = account("ratih", "Ratih", Role.CENTRE_HEAD).actor
    authority.decide(ALARM_DAYS, value=10, valid_from=MONDAY.date(), office=centre, basis="Uji", by=ratih)
    with clock.stopped_at(MONDAY + timedelta(days=9)):
        assert late(clock.now()) == []
    with clock.stopped_at(MONDAY + timedelta(days=10)):
        assert [one.records for one in late(clock.now())] == [1]
