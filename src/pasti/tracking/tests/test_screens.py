import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import LOST, MONDAY, OWNER, SITI, accepted, browser_of, draft, submitted

from pasti.applications import actions
from pasti.applications.models import Application
from pasti.applications.resume_code import Identity
from pasti.applications.scans import confirmation_scan
from pasti.appointments.actions import book
from pasti.handover import queries as handover
from pasti.handover.actions import issue_slip
from pasti.journal.actors import SYSTEM, node
from pasti.kit import clock
from pasti.link.models import Peer
from pasti.offices.actions import decide
from pasti.queue.actions import issue_ticket

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
CENTRE = node("centre-1", "Pusat")
NO_MATCH = (
    "Nomor permohonan dan tanggal lahir ini tidak cocok. Periksa nomornya pada bukti permohonan, dan tanggal lahir "
    "pemohon pada KK."
)
TOO_OFTEN = "Terlalu banyak percobaan. Silakan coba lagi dalam 3 menit."


def find(browser: Client, number: str, day: str = "12", month: str = "6", year: str = "2009", **other: Any) -> Any:
    data = {"number": number, "birth_date_day": day, "birth_date_month": month, "birth_date_year": year}
    return browser.post("/lacak/", data, **other)


def owner_of(application: Application) -> Client:
    """A browser that has proven whose case it is."""
    return browser_of(application)


def html(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(application: Application) -> str:
    return html(owner_of(application).get(f"/lacak/{application.number}/"))


def complaints(answer: Any) -> list[str]:
    return re.findall(
        r"<li>(?:<a[^>]*>)?(.*?)(?:</a>)?</li>", html(answer).partition("summary__list")[2].partition("</ul>")[0]
    )


@pytest.fixture
def recorded(office) -> Application:
    return actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


@pytest.fixture
def ready(office) -> Application:
    case = actions.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    return actions.finish_step(case, "printing", by=office.joko.actor)


def test_number_and_birth_date_show_the_stage_and_nothing_else(office, ready):
    case = actions.ask_for_papers(submitted(address="Jl. Kamboja No. 12"), "KK asli", by=office.budi.actor)
    browser = Client()
    for written in (case.number, case.shown_number, f" {case.shown_number.replace('-', ' ')}"):
        assert find(browser, written).url == f"/lacak/{case.number}/"
    answer = browser.get(f"/lacak/{case.number}/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    page = html(answer)
    for shown in (case.shown_number, "Berkas belum lengkap", "Lengkapi, lalu datang lagi"):
        assert shown in page
    for hidden in (case.name, case.masked_nik, "KK asli", "KTP-el", "Riwayat", "Kamboja", "/janji/", "/slip/"):
        assert hidden not in page.partition("<main")[2].partition("Lihat selengkapnya")[0], hidden
    find(browser, ready.number)
    page = html(browser.get(f"/lacak/{ready.number}/"))
    assert "Siap diambil" in page
    assert "Ambil di kantor pada jam kerja." in page


def test_beyond_the_stage_it_takes_the_code(office):
    code = actions.new_code(case := submitted(), shown=Identity.CARD, by=office.budi.actor)
    browser = Client()
    find(browser, case.number)
    for beyond in (f"/janji/{case.number}/", f"/ajukan/{case.number}/terkirim/", f"/ajukan/{case.number}/bukti.pdf"):
        assert browser.get(beyond).status_code in (302, 404)
    typed = {"number": case.shown_number, "code": f" {code[:3].lower()} {code[3:]}"}
    assert browser.post("/lacak/", typed).url == f"/lacak/{case.number}/"
    assert case.masked_nik in html(browser.get(f"/lacak/{case.number}/"))
    # Proving less afterwards takes nothing away.
    find(browser, case.number)
    assert case.masked_nik in html(browser.get(f"/lacak/{case.number}/"))


def test_neither_code_nor_birth_date_is_asked_for(office):
    answer = Client().post("/lacak/", {"number": submitted().number})
    assert complaints(answer) == ["Isi kode permohonan. Tidak ada? Isi tanggal lahir pemohon."]


def test_the_qr_code_of_confirmation_and_slip_open_everything(office, ready):
    code = actions.new_code(case := submitted(), shown=Identity.CARD, by=office.budi.actor)
    for shown, scan in (
        (case, confirmation_scan(case.number, code)), (ready, handover.qr_content(issue_slip(ready))),
    ):  # fmt: skip
        address, _hash, secret = scan.partition("#")
        assert (address, shown.number in secret) == ("http://127.0.0.1:8000/lacak/", True)
        browser = Client()
        assert "data-opens-with-scan" in html(browser.get("/lacak/"))
        before = browser.session.session_key
        assert browser.post("/lacak/buka/", {"scanned": secret}).url == f"/lacak/{shown.number}/"
        assert browser.session.session_key != before
        assert shown.masked_nik in html(browser.get(f"/lacak/{shown.number}/"))


@pytest.mark.parametrize("scanned", ["", "x", "buka=", "buka=AAAAAA-{0}", "slip=AAAA-{0}", "nope=A-{0}", "\x00" * 9])
def test_a_qr_code_that_is_not_right_opens_nothing(office, scanned):
    case = submitted()
    answer = Client().post("/lacak/buka/", {"scanned": scanned.format(case.number)})
    assert answer.status_code == 422
    assert "Kode QR ini tidak berlaku lagi." in html(answer)
    assert Client().get("/lacak/buka/").url == "/lacak/"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "13"}, NO_MATCH),
        ({"day": "6", "month": "12"}, NO_MATCH),
        ({"number": "327500000000"}, NO_MATCH),
        ({"year": "2027"}, "Tanggal ini belum tiba. Periksa tahunnya."),
        ({"day": "31"}, "Tanggal 31 tidak ada di bulan itu."),
        ({"number": "123"}, "Nomor permohonan terdiri dari 14 angka (yang lama 12); Anda menulis 3 angka."),
        ({"number": ""}, "Isi nomor permohonan."),
    ],
)
def test_a_pair_that_does_not_match_opens_nothing_and_stays_typed(office, wrong, sentence):
    case = submitted()
    browser = Client()
    typed = {"number": case.shown_number, "day": "12", "month": "6", "year": "2009"} | wrong
    if wrong.get("number") == "327500000000":
        typed["number"] = submitted("KK", {}, birth_date=date(1990, 1, 1)).shown_number
    answer = find(browser, **typed)
    assert (answer.status_code, complaints(answer)) == (422, [sentence])
    for value in typed.values():
        assert not value or f'value="{value}"' in html(answer)
    assert browser.get(f"/lacak/{case.number}/").url == f"/lacak/?number={case.number}"


