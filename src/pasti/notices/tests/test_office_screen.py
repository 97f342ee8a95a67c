"""The list of those who must be rung up, on the screen and on paper; what waits and what failed; the case's page."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.cast import MONDAY, submitted

from pasti.applications.actions import ask_for_papers
from pasti.audit.models import Look
from pasti.kit import clock
from pasti.notices import queries
from pasti.notices.models import Notice
from pasti.notices.tests.telling import PHONE, case, go_on, later
from pasti.notices.tests.test_gathering import moved

CALLS = "/pemberitahuan/telepon/"


@pytest.fixture
def to_call(office):
    """Two people whom no message can reach: one sets out tomorrow, one has no telephone and next week."""
    late, soon = case(office, phone="", name="Vidya Yxlund"), case(office, name="Qomariah Wexley")
    moved(late, "2026-11-30", "2026-12-02")
    moved(soon, "2026-11-24", "2026-12-02")
    go_on()
    with later(MONDAY + timedelta(minutes=1)):
        pass
    return [soon, late]


def test_who_sets_out_first_is_at_the_top_with_number_words_and_hour(office, to_call, signed_in):
    page = signed_in(office.budi).get(CALLS).content.decode()
    soon, late = to_call
    assert page.index("Qomariah Wexley") < page.index("Vidya Yxlund")
    assert f'href="tel:{PHONE}"' in page
    assert "24 Nov 07.00" in page
    assert "Kini paling lambat Rabu, 2 Desember 2026. Jangan datang sebelum kami kabari." in page
    assert "tanpa HP; lewat kelurahan" in page
    assert soon.nik not in page
    assert {soon.subject, late.subject} <= {subject for look in Look.objects.all() for subject in look.subjects}


def test_one_key_says_that_somebody_knows_and_twice_is_once(office, to_call, signed_in):
    browser, notice = signed_in(office.budi), Notice.objects.get(application=to_call[0], state="call")
    for _time in range(2):
        assert browser.post(f"{CALLS}{notice.pk}/sudah/", {"next": CALLS}).url == CALLS
    notice.refresh_from_db()
    assert (notice.state, notice.reached_by) == ("reached", "Budi Hartono")
    assert [one.notice.application for one in queries.call_list()] == to_call[1:]


def test_no_answer_is_counted_and_the_person_stays_on_the_list(office, to_call, signed_in):
    browser, notice = signed_in(office.budi), Notice.objects.get(application=to_call[0], state="call")
    browser.post(f"{CALLS}{notice.pk}/tidak-terjawab/")
    assert "Tidak terjawab 1 kali." in browser.get(CALLS).content.decode()


def test_the_list_of_one_village_on_paper(office, to_call, signed_in):
    answer = signed_in(office.budi).get(f"{CALLS}daftar.pdf?village=32.75.01.1001")
    words = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert "0812-3456-7890" in words
    assert "tanpa nomor HP" in words
    assert "Jl. Melati No. 4" in words
    assert to_call[0].nik not in words
    none = signed_in(office.budi).get(f"{CALLS}daftar.pdf?village=32.75.01.1002")
    assert "Tidak ada yang perlu ditelepon." in PdfReader(BytesIO(none.content)).pages[0].extract_text()


def test_who_has_no_telephone_hears_which_papers_are_missing(office, signed_in):
    """No message says what somebody wrote; whoever brings the news in person must be able to say it."""
    ask_for_papers(submitted(phone=""), "Akta kelahiran asli.", by=office.budi.actor)
    go_on()
    with later(MONDAY + timedelta(minutes=11)):
        browser = signed_in(office.budi)
        notice = Notice.objects.get(state="call")
        paper = PdfReader(BytesIO(browser.get(f"{CALLS}daftar.pdf").content)).pages[0].extract_text()
        for said in (browser.get(CALLS).content.decode(), browser.get(f"{CALLS}{notice.pk}/").content.decode(), paper):
            assert "Yang kurang" in said
            assert "Akta kelahiran asli." in said
        assert "Akta" not in queries.what_to_say(notice)


def test_the_overview_says_who_sets_out_and_whether_they_know(office, to_call, signed_in):
    page = signed_in(office.agus).get("/pemberitahuan/").content.decode()
    assert page.index("Qomariah Wexley") < page.index("Vidya Yxlund")
    # Tomorrow at eight; by seven; today, two hours before the office closes.
    for moment in ("24 Nov 08.00", "24 Nov 07.00", "23 Nov 13.30"):
        assert moment in page
    assert page.count("tidak aktif") == 3


def test_who_does_not_ring_up_has_no_list(office, to_call, signed_in):
    assert signed_in(office.joko).get(CALLS).status_code == 403
    assert 'href="/pemberitahuan/telepon/"' not in signed_in(office.joko).get("/pemberitahuan/").content.decode()


def test_a_case_tells_what_its_person_was_told(office, to_call, signed_in):
    page = signed_in(office.budi).get(f"/permohonan/{to_call[0].number}/").content.decode()
    assert "perlu ditelepon" in page
    assert "Kini paling lambat Rabu, 2 Desember 2026" in page


def test_what_is_told_in_english_reads_english(office, to_call, signed_in):
    browser = signed_in(office.budi)
    browser.cookies["pasti-language"] = "en"
    page = browser.get(CALLS).content.decode()
    assert "It is now by Wednesday, 2 December 2026 at the latest." in page
    assert "Must know by" in page


def test_after_the_trip_nobody_is_said_to_set_out(office, to_call):
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        assert [one.notice.application for one in queries.setting_out()] == to_call[1:]


def asks(browser, page: str) -> int:
    """How many questions a page asks of the database, when it has been written down already who was seen there."""
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)


@pytest.mark.parametrize("page", [CALLS, "/pemberitahuan/"])
def test_many_on_a_page_ask_no_more_of_the_database_than_two(office, to_call, signed_in, page):
    browser = signed_in(office.agus)
    of_two = asks(browser, page)
    for number in range(18):
        moved(case(office, name="Orang Lain", phone=f"+62812000000{number:02d}"), "2026-11-25", "2026-12-02")
    for minutes in (1, 2):
        with later(MONDAY + timedelta(minutes=minutes)):
            pass
    assert Notice.objects.filter(state="call").count() == 20
    assert asks(browser, page) == of_two


def test_what_stands_on_no_page_is_counted_and_not_made(office, to_call, signed_in, monkeypatch):
    monkeypatch.setattr("pasti.notices.screens.office._LISTED", 1)
    page = signed_in(office.budi).get(CALLS).content.decode()
    assert "Qomariah Wexley" in page
    assert "Vidya Yxlund" not in page
    assert "1 orang lagi" in page
    (one,) = queries.call_list(limit=1)
    assert (one.notice.application, queries.calls()) == (to_call[0], 2)
