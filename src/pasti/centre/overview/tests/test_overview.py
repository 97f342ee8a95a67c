"""The centre at a glance."""

import re

import pytest
from tests.cast import account

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.dedup.tests.flow import screened
from pasti.centre.intake import actions as intake
from pasti.centre.intake.tests.packets import received, sealed
from pasti.journal.actors import SYSTEM


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