def test_a_case_that_is_not_there_is_told_like_a_wrong_birth_date(office):
    case = submitted()
    gone = case.number
    Application.objects.filter(pk=case.pk).update(number="327500000000")
    assert complaints(find(Client(), gone)) == [NO_MATCH]


@pytest.mark.parametrize("data", [{}, {"birth_date": None}])
def test_a_draft_opens_with_its_code_only(office, data):
    case = draft(**data)
    assert complaints(find(Client(), case.number)) == [NO_MATCH]


def test_the_qr_code_on_paper_fills_in_the_number(office):
    page = html(Client().get("/lacak/", {"number": "327548217708"}))
    assert 'value="327548217708"' in page
    assert "Ada yang perlu diperbaiki" not in page


@pytest.mark.parametrize("number", ['"><script>alert(1)</script>', "\x00", "9" * 500])
def test_nonsense_in_the_address_is_harmless(office, number):
    answer = Client().get("/lacak/", {"number": number})
    assert answer.status_code == 200
    assert "<script>alert" not in html(answer)


def test_guessing_from_one_address_ends(office):
    case, other = submitted(), submitted()
    for _time in range(20):
        assert complaints(find(Client(), case.number, day="1")) == [NO_MATCH]
    for number in (case.number, other.number):
        answer = find(Client(), number)
        assert (answer.status_code, complaints(answer)) == (422, [TOO_OFTEN])
    assert find(Client(), other.number, REMOTE_ADDR="10.0.0.1").status_code == 302
    with clock.stopped_at(MONDAY + timedelta(hours=1, seconds=1)):
        assert find(Client(), case.number).status_code == 302


def test_guessing_one_birth_date_from_many_addresses_ends_too(office):
    case, other = submitted(), submitted()
    for host in range(20):
        find(Client(), case.number, day="1", REMOTE_ADDR=f"10.0.0.{host}")
    assert complaints(find(Client(), case.number, REMOTE_ADDR="10.0.1.1")) == [TOO_OFTEN]
    assert find(Client(), other.number, REMOTE_ADDR="10.0.1.1").status_code == 302


