"""A counter rests with a reason: nobody is called there, and one key goes on."""

import re

import pytest
from tests.cast import ANYBODY

from pasti.desk.tests.conftest import words
from pasti.kit.errors import NotAllowed
from pasti.queue import actions as queue
from pasti.queue.models import Ticket


def keys(page: str) -> set[str]:
    return set(re.findall(r'data-key="([^"]+)"', page))


def test_a_clerk_rests_and_goes_on_with_one_key(budi, office):
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    assert {"j", "1", "5"} <= keys(budi.sees())
    for _press in range(2):
        assert budi.press("jeda", reason="prayer").url == "/meja/"
    page = budi.sees()
    assert "salat" in page
    assert "panggil" not in re.findall(r'action="/meja/([^"/]+)/"', page)
    assert "sedang jeda" in words(budi.browser.post("/meja/panggil/", follow=True))
    with pytest.raises(NotAllowed, match="sedang jeda"):
        queue.call_next(budi.counter, by=ANYBODY)
    for _press in range(2):
        budi.press("jeda/selesai")
    budi.press("panggil")
    assert Ticket.objects.get().state == "called"


def test_who_stepped_aside_is_gone_on_with_when_the_pause_is_over(budi):
    budi.serve()
    budi.press("nomor/hold")
    budi.press("jeda", reason="rest")
    for page in (budi.sees(), words(budi.browser.get("/meja/antrean/"))):
        assert "Ditunda" in page
        assert "/meja/lanjutkan/" not in page
    budi.press("jeda/selesai")
    assert "/meja/lanjutkan/" in budi.sees()


def test_a_reason_that_is_none_is_no_pause(budi):
    budi.press("jeda", reason="x")
    assert "Layani lagi" not in budi.sees()


def test_who_finishes_while_resting_calls_nobody(budi, office):
    budi.serve()
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    budi.press("jeda", reason="rest")
    budi.press("akhiri", ending="no_need", next="yes")
    assert sorted(Ticket.objects.values_list("state", flat=True)) == ["unserved", "waiting"]
