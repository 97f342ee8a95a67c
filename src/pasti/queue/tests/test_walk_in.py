"""Who comes without a case hears what is lacking before they wait: the checklist first, then a number, or home."""

import re

import pytest
from tests.cast import ANYBODY, FIRST_CARD, LOST, account, submitted

from pasti.accounts.roles import Role
from pasti.catalogue import queries as catalogue
from pasti.offices.actions import open_counter, set_lane
from pasti.queue import actions
from pasti.queue.first_step import Stopped
from pasti.queue.models import Ticket
from pasti.queue.tests.hall import take
from pasti.readiness.actions import open_incident
from pasti.readiness.needs import Cause, Need

SERVICE, WALK_IN = "/antrean/tiba/layanan/{}/", "/antrean/tiba/langsung/"
DATED = {"loss_letter": "yes", "loss_letter_date_day": "20", "loss_letter_date_month": "11"}
DATED_NOW = {**DATED, "loss_letter_date_year": "2026"}


@pytest.fixture
def kiosk(office, signed_in):
    open_counter(office.counters[1], office.budi)
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def asked(answer) -> str:
    found = re.search(r'name="answering" value="(\w+)"', text(answer))
    return found[1] if found else ""


def test_each_family_offers_its_services_and_a_number_for_a_question(kiosk):
    page = text(kiosk.get("/antrean/tiba/keperluan/ktp/"))
    codes = [service.code for service in catalogue.services(family="card")]
    assert re.findall(r'href="/antrean/tiba/layanan/(\w+)/"', page) == codes
    assert 'name="purpose" value="ktp"' in page
    assert kiosk.get("/antrean/tiba/keperluan/lain/").status_code == 404
    assert kiosk.get(SERVICE.format("NONE")).status_code == 404


def test_one_question_a_screen_and_each_carries_the_ones_before(kiosk):
    first = kiosk.get(SERVICE.format("LOST"))
    assert (first.status_code, asked(first)) == (200, "loss_letter")
    second = kiosk.post(SERVICE.format("LOST"), {"answering": "loss_letter", "loss_letter": "yes"})
    assert (second.status_code, asked(second)) == (200, "loss_letter_date")
    assert 'name="loss_letter" value="yes"' in text(second)
    last = kiosk.post(SERVICE.format("LOST"), {"answering": "loss_letter_date", **DATED_NOW})
    page = text(last)
    assert (last.status_code, asked(last)) == (200, "")
    assert "Apakah semua ini Anda bawa?" in page
    assert 'name="loss_letter_date_day" value="20"' in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("year", ["", "9999", "x"])
def test_a_date_that_is_none_is_asked_for_again_with_what_was_typed(kiosk, year):
    answer = kiosk.post(
        SERVICE.format("LOST"), {"answering": "loss_letter_date", **DATED, "loss_letter_date_year": year}
    )
    assert (answer.status_code, asked(answer)) == (422, "loss_letter_date")
    assert 'value="20"' in text(answer)


def test_the_number_knows_what_it_was_taken_for(kiosk):
    answer = kiosk.post(WALK_IN, {"service": "LOST", **DATED_NOW})
    ticket = Ticket.objects.get()
    assert (answer.status_code, ticket.lane.letter, ticket.wants.code) == (302, "C", "LOST")
    assert ticket.answers == {"loss_letter": "yes", "loss_letter_date": "2026-11-20"}


def test_how_many_wait_is_said_before_a_number_is_taken(kiosk, office):
    page = text(kiosk.post(SERVICE.format("LOST"), DATED_NOW))
    assert "belum ada yang menunggu." in page
    take(office)
    take(office)
    assert "2 orang menunggu sekarang." in text(kiosk.post(SERVICE.format("LOST"), DATED_NOW))
    take(office, "P")
    page = text(kiosk.post(SERVICE.format("LOST"), {**DATED_NOW, "priority": "on"}))
    assert "Lajur P" in page
    assert "1 orang menunggu sekarang." in page


def test_a_letter_that_has_ended_is_said_before_anybody_waits_and_may_be_waited_with(kiosk):
    old = {**DATED_NOW, "loss_letter_date_month": "9"}
    page = text(kiosk.post(SERVICE.format("LOST"), old))
    assert "Hari ini belum dapat dilayani." in page
    assert "Mintalah yang baru sebelum datang." in page
    assert "Ya, semua saya bawa" not in page
    assert kiosk.post(WALK_IN, {"service": "LOST", "knowing": "yes", **old}).status_code == 302
    assert Ticket.objects.get().answers["loss_letter_date"] == "2026-09-20"


@pytest.mark.parametrize("path", [SERVICE.format("KK"), WALK_IN])
def test_where_no_lane_is_for_it_any_more_that_is_said(kiosk, office, path):
    for letter in "DP":
        set_lane(letter, names=("x", "x"), purposes=("x", "x"), serves=["papers-civil"], active=False, by=ANYBODY)
    answer = kiosk.post(path, {"service": "KK"})
    assert answer.status_code == 422
    assert "Untuk keperluan ini sedang tidak ada lajur." in text(answer)
    assert not Ticket.objects.exists()


def test_who_lacks_something_goes_home_with_the_list(kiosk):
    answer = kiosk.post(SERVICE.format("LOST") + "daftar/", DATED_NOW)
    page = text(answer)
    assert answer.status_code == 200
    assert "Kartu Keluarga" in page
    assert "/layanan/LOST/" in page
    assert "data:image/svg+xml" in page
    assert not Ticket.objects.exists()


def test_what_cannot_be_done_now_is_said_before_a_number_is_given(kiosk, office):
    declare(office, Need.CLERK)
    page = text(kiosk.post(SERVICE.format("LOST"), DATED_NOW))
    assert "Belum dapat dilakukan sekarang: pemeriksaan berkas." in page
    refused = kiosk.post(WALK_IN, {"service": "LOST", **DATED_NOW})
    assert refused.status_code == 422
    assert "Saya tetap menunggu" in text(refused)
    assert not Ticket.objects.exists()
    kiosk.post(WALK_IN, {"service": "LOST", "knowing": "yes", **DATED_NOW})
    assert Ticket.objects.get().wants.code == "LOST"


def test_the_rule_is_in_the_action(kiosk, office):
    declare(office, Need.CLERK)
    with pytest.raises(Stopped):
        actions.issue_ticket(office.lanes["C"], wants=catalogue.service("LOST"), answers=LOST, by=office.budi.actor)


def test_what_is_done_by_halves_today_is_said_and_gives_a_number(kiosk, office):
    declare(office, Need.STATION)
    page = text(kiosk.post(SERVICE.format("NEW"), FIRST_CARD))
    assert "Apakah semua ini Anda bawa?" in page
    assert "Hari ini baru sebagian: perekaman belum dapat dilakukan." in page
    assert kiosk.post(WALK_IN, {"service": "NEW", **FIRST_CARD}).status_code == 302


def test_a_step_that_is_not_taken_on_these_answers_stops_nobody(kiosk, office):
    declare(office, Need.STATION)
    page = text(kiosk.post(SERVICE.format("NEW"), {**FIRST_CARD, "recorded_before": "yes"}))
    assert "Hari ini baru sebagian" not in page


def declare(office, need: Need) -> None:
    open_incident(needs=[need], cause=Cause.EQUIPMENT, sentence_id="Percobaan.", by=office.agus.actor)


def test_who_has_a_case_is_not_asked_again(kiosk, office):
    ticket = take(office, "C", submitted())
    assert (ticket.wants, ticket.answers) == (None, {})