def test_a_header_that_anybody_can_send_does_not_lift_the_limit(office):
    case = submitted()
    for host in range(20):
        find(Client(), case.number, day="1", headers={"X-Forwarded-For": f"10.0.0.{host}"})
    assert complaints(find(Client(), submitted().number)) == [TOO_OFTEN]


def test_the_office_decides_how_often(office):
    decide("applications.tries_per_hour", value=3, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    case = submitted()
    for _time in range(3):
        assert complaints(find(Client(), case.number, day="1")) == [NO_MATCH]
    assert complaints(find(Client(), case.number)) == ["Terlalu banyak percobaan. Silakan coba lagi dalam 20 menit."]


def test_right_answers_do_not_count(office):
    case = submitted()
    for _time in range(25):
        assert find(Client(), case.number).status_code == 302


def test_a_rented_network_guesses_no_more_than_its_width_allows(office):
    """With 65,536 subscribers' allowances a /48 opened about thirty cases an hour."""
    case = submitted()
    answers = [find(Client(), submitted().number, day="1", REMOTE_ADDR=f"2001:db8:7:{n:x}00::1") for n in range(80)]
    assert {complaints(answer)[0] for answer in answers} == {NO_MATCH}
    answer = find(Client(), case.number, day="1", REMOTE_ADDR="2001:db8:7:ff00::1")
    assert complaints(answer) == ["Terlalu banyak percobaan. Silakan coba lagi dalam 1 menit."]


def test_the_whole_office_is_one_door(office):
    decide(
        "applications.tries_per_hour_everybody", value=50, valid_from=MONDAY.date(), legal_basis="SOP",
        by=office.agus.actor,
    )  # fmt: skip
    for host in range(50):
        find(Client(), submitted().number, day="1", REMOTE_ADDR=f"10.{host}.0.1")
    assert complaints(find(Client(), submitted().number, REMOTE_ADDR="192.0.2.1"))[0].startswith("Terlalu banyak")


def test_hammering_a_number_does_not_lock_its_owner_out(office):
    code = actions.new_code(case := submitted(), shown=Identity.CARD, by=office.budi.actor)
    known = Client()
    known.post("/lacak/", {"number": case.number, "code": code})
    for host in range(25):
        find(Client(), case.number, day="1", REMOTE_ADDR=f"10.{host}.0.1")
    assert find(Client(), case.number, REMOTE_ADDR="192.0.2.1").status_code == 422
    # The code goes on from anywhere, and the browser that knew it by the birth date too.
    assert Client(REMOTE_ADDR="192.0.2.1").post("/lacak/", {"number": case.number, "code": code}).status_code == 302
    assert known.get(f"/lacak/{case.number}/").status_code == 200
    known.cookies.pop("pasti-office")
    assert find(known, case.number).status_code == 302
    # It is known for its own case only.
    other = submitted()
    for host in range(25):
        find(Client(), other.number, day="1", REMOTE_ADDR=f"10.{host}.1.1")
    assert find(known, other.number).status_code == 422


def test_looking_at_the_page_again_is_no_attempt(office):
    case = submitted()
    browser = owner_of(case)
    for _time in range(30):
        assert browser.get(f"/lacak/{case.number}/").status_code == 200


def test_one_case_opens_no_other(office):
    mine, other = submitted(), submitted()
    browser = Client()
    find(browser, mine.number)
    assert browser.get(f"/lacak/{other.number}/").url == f"/lacak/?number={other.number}"


@pytest.mark.parametrize("number", ["327500000000", "abc", "1"])
def test_a_number_that_is_not_there_looks_like_one_that_is(office, number):
    assert Client().get(f"/lacak/{number}/").status_code == 302


def cases(office) -> list[Application]:
    """A case in every state that has a page."""
    recorded = actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    actions.note_status(recorded, "DUPLICATE_RECORD", at=MONDAY, source="Pusat", by=CENTRE)
    return [
        draft(),
        submitted(),
        actions.ask_for_papers(submitted(), "KK", by=office.budi.actor),
        accepted(office.budi.actor),
        actions.hold(recorded, "Data ganda", by=CENTRE),
        actions.refuse(submitted(), "Bukan penduduk", by=office.budi.actor),
        actions.withdraw(submitted(), by=OWNER),
    ]


def test_no_page_ever_shows_the_whole_nik_or_family_card_number(office, ready):
    for case in [*cases(office), ready]:
        page = page_of(case)
        assert case.nik not in page
        assert SITI["kk_number"] not in page
        assert SITI["name"] not in page
        assert case.masked_nik in page


def test_a_foreign_eye_reads_no_staff_matter(office):
    case = submitted()
    actions.fill(case, {"name": "Siti Aminah"}, by=office.budi.actor)
    page = page_of(case)
    assert "Permohonan diajukan." in page
    assert "Data diperbaiki" not in page
    assert "Budi Hartono" not in page


def test_what_happened_is_told_newest_first(recorded):
    page = page_of(recorded)
    order = [
        page.index(said) for said in ("Perekaman selesai.", "Berkas lengkap dan diterima.", "Permohonan diajukan.")
    ]
    assert order == sorted(order)


def test_the_centres_own_words_are_shown_as_they_are_and_an_unknown_code_as_unknown(recorded):
    actions.note_status(recorded, "SENT_FOR_ENROLLMENT", at=MONDAY, source="Pusat", by=CENTRE)
    actions.note_status(recorded, "PACKET_RETRY", at=MONDAY + timedelta(minutes=5), source="Pusat", by=CENTRE)
    page = page_of(recorded)
    assert "Persis seperti dikirim pusat data Kementerian Dalam Negeri." in page
    codes = re.findall(r'<span class="code">(\w+)</span>\s*(.*?)\s*</li>', page)
    assert codes == [
        ("PACKET_RETRY", "Kami belum mengenal status ini."),
        ("SENT_FOR_ENROLLMENT", "Rekaman sudah dikirim ke pusat."),
    ]


def test_without_a_word_of_the_centre_there_is_no_such_part(recorded):
    assert "Status di pusat" not in page_of(recorded)


def test_a_code_is_never_markup(recorded):
    actions.note_status(recorded, "<script>alert(1)</script>", at=MONDAY, source="Pusat", by=CENTRE)
    assert "<script>alert" not in page_of(recorded)


def test_while_the_link_is_down_it_says_so_to_those_who_wait_for_it(office, recorded):
    said = "Sambungan kantor ke pusat data Kementerian Dalam Negeri (pusat) sedang terputus."
    assert said in page_of(recorded)
    assert said not in page_of(submitted())
    Peer.objects.update(last_contact_at=MONDAY, down_since=None)
    assert said not in page_of(recorded)


def test_the_expected_day_and_what_if_it_is_over(recorded):
    assert "Siap paling lambat Senin, 30 November 2026." in page_of(recorded)
    with clock.stopped_at(MONDAY + timedelta(days=7)):
        assert "Siap paling lambat Senin, 30 November 2026." in page_of(recorded)
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        page = page_of(recorded)
    assert "Mohon maaf, permohonan ini terlambat: seharusnya siap Senin, 30 November 2026." in page


def links(page: str) -> list[str]:
    return re.findall(r'class="govuk-button[^"]*" href="([^"]+)"', page)


def test_who_should_come_is_led_to_the_sessions(office, recorded, ready):
    case = submitted()
    to_sessions = f"/janji/{case.number}/?next=/lacak/{case.number}/"
    assert links(page_of(case)) == [to_sessions]
    assert "Pilih jadwal kedatangan</a>" in page_of(case)
    book(case, NINE, by=OWNER)
    assert "Ganti jadwal</a>" in page_of(case)
    for nothing_to_choose in (recorded, ready, actions.withdraw(submitted(), by=OWNER), draft()):
        assert links(page_of(nothing_to_choose)) == []


def test_every_link_on_the_page_leads_somewhere(office, ready):
    issue_slip(ready)
    waiting = submitted()
    ticket = issue_ticket(office.lanes["C"], application=waiting, by=SYSTEM)
    assert f"Lihat nomor antrean {ticket.number}" in page_of(waiting)
    assert links(page_of(ready)) == [f"/slip/{ready.number}/"]
    for case in (waiting, ready):
        for address in links(page_of(case)):
            assert owner_of(case).get(address).status_code == 200


def test_the_page_in_english(recorded):
    browser = owner_of(recorded)
    browser.cookies["pasti-language"] = "en"
    page = html(browser.get(f"/lacak/{recorded.number}/"))
    assert '<html lang="en"' in page
    for said in ("First card", "Recording finished.", "Monday, 23 November 2026 at 08:30 WIB"):
        assert said in page


def test_no_number_of_a_person_stands_in_an_address(recorded):
    page = page_of(recorded)
    for address in re.findall(r'(?:href|action|src)="([^"]+)"', page):
        assert recorded.nik not in address
