"""Pages that are kept for everybody are the same for everybody: no token, no cookie, and nothing of who asks."""

import pytest
from django.test import Client
from django.urls import resolve

from pasti.accounts.rules import PUBLIC
from pasti.kit.snapshots import snapshots

ADDRESSES = [
    "/", "/antrean/", "/antrean/papan/", "/hari-ini/", "/hari-ini/gangguan.atom", "/hari-ini/pintu/",
    "/hari-ini/pintu/kini/", "/hari-ini/status.json", "/hari-ini/teks.txt", "/layanan/", "/privasi/",
    "/surat/kunci.cose", "/surat/status.cwt",
]  # fmt: skip


def test_these_pages_are_kept():
    assert sorted(address for address, _how in snapshots()) == ADDRESSES


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_kept_asks_nothing_of_its_reader(office, address):
    assert resolve(address).func.needs == PUBLIC
    answer = Client().get(address, {"next": "/x/"}, headers={"Accept-Language": "en", "User-Agent": "x"})
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert answer["Cache-Control"] in ("no-cache", "no-store")
    assert b"csrfmiddlewaretoken" not in answer.content


@pytest.mark.parametrize(("address", "how"), [(where, how) for where, how in snapshots() if how.whoever])
def test_what_is_given_to_whoever_asks_is_the_same_for_staff(office, signed_in, address, how):
    assert signed_in(office.agus).get(address).content == Client().get(address).content
