"""The pages beside the ledger: what they take, what they refuse, and to whom they are open."""

import pytest
from tests.cast import account

from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.stock import actions, demand, queries, requests
from pasti.stock.models import Count, Removal, Request, Ribbon, Transfer

WITNESSES = "Bambang Sutrisno, Satpol PP\nLestari Wulandari, Inspektorat"


@pytest.fixture
def jokos(office, signed_in):
    return signed_in(office.joko)


@pytest.fixture
def heads(office, signed_in):
    return signed_in(office.agus)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_blanks_are_carried_to_a_district_and_received_by_another(jokos, heads):
    assert heads.post("/blangko/tempat/baru/", {"place-name": "Kecamatan Cimanggu"}).status_code == 302
    place = queries.by_place()[1][0]
    form = {"transfer-origin": "0", "transfer-target": place.pk, "transfer-serials": "BK00000001-BK00000005"}
    refused = jokos.post("/blangko/tempat/kirim/", form | {"transfer-carried_by": ""})
    assert (refused.status_code, "BK00000001-BK00000005" in text(refused)) == (422, True)
    jokos.post("/blangko/tempat/kirim/", form | {"transfer-carried_by": "Rahmat, kurir"})
    at = f"/blangko/tempat/{Transfer.objects.get().pk}/terima/"
    assert "orang lain daripada Joko Prasetyo" in text(jokos.get("/blangko/tempat/"))
    assert at not in text(jokos.get("/blangko/tempat/"))
    assert at in text(heads.get("/blangko/tempat/"))
    assert jokos.post(at, {"serials": ""}).status_code == 422
    assert heads.post(at, {"serials": ""}).status_code == 302
    assert queries.ledger().elsewhere == 5
    assert "Kecamatan Cimanggu" in text(heads.get("/blangko/tempat/"))


def test_a_transfer_is_called_off_once(jokos, heads):
    heads.post("/blangko/tempat/baru/", {"place-name": "Kecamatan Cimanggu"})
    form = {"transfer-origin": "0", "transfer-target": queries.by_place()[1][0].pk, "transfer-serials": "BK00000001"}
    jokos.post("/blangko/tempat/kirim/", form | {"transfer-carried_by": "Rahmat, kurir"})
    at = f"/blangko/tempat/{Transfer.objects.get().pk}/batal/"
    for _twice in range(2):
        jokos.post(at)
    assert queries.ledger().in_stock == 20


def test_two_count_without_seeing_each_other(jokos, heads):
    jokos.post("/blangko/hitung/", {"place": "0", "serials": "BK00000001-BK00000019"})
    page = text(heads.get("/blangko/hitung/"))
    assert "menunggu penghitung kedua" in page
    assert "BK00000020" not in page
    answer = heads.post("/blangko/hitung/", {"place": "0", "serials": "BK00000001-BK00000019"}, follow=True)
    assert "berbeda dari daftar" in text(answer)
    assert "BK00000020" in text(answer)
    assert jokos.post("/blangko/hitung/", {"place": "0", "serials": "satu"}).status_code == 422
    assert Count.objects.get().second_missing == "BK00000020"


