"""The head of the centre sees what left it: to which office, of whom, why, and what is unusual."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.release.models import Release, Tally
from pasti.centre.release.tests.granted import released
from pasti.journal.actors import SYSTEM
from pasti.link.actions import trust

GIVEN = "/pusat/dikeluarkan/"
TODAY = MONDAY.date()


@pytest.fixture
def ratih(centre, signed_in):
    return signed_in(account("ratih", "Ratih", Role.CENTRE_HEAD))


@pytest.fixture
def karawang(centre):
    return trust(OtherNode("office", "Disdukcapil Karawang", "32.15").card, by=SYSTEM)


@pytest.fixture
def two(centre, karawang):
    """Siti's card went to Bekasi today, Wati's to Karawang yesterday."""
    released(centre, "p1")
    released(karawang, "p2", "321500000001", nik="3215015206099002", name="Wati Rahmawati", birth_date="1990-01-01")
    Release.objects.filter(office=karawang).update(day=TODAY - timedelta(days=1), ground="decided", why="SKPWNI 7")


def page(client, **asked: object) -> str:
    answer = client.get(GIVEN, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_got_what_of_whom_and_why(ratih, two):
    shown = page(ratih, day="")
    for said in ("Siti Nurjanah", "3275********9001", "direkam kantor itu sendiri", "Wati Rahmawati",
                 "diputuskan petugas pusat", "SKPWNI 7", "Disdukcapil Karawang"):  # fmt: skip
        assert said in shown
    assert "3275015206099001" not in shown


def test_at_first_today(ratih, two):
    shown = page(ratih)
    assert "Siti Nurjanah" in shown
    assert "Wati Rahmawati" not in shown


def test_one_day_or_one_office(ratih, two, centre, karawang):
    yesterday = page(ratih, day=str(TODAY - timedelta(days=1)))
    assert ("Siti Nurjanah" in yesterday, "Wati Rahmawati" in yesterday) == (False, True)
    of_bekasi = page(ratih, office=centre.pk)
    assert ("Siti Nurjanah" in of_bekasi, "Wati Rahmawati" in of_bekasi) == (True, False)
    assert "Siti Nurjanah" not in page(ratih, office=karawang.pk, day=str(TODAY))


@pytest.mark.parametrize(
    "asked", [{"day": "x"}, {"day": "\x00"}, {"office": "9" * 30, "day": ""}, {"page": "99", "day": ""}]
)
def test_nonsense_asks_for_everything(ratih, two, asked):
    assert "Siti Nurjanah" in page(ratih, **asked)


def test_what_is_unusual_and_what_came_to_its_limit(ratih, karawang):
    assert "tidak biasa" not in page(ratih)
    Tally.objects.create(office=karawang, day=TODAY, away=10, beyond=4, alarmed_at=MONDAY)
    shown = page(ratih)
    assert "tidak biasa" in shown
    assert "batas tercapai" in shown


def test_a_look_is_noted(ratih):
    page(ratih)
    assert Look.objects.get().what == "releases"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CENTRE_HEAD])
def test_it_is_for_the_head_of_the_centre_only(centre, signed_in, role):
    assert signed_in(account("lain", "Lain", role)).get(GIVEN).status_code == 403
