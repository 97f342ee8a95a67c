"""The shelf on the screen: counted, put right, and said in the largest letters where a card is handed over."""

import pytest

from pasti.handover import shelf
from pasti.handover.models import Card, Finding


@pytest.fixture
def browser(office, signed_in):
    return signed_in(office.budi)


def page(client, address: str = "/pengambilan/rak/") -> str:
    shown: str = client.get(address).content.decode()
    return shown


def test_the_place_stands_where_a_card_is_handed_over(browser, ready):
    case = ready()
    assert 'class="kept"' in page(browser, f"/pengambilan/{case.number}/")
    assert "Rak 1 · Kotak 1 · Nomor 1" in page(browser, f"/pengambilan/{case.number}/")
    assert "Rak 1 · Kotak 1 · Nomor 1" in page(browser, "/pengambilan/")


def test_a_box_is_counted_and_what_is_missing_reported_and_found(browser, ready):
    case = ready(name="Wati Rahmawati")
    answer = browser.post("/pengambilan/rak/hitung/", {"box": "1-1", "scanned": ""}, follow=True)
    assert "Wati Rahmawati" in answer.content.decode()
    again = browser.post("/pengambilan/rak/hitung/", {"box": "1-1", "scanned": ""}, follow=True).content.decode()
    assert ("1 hal tidak cocok" in again, "semuanya cocok" in again) == (True, False)
    browser.post(f"/pengambilan/rak/temuan/{Finding.objects.get().pk}/lapor/")
    assert Card.objects.get().state == "missing"
    assert "sedang dicari" in page(browser, f"/pengambilan/{case.number}/")
    assert 'name="taken_by"' not in page(browser, f"/pengambilan/{case.number}/")
    browser.post(f"/pengambilan/rak/ditemukan/{Card.objects.get().pk}/")
    assert shelf.place_of(Card.objects.get()) == shelf.Place(1, 1, 1)
    assert Finding.objects.get().state == "put_right"


def test_whatever_is_scanned_is_taken_and_no_long_number_shown(browser, ready):
    ready()
    answer = browser.post("/pengambilan/rak/hitung/", {"box": "1-1", "scanned": "3275015206099001"}, follow=True)
    assert answer.status_code == 200
    assert "3275015206099001" not in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"box": "9-9"}, {"box": "x"}, {"box": "1-1", "scanned": "x " * 2100}])
def test_nonsense_is_said_and_changes_nothing(browser, ready, sent):
    ready()
    assert browser.post("/pengambilan/rak/hitung/", sent).status_code == 422
    assert Finding.objects.count() == 0


def test_without_a_place_it_is_given_one(browser, ready):
    ready()
    Card.objects.update(rack=None, box=None, slot=None)
    assert "belum punya tempat" in page(browser)
    browser.post("/pengambilan/rak/tempat/")
    assert shelf.place_of(Card.objects.get()) == shelf.Place(1, 1, 1)


def test_the_head_reads_it_and_changes_nothing(office, signed_in, ready):
    ready()
    head = signed_in(office.agus)
    assert "Cocokkan" not in page(head)
    assert head.post("/pengambilan/rak/hitung/", {"box": "1-1"}).status_code == 403


@pytest.mark.parametrize("who", ["rini", "nur", "stranger"])
def test_nobody_else_comes_in(office, signed_in, who):
    assert signed_in(getattr(office, who)).get("/pengambilan/rak/").status_code == 403