def test_minutes_are_made_by_one_and_agreed_to_by_another(jokos, heads, office):
    actions.spoil("BK00000002", "terkelupas", by=office.joko.actor)
    assert "BK00000002" in text(jokos.get("/blangko/berita-acara/")).partition("<form")[2]
    form = {"kind": "destroyed", "serials": "BK00000002", "reason": "Rusak"}
    refused = jokos.post("/blangko/berita-acara/", form | {"witnesses": "Bambang"})
    assert (refused.status_code, "Bambang" in text(refused)) == (422, True)
    jokos.post("/blangko/berita-acara/", form | {"witnesses": WITNESSES})
    row = Removal.objects.get()
    own = text(jokos.get("/blangko/berita-acara/"))
    assert "orang lain daripada Joko Prasetyo" in own
    jokos.post(f"/blangko/berita-acara/{row.pk}/setujui/")
    assert queries.ledger().destroyed == 0
    paper = jokos.get(f"/blangko/berita-acara/{row.pk}/cetak/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    heads.post(f"/blangko/berita-acara/{row.pk}/setujui/")
    assert queries.ledger().destroyed == 1


def test_what_was_set_aside_by_mistake_comes_back(jokos):
    form = {"kind": "lost", "serials": "BK00000002", "reason": "Tidak ada", "letter": "LP/1"}
    jokos.post("/blangko/berita-acara/", form)
    at = f"/blangko/berita-acara/{Removal.objects.get().pk}/"
    assert f"{at}cetak/" in text(jokos.get("/blangko/berita-acara/"))
    jokos.post(f"{at}batal/")
    assert queries.ledger().in_stock == 20
    # No paper says that they are lost.
    assert f"{at}cetak/" not in text(jokos.get("/blangko/berita-acara/"))
    assert jokos.get(f"{at}cetak/").status_code == 404


def test_ribbons_are_received_mounted_and_spoiled(jokos):
    for code in ("R-1", "R-2"):
        jokos.post("/blangko/ribbon/terima/", {"ribbon-code": code, "ribbon-made_for": "500"})
    assert jokos.post("/blangko/ribbon/terima/", {"ribbon-code": "R-1", "ribbon-made_for": "500"}).status_code == 422
    first = Ribbon.objects.get(code="R-1")
    jokos.post("/blangko/ribbon/pasang/", {"mount-ribbon": first.pk, "mount-empty": "on"})
    assert "terpasang" in text(jokos.get("/blangko/ribbon/"))
    assert jokos.post("/blangko/ribbon/pasang/", {"mount-ribbon": first.pk}).status_code == 422
    jokos.post(f"/blangko/ribbon/{first.pk}/rusak/")
    assert dict(Ribbon.objects.values_list("code", "state")) == {"R-1": "spoiled", "R-2": "in_stock"}


def test_the_request_that_lies_ready_is_sent_by_the_head(jokos, heads, monkeypatch):
    monkeypatch.setattr(demand, "_asked", [lambda: 50])
    draft = requests.draft()
    assert "Dikirim oleh kepala" in text(jokos.get("/blangko/permintaan/"))
    at = f"/blangko/permintaan/{draft.pk}/kirim/"
    assert jokos.post(at, {"count": "100", "letter": "1"}).status_code == 403
    refused = heads.post(at, {"count": "2500", "letter": ""})
    assert (refused.status_code, 'value="2500"' in text(refused)) == (422, True)
    assert heads.post(at, {"count": "2500", "letter": "470/200/DKPS"}).status_code == 302
    assert (Request.objects.get().state, Request.objects.get().count) == ("sent", 2500)
    assert heads.post(at, {"count": "2500", "letter": "470/200/DKPS"}).status_code == 422


def test_a_request_that_is_not_wanted_goes(heads, monkeypatch):
    monkeypatch.setattr(demand, "_asked", [lambda: 50])
    heads.post(f"/blangko/permintaan/{requests.draft().pk}/tidak/")
    assert Request.objects.get().state == "dropped"


def test_a_delivery_is_tried_out_and_nothing_is_kept(jokos, monkeypatch):
    monkeypatch.setattr(demand, "_asked", [lambda: 50])
    today = clock.today()
    said = {"count": "500", "day_day": today.day, "day_month": today.month, "day_year": today.year}
    page = text(jokos.get("/blangko/", said))
    assert "50 kartu menunggu dicetak; 30 di antaranya belum mendapat blangko." in page
    assert "Bila 500 keping datang" in page
    assert queries.expected().count() == 0
    assert jokos.get("/blangko/", said | {"count": "x"}).status_code == 200


def test_what_does_not_agree_stands_on_the_ledger(jokos, office, monkeypatch):
    actions.load(1, by=office.joko.actor)
    answer = jokos.post("/blangko/cocokkan/", follow=True)
    assert "tidak dalam proses cetak mana pun" in text(answer)
    actions.put_back("BK00000001", by=office.joko.actor)
    assert "tidak dalam proses cetak mana pun" not in text(jokos.post("/blangko/cocokkan/", follow=True))


@pytest.mark.parametrize("page", ["permintaan", "tempat", "hitung", "berita-acara", "ribbon"])
def test_they_are_for_the_print_room_and_the_head(office, signed_in, heads, page):
    assert heads.get(f"/blangko/{page}/").status_code == 200
    assert signed_in(office.budi).get(f"/blangko/{page}/").status_code == 403
    assert signed_in(account("x", "X", Role.RECORDER)).get(f"/blangko/{page}/").status_code == 403
