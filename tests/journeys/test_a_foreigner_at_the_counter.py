"""What is asked at the counter ends on the card, to its last letter; and what was typed is never lost on the way."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from pasti.demo.people import PEOPLE
from tests.journeys.filling import type_in
from tests.journeys.station import record
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

NAME = "Anna-Lena Wallström Nordenskjöld von und zu Hohenlohe Larsson"[:60].strip()
ADDRESS = (
    "Perumahan Taman Wisma Asri Blok AA 27 Nomor 14, Jalan Raya Perjuangan Gang Haji Mochamad Toha Kavling Barat Utara."
)
OCCUPATION, IN_ENGLISH = "Penterjemah", "TRANSLATOR"
HENDRA = PEOPLE["Hendra Wijayanto"]


def plain(words: str) -> str:
    return "".join(words.split())


def serve_somebody(come, username: str, counter: str) -> Visitor:
    """Somebody without a case takes a number, and sits down at a counter."""
    kiosk = come()
    kiosk.sign_in("anjungan")
    kiosk.take_a_number("KTP elektronik Baru, hilang, rusak, ubah data")
    clerk: Visitor = come()
    clerk.sign_in(username)
    for key in (counter, "Enter", "d"):
        clerk.press(key)
    return clerk


def choose(clerk: Visitor, service: str, known: str = "") -> None:
    clerk.page.get_by_label("Layanan", exact=True).select_option(service)
    clerk.page.get_by_label(re.compile("^NIK, bila ada")).fill(known)
    clerk.click("Pilih")


def date_in(visitor: Visitor, group: str, day: str) -> None:
    box = visitor.page.get_by_role("group", name=group)
    for label, said in zip(("Tanggal", "Bulan", "Tahun"), day.split(), strict=True):
        box.get_by_label(label, exact=True).fill(said)


def test_her_card_says_all_that_was_asked(come, tmp_path):
    budi = serve_somebody(come, "budi", "1")
    budi.press("n")
    # Begun as another service by mistake: what was typed comes with her.
    choose(budi, "NEW")
    typed = {"NIK": "327501 4203 80 9012", "Nomor KK": "3275011201189012", "Nama lengkap": NAME,
             "Tempat lahir": "Göteborg", "Alamat": ADDRESS}  # fmt: skip
    type_in(budi, typed)
    date_in(budi, "Tanggal lahir", "2 3 1980")
    budi.page.get_by_label("Laki-laki", exact=True).check()
    budi.page.get_by_label("Kelurahan atau desa").select_option("32.75.01.1001")
    choose(budi, "OA_NEW")
    assert {label: budi.page.get_by_label(label, exact=True).input_value() for label in typed} == typed
    assert budi.page.get_by_role("group", name="Tanggal lahir").get_by_label("Tahun").input_value() == "1980"
    expect(budi.page.get_by_label("Laki-laki", exact=True)).to_be_checked()
    budi.look("new-case-kept")
    budi.page.get_by_label("Pada hari datang sudah berumur 17 tahun").check()
    budi.page.get_by_label("Kewarganegaraan").select_option("SWE")
    # A permit that has ended goes no further, and nothing has to be typed again.
    date_in(budi, "Sampai tanggal berapa", "22 11 2026")
    budi.click("Buat permohonan")
    expect(budi.page.locator(".message--error").first).to_contain_text("sudah berakhir")
    assert budi.page.get_by_label("Alamat", exact=True).input_value() == ADDRESS
    date_in(budi, "Sampai tanggal berapa", "1 5 2028")
    budi.click("Buat permohonan")

    # The clerk reads what the applicant would: her NIK says that she is a woman. What was copied meanwhile stays.
    warning = "Jenis kelamin menurut NIK berbeda"
    expect(budi.page.locator(".message--warning", has_text=warning)).to_be_visible()
    budi.page.get_by_label("Agama").select_option("katolik")
    budi.page.get_by_label("Pekerjaan").select_option(OCCUPATION)
    for size in (PHONE, DESKTOP):
        budi.resize(size)
        budi.look(f"desk-doubt-{size[0]}")
    # It is put right with her; the case's data is corrected from the desk.
    budi.page.get_by_role("link", name="Perbaiki data …").click()
    budi.page.get_by_label("Perempuan", exact=True).check()
    budi.page.get_by_label("Mengapa diperbaiki?").fill("Salah pilih")
    budi.click("Tunjukkan kepada pemohon")
    expect(budi.page.locator(".look-at ins")).to_have_text("Perempuan")
    budi.press("y")
    expect(budi.page.get_by_text(warning)).to_have_count(0)
    number = re.search(r"/permohonan/(\d+)/", budi.page.locator(".facts a").first.get_attribute("href") or "")
    assert number
    budi.page.get_by_label("Agama").select_option("katolik")
    budi.page.get_by_label("Status perkawinan").select_option("cerai-hidup")
    budi.page.get_by_label("Pekerjaan").select_option(OCCUPATION)
    budi.page.evaluate("document.activeElement.blur()")
    budi.press("l")
    budi.press("Enter")

    rini = come()
    rini.sign_in("rini")
    for key in ("4", "Enter", "d", "Enter"):
        rini.press(key)
    assert NAME in rini.text()
    record(rini, tmp_path, seed="anna-lena", sex="F")
    joko = come()
    joko.sign_in("joko")
    joko.wait_until(lambda: bool(joko.page.reload()) and NAME in joko.page.content())
    joko.click("Mulai cetak Enter")
    for size in (PHONE, DESKTOP):
        joko.resize(size)
        joko.look(f"print-run-{size[0]}")
    drawn = joko.context.request.get(joko.page.url + "kartu.pdf").body()
    faces = [plain(page.extract_text()) for page in PdfReader(BytesIO(drawn)).pages]
    (front,) = (face for face in faces if "SWEDEN" in face)
    for said in (NAME.upper(), ADDRESS.upper(), IN_ENGLISH, "GÖTEBORG, 02-03-1980", "FEMALE", "CATHOLIC", "DIVORCED",
                 "3275014203809012", "01-05-2028"):  # fmt: skip
        assert plain(said) in front, said
    for said in ("WNA", "SEUMURHIDUP", "PEREMPUAN", "KATOLIK", "PENTERJEMAH"):
        assert said not in front, said
    # The case page: the reader's own languages, who saw what.
    agus = come()
    agus.sign_in("agus")
    agus.go(f"/permohonan/{number[1]}/")
    assert "Swedia" in agus.text()


def test_two_people_with_one_nik_are_shown_to_a_person(come):
    semua = serve_somebody(come, "semua", "7")
    semua.press("n")
    choose(semua, "NEW", HENDRA.nik)
    # Who is known is filled in; the one who sits here is somebody else with the same number.
    expect(semua.page.get_by_label("Nama lengkap", exact=True)).to_have_value(HENDRA.name)
    type_in(semua, {"Nama lengkap": "Agung Prasetya", "Tempat lahir": "Cirebon"})
    semua.page.get_by_label("Pada hari datang sudah berumur 17 tahun").check()
    semua.page.get_by_label("Belum pernah").check()
    semua.click("Buat permohonan")
    shared = semua.page.locator("#shared-nik")
    expect(shared).to_contain_text("Orang yang sama, atau dua orang?")
    assert {"Hendra Wijayanto", "Agung Prasetya"} <= set(shared.locator("td").all_inner_texts())
    for size in (PHONE, DESKTOP):
        semua.resize(size)
        semua.look(f"shared-nik-{size[0]}")
    semua.page.get_by_label("Agama").select_option("islam")
    semua.page.evaluate("document.activeElement.blur()")
    semua.press("l")
    expect(semua.page.locator(".govuk-error-summary", has_text="Bandingkan dahulu, lalu pilih.")).to_be_visible()
    expect(semua.page.get_by_label("Agama")).to_have_value("islam")
    semua.page.get_by_label("Status perkawinan").select_option("kawin")
    semua.page.get_by_label("Pekerjaan").select_option("Karyawan Swasta")
    semua.page.get_by_label(re.compile("^Orang lain")).first.check()
    semua.page.get_by_label("Alasan keputusan").fill("Nama dan tempat lahir lain")
    semua.page.evaluate("document.activeElement.blur()")
    semua.press("l")
    expect(semua.page.get_by_text("Salah satu dari Anda harus mendapat NIK dari pusat").first).to_be_visible()


@pytest.mark.parametrize("page", ["/meja/permohonan-baru/?service=NEW", "/meja/", "/permohonan/", "/kata-sandi/"])
def test_who_leaves_a_page_with_nothing_typed_is_not_asked(come, page):
    budi = come()
    budi.sign_in("budi")
    budi.go(page)
    asked = []
    budi.page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    # Somebody was there: from now on a browser would ask.
    budi.page.locator("h1").first.click(force=True)
    budi.page.keyboard.press("Tab")
    budi.click("Belum menjawab", "link")
    assert asked == []


@pytest.mark.parametrize("leave", ["link", "language", "back"])
def test_who_leaves_a_page_with_something_typed_is_asked_first(come, leave):
    budi = come()
    budi.sign_in("budi")
    budi.go("/meja/permohonan-baru/?service=NEW")
    field = budi.page.get_by_label("Nama lengkap", exact=True)
    field.click()
    field.fill("Siti Nurjanah")
    asked = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    budi.page.on("dialog", stay)
    if leave == "link":
        budi.page.get_by_role("link", name="Pengambilan").click(no_wait_after=True)
    elif leave == "language":
        budi.page.get_by_role("button", name="English").click(no_wait_after=True)
    else:
        budi.page.evaluate("setTimeout(() => history.back())")
    budi.wait_until(lambda: bool(asked))
    assert set(asked) == {"beforeunload"}
    expect(field).to_have_value("Siti Nurjanah")
    # Whoever stayed can send it all the same.
    budi.page.remove_listener("dialog", stay)
    budi.click("Buat permohonan")
    expect(budi.page.locator(".govuk-error-summary").first).to_be_visible()
    expect(budi.page.get_by_label("Nama lengkap", exact=True)).to_have_value("Siti Nurjanah")
