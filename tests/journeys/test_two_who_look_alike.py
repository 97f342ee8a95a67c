"""Somebody is recorded who looks like a person already known: two operators look, and each says what they see."""

import re

from playwright.sync_api import expect

from pasti.demo.people import PEOPLE
from tests.journeys.recorder import record
from tests.journeys.visitor import Visitor

DIMAS, GALIH = PEOPLE["Dimas Prakoso"], PEOPLE["Galih Permana"]
KNOWN = PEOPLE["Dimas Prakosa"]


def test_two_different_people_the_record_goes_on_and_the_card_is_printed(come, tmp_path):
    # Rini records Dimas. Nobody at the office can know that a namesake of the same birthday has a card already.
    rini = come()
    rini.sign_in("rini")
    rini.press("4")
    rini.go("/perekaman/")
    with rini.page.expect_navigation():
        _row(rini, DIMAS.name).get_by_role("link", name=re.compile("^Rekam ")).click()
    number = re.search(r"/perekaman/(\d+)/", rini.page.url)[1]
    record(rini, DIMAS, tmp_path)
    case = f"/permohonan/{number}/"

    # The centre found somebody like him. The office reads what that means, and is not tempted to record him again.
    _until(rini, case, "ADJUDICATE_RECORD")
    expect(rini.page.get_by_text("Jangan merekam ulang sebelum diminta")).to_be_visible()
    expect(rini.page.get_by_role("button", name="Rekam ulang")).to_have_count(0)
    rini.look("case-adjudicated")

    # Maya sees both side by side: what differs is marked, and the faces are of two people.
    maya = _at_the_centre(come, "maya")
    _open_pair(maya, DIMAS.name)
    _sees_two_faces(maya)
    marked = maya.page.locator("mark").all_inner_texts()
    assert {"o", "a", "Bekasi", "Karawang"} <= set(marked)
    for one in (DIMAS, KNOWN):
        assert one.name in maya.text()
        assert one.nik in maya.text()
    maya.look("decide-first")
    _says(maya, "Beda orang", "Wajah, NIK, dan tempat lahir berbeda")
    expect(maya.page.get_by_text("Pendapat Anda dicatat.")).to_be_visible()
    maya.look("decide-list-first")
    # That decides nothing, and she is not her own second person.
    expect(_row(maya, DIMAS.name).get_by_role("link", name="Putuskan")).to_have_count(0)
    expect(_row(maya, DIMAS.name)).to_contain_text("menunggu petugas kedua")

    # Lukman decides for himself, on a small screen: what Maya said is nowhere to be read.
    lukman = _at_the_centre(come, "lukman", phone=True)
    _open_pair(lukman, DIMAS.name)
    _sees_two_faces(lukman)
    assert "Maya" not in lukman.text()
    assert "tempat lahir berbeda" not in lukman.text()
    lukman.look("decide-second-360")
    _says(lukman, "Beda orang", "Telinga dan alis tidak sama")
    expect(lukman.page.get_by_text("Diputuskan: beda orang.")).to_be_visible()
    expect(lukman.page.get_by_role("row", name=re.compile("Telinga dan alis"))).to_contain_text("beda orang")
    lukman.look("decide-list-second-360")

    # The record goes on by itself, and the card can be printed.
    _until(rini, case, "PRINT_READY_RECORD")
    joko = come()
    joko.sign_in("joko")
    joko.wait_until(lambda: bool(joko.page.reload()) and DIMAS.name in joko.page.content())
    joko.click("Mulai cetak Enter")
    serial = _row(joko, DIMAS.name).locator("td").nth(1).inner_text()
    assert joko.context.request.get(joko.page.url + "kartu.pdf").body().startswith(b"%PDF")
    joko.page.get_by_label("Nomor seri di kartu").fill(serial)
    joko.press("Enter")
    expect(joko.page.get_by_text(f"{serial} tercetak: {DIMAS.name}.")).to_be_visible()


def test_when_two_disagree_the_head_settles_it_and_the_office_hears_what_to_do(come):
    maya, lukman = _at_the_centre(come, "maya"), _at_the_centre(come, "lukman")
    for who, verdict in ((maya, "Beda orang"), (lukman, "Rekam ulang")):
        _open_pair(who, GALIH.name)
        _says(who, verdict, "Foto lama terlalu gelap")
    expect(lukman.page.get_by_text("Kepala pusat memutuskan.")).to_be_visible()
    endang = _at_the_centre(come, "endang", phone=True)
    _open_pair(endang, GALIH.name)
    expect(endang.page.get_by_text("Dua petugas berbeda pendapat.")).to_be_visible()
    assert "terlalu gelap" not in endang.text()
    endang.look("decide-third-360")
    _says(endang, "Rekam ulang", "Dengan foto ini tidak dapat dipastikan")

    # Whoever decided can read it all now.
    maya.go("/pusat/kemiripan/")
    maya.look("decide-settled")
    row = maya.page.get_by_role("row", name=re.compile("tidak dapat dipastikan"))
    with maya.page.expect_navigation():
        row.get_by_role("link").click()
    for said in ("Maya Kusumawati", "Lukman Hakim", "Endang Sulastri", "Foto lama terlalu gelap"):
        assert said in maya.text()
    maya.look("decided-by-three")

    # At the office: who must do what, one key away from it.
    budi = come()
    budi.sign_in("budi")
    budi.go("/permohonan/")
    with budi.page.expect_navigation():
        _row(budi, GALIH.name).get_by_role("link").first.click()
    _until(budi, budi.page.url.removeprefix(budi.base), "ENROLL_FAILURE_AT_CENTRAL")
    budi.look("case-to-record-again")
    budi.click("Arti semua status", "link")
    budi.look("statuses")
    budi.page.go_back()
    budi.click("Rekam ulang")
    expect(budi.page.get_by_text("Permohonan kembali ke tahap perekaman.")).to_be_visible()


def _row(visitor: Visitor, name: str):
    return visitor.page.get_by_role("row", name=re.compile(name)).first


def _at_the_centre(come, username: str, *, phone: bool = False) -> Visitor:
    visitor: Visitor = come(centre=True, phone=phone)
    visitor.sign_in(username)
    return visitor


def _open_pair(visitor: Visitor, name: str) -> None:
    visitor.go("/pusat/kemiripan/")
    waiting = _row(visitor, name).get_by_role("link", name="Putuskan")
    visitor.wait_until(lambda: bool(visitor.page.reload()) and waiting.count() == 1)
    with visitor.page.expect_navigation():
        waiting.click()


def _sees_two_faces(visitor: Visitor) -> None:
    faces = visitor.page.locator(".two-faces img")
    visitor.wait_until(lambda: faces.evaluate_all("all => all.length == 2 && all.every(one => one.naturalWidth > 100)"))


def _says(visitor: Visitor, verdict: str, reason: str) -> None:
    visitor.page.get_by_label("Alasan Anda").fill(reason)
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=re.compile(f"^{verdict}")).first.click()


def _until(visitor: Visitor, path: str, words: str) -> None:
    """Load a page again until it says something."""
    visitor.go(path)
    visitor.wait_until(lambda: words in visitor.page.content() or not visitor.page.reload())
