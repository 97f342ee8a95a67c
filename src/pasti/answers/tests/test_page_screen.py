"""The page behind a link: looking changes nothing, answering is one tap, and it says nothing of the person."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.cast import MONDAY, OWNER
from tests.house.test_public_views import case_in, everything, secrets_of

from pasti.answers.models import Answer
from pasti.answers.occasions import all_keys, occasion_of
from pasti.answers.tests.conftest import a_booked_case, a_printing_case, a_ready_case, booked_at, page, place
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.appointments import actions as appointments
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.models import Allowance
from pasti.offices.actions import set_holiday
from pasti.promises import together
from pasti.promises.models import Basis, Making
from pasti.promises.together import Moved
from pasti.readiness.actions import open_incident
from pasti.readiness.needs import Cause, Need

TEN = "2026-11-24T10:00:00+07:00"


def heading(path: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page(path), re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def test_it_says_in_the_largest_letters_what_it_is_about(booked):
    assert heading(place(booked)) == "Kunjungan Anda Selasa, 24 November 2026 pukul 09.00–10.00 WIB"


def test_looking_changes_nothing(booked):
    path = place(booked)
    before = (everything(booked), Entry.objects.count(), Answer.objects.count(), Allowance.objects.count())
    for method in ("get", "head"):
        assert getattr(Client(), method)(path).status_code == 200
    assert (everything(booked), Entry.objects.count(), Answer.objects.count(), Allowance.objects.count()) == before


def test_looking_begins_no_session_and_opens_no_case(booked):
    browser = Client()
    browser.get(place(booked))
    browser.post(place(booked), {"choice": "keep"})
    assert Session.objects.count() == 0
    assert browser.get(f"/lacak/{booked.number}/").status_code == 302


def test_it_is_kept_by_no_browser_listed_by_no_machine_and_told_to_no_other_place(booked):
    answer = Client().get(place(booked))
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert not re.search(r'(?:href|src)="(?:https?:)?//', answer.content.decode())


@pytest.mark.parametrize("state", State)
def test_nothing_of_the_person_is_said_in_any_state(office, state):
    case = case_in(state)
    path = place(case)
    if path == "/j/":
        return
    for said in (page(path), Client().post(path, {"choice": "keep"}, follow=True).content.decode()):
        assert [
            secret for secret in [*secrets_of(case), case.number, case.shown_number] if secret and secret in said
        ] == []


def test_a_representatives_name_is_not_shown_to_who_opens_the_link_later(ready):
    path = place(ready)
    sent = Client().post(path, {"choice": "represent", "name": "Ahmad Fauzi", "relation": "family"}, follow=True)
    assert "anggota satu KK" in sent.content.decode()
    assert "Ahmad" not in sent.content.decode() + page(path)


def test_what_to_bring_and_when_it_is_open_is_said_before_anything_is_answered(office):
    for case in (a_booked_case(), a_ready_case(office)):
        said = page(place(case))
        assert "Bila Anda datang" in said
        assert "Disdukcapil Kota Bekasi" in said
        assert "Tanda pengenal" in said


def test_nobody_is_told_what_to_bring_who_need_not_come(office):
    assert "Bila Anda datang" not in page(place(a_printing_case(office)))


def test_where_papers_are_missing_it_says_where_that_is_written_and_not_which(booked, office):
    missing = applications.ask_for_papers(booked, "Akta cerai belum ada.", by=office.budi.actor)
    said = page(place(missing))
    assert "Yang kurang tertulis di halaman Lacak" in said
    assert "/lacak/" in said
    assert "cerai" not in said


def test_one_tap_keeps_it(booked):
    answer = Client().post(place(booked), {"choice": "keep"}, follow=True)
    said = answer.content.decode()
    assert "Kami tunggu kedatangan Anda" in said
    assert "Disdukcapil Kota Bekasi" in said
    assert "Tanda pengenal" in said


def test_one_tap_moves_it_to_a_session_that_is_near(booked):
    offered = re.findall(r'class="choice-button" name="starts_at" value="([^"]+)"', page(place(booked)))
    assert offered[:3] == ["2026-11-23T10:00:00+07:00", "2026-11-23T11:00:00+07:00", "2026-11-24T08:00:00+07:00"]
    Client().post(place(booked), {"choice": "move", "starts_at": offered[2]})
    assert booked_at(booked) == offered[2]


def test_the_visit_goes_into_the_calendar_of_the_telephone(booked):
    path = place(booked)
    assert f'href="{path}/kalender.ics"' in page(path)
    answer = Client().get(f"{path}/kalender.ics")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "no-store")
    assert b"DTSTART;TZID=Asia/Jakarta:20261124T090000" in answer.content
    assert Client().get("/j/0000000000000/kalender.ics").status_code == 404


def test_the_same_link_goes_on_after_it_moved(booked):
    path = place(booked)
    Client().post(path, {"choice": "move", "starts_at": TEN})
    said = page(path)
    assert "Kami tunggu kedatangan Anda" in said
    assert "pukul 10.00–11.00 WIB" in said
    assert "Ubah jawaban" in said


def test_a_missed_visit_is_no_fault_and_one_tap_books_anew(booked):
    path = place(booked)
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        said = page(path)
        assert heading(path).endswith("terlewat")
        assert "Permohonan dan berkas Anda tetap berlaku." in said
        offered = re.findall(r'class="choice-button" name="starts_at" value="([^"]+)"', said)
        Client().post(path, {"choice": "move", "starts_at": offered[0]})
        assert booked_at(booked) == offered[0]


def test_who_collects_after_all_is_not_told_the_hours_of_the_day_that_was_missed(ready):
    appointments.book(ready, datetime.fromisoformat(TEN), by=OWNER)
    path = place(ready)
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        said = Client().post(path, {"choice": "keep"}, follow=True).content.decode()
    assert "Kami tunggu kedatangan Anda" in said
    assert "Ambil pada jam layanan." in said
    assert "24 November" not in said


def test_who_collects_after_the_office_freed_the_session_reads_that_it_was_noted(ready, office):
    appointments.book(ready, datetime.fromisoformat(TEN), by=OWNER)
    met = [f"booking-{ready.bookings.get().pk}"]
    day = datetime.fromisoformat(TEN).date()
    set_holiday(day, name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=met)
    path = place(ready)
    assert heading(path).endswith("tidak berlaku lagi")
    Client().post(path, {"choice": "keep"})
    assert heading(path) == "Kami tunggu kedatangan Anda"
    assert "Ubah jawaban" in page(path)


def test_who_kept_a_visit_that_is_in_vain_by_now_is_told_so(booked, office):
    path = place(booked)
    Client().post(path, {"choice": "keep"})
    noon = datetime.fromisoformat("2026-11-24T12:00:00+07:00")
    open_incident(needs=[Need.STATION], cause=Cause.POWER, until=noon, by=office.agus.actor)
    assert heading(path).endswith("tidak dapat dilayani")
    assert "Kami tunggu" not in page(path)


def test_what_is_not_possible_any_more_is_one_sentence_and_the_next_best(booked):
    path = place(booked)
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        answer = Client().post(path, {"choice": "keep"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "tidak berlaku lagi. Pilih waktu lain." in said
    assert 'name="starts_at"' in said


@pytest.mark.parametrize(
    "sent", [{}, {"choice": "x"}, {"choice": "move", "starts_at": "kapan"}, {"choice": "later", "day": "2026-13-99"}]
)
def test_what_no_button_sends_is_refused_and_changes_nothing(booked, sent):
    before = everything(booked)
    assert Client().post(place(booked), sent).status_code == 422
    assert everything(booked) == before


@pytest.mark.parametrize("week", ["9999-12-31", "0001-01-01", "2026-11-21"])
def test_a_week_that_no_button_offers_is_refused(ready, week):
    before = everything(ready)
    assert Client().post(place(ready), {"choice": "later", "week": week}).status_code == 422
    assert everything(ready) == before


def test_a_representative_without_a_name_is_asked_for_one(ready):
    answer = Client().post(place(ready), {"choice": "represent", "relation": "family"})
    assert answer.status_code == 422
    assert "Tuliskan nama yang mewakili." in answer.content.decode()


def test_no_session_is_offered_in_which_it_would_be_in_vain(booked, office):
    noon = datetime.fromisoformat("2026-11-24T12:00:00+07:00")
    open_incident(needs=[Need.STATION], cause=Cause.POWER, until=noon, by=office.agus.actor)
    said = page(place(booked))
    assert heading(place(booked)).endswith("tidak dapat dilayani")
    assert 'value="keep"' not in said
    offered = re.findall(r'name="starts_at" value="([^"]+)"', said)
    assert min(offered) >= "2026-11-24T12:00"


def test_a_link_whose_occasion_is_over_says_so(booked):
    path = place(booked)
    appointments.book(booked, datetime.fromisoformat(TEN), by=OWNER)
    for answer in (Client().get(path), Client().post(path, {"choice": "cancel"})):
        assert answer.status_code == 410
        assert "tidak berlaku lagi" in answer.content.decode()
    assert booked_at(booked) == TEN


def test_wrong_links_are_counted_and_right_ones_go_on(booked):
    strangers = Client()
    answers = [strangers.get(f"/j/7zzzzzzzzzzz{n:02d}".replace("1", "x")).status_code for n in range(31)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert strangers.get(place(booked)).status_code == 200


def test_one_case_is_not_moved_again_and_again(booked):
    path = place(booked)
    codes = []
    for n in range(21):
        at = TEN if n % 2 else "2026-11-24T11:00:00+07:00"
        codes.append(Client().post(path, {"choice": "move", "starts_at": at}).status_code)
    assert codes[:20] == [302] * 20
    assert codes[20] == 422


def test_a_form_from_elsewhere_answers_nothing(booked):
    assert Client(enforce_csrf_checks=True).post(place(booked), {"choice": "cancel"}).status_code == 403
    assert booked_at(booked) == "2026-11-24T09:00:00+07:00"


def test_a_card_that_is_awaited_says_by_when(office):
    case = a_printing_case(office)
    assert heading(place(case)).startswith("Kartu Anda siap paling lambat")
    answer = Client().post(place(case), {"choice": "keep"}, follow=True)
    assert "Kami kabari begitu sudah siap." in answer.content.decode()


def moved(case: Application, days: int = 4) -> None:
    """Move the day of a case together with others."""
    promise = case.promises.get()
    making = Making.objects.create(cause="Hari kerja kantor berubah.")
    together.move([Moved(promise.pk, promise.day + timedelta(days=days), Basis(promise.basis))], making)


def test_a_date_that_changed_says_so(office):
    case = a_printing_case(office)
    moved(case)
    assert heading(place(case)).startswith("Tanggal kartu Anda berubah: siap paling lambat")
    assert "Hari kerja kantor berubah." in page(place(case))


def test_each_day_is_answered_for_itself_and_links_of_all_of_them_are_genuine(office):
    case = a_printing_case(office)
    first = occasion_of(case)
    moved(case)
    Client().post(place(case), {"choice": "keep"}, follow=True)
    answered = Answer.objects.get().key
    moved(case)
    now = occasion_of(case)
    assert first
    assert now
    assert all_keys(case)[:3] == [now.key, answered, first.key]
    assert len({now.key, answered, first.key}) == 3


def test_it_is_small(booked):
    assert len(Client().get(place(booked)).content) < 60_000


def test_every_size_of_it_is_in_english_too(booked):
    english = Client(headers={"accept-language": "en"})
    english.cookies["pasti-language"] = "en"
    assert "Your visit on Tuesday, 24 November 2026" in english.get(place(booked)).content.decode()
