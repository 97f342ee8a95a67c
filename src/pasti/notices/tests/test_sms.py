"""Messages by a real gammu-smsd: sent once, reported, refused, answered; STOP holds at once."""

from datetime import datetime, timedelta

import pytest
from tests.cast import MONDAY

from pasti.answers.models import Answer
from pasti.appointments import queries as appointments
from pasti.appointments.actions import book
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.notices import queries, releasing, replies, sending
from pasti.notices.channels import sms
from pasti.notices.channels.port import Later
from pasti.notices.models import Delivery, Notice, Stopped
from pasti.notices.tests.gammu import Smsd, smsd
from pasti.notices.tests.telling import PHONE, case, go_on, later
from pasti.notices.tests.test_gathering import moved

pytestmark = pytest.mark.either_database
SOON = MONDAY + timedelta(minutes=1)
TOMORROW = datetime.fromisoformat("2026-11-24T08:00:00+07:00")


@pytest.fixture
def phone(tmp_path, settings):
    with smsd(tmp_path / "smsd") as daemon:
        settings.SMS_DATABASE = str(daemon.database)
        yield daemon


@pytest.fixture
def office_told(office, phone):
    """Somebody was told of another date."""
    made = case(office)
    moved(
        made, "2026-11-30", "2026-12-02", {"id": "Sambungan ke pusat terputus sejak pagi.", "en": "The link is down."}
    )
    go_on()
    with later(SOON):
        pass
    phone.wait_until_sent(1)
    return made


def test_it_is_sent_once_in_one_message_of_two_parts(office_told, phone):
    for minute in range(1, 4):
        with later(SOON + timedelta(minutes=minute)):
            pass
    phone.wait_until_sent(1)
    ((to, text),) = phone.sent()
    assert to == PHONE
    assert "belum siap pada Senin, 30 November 2026. Kini paling lambat Rabu, 2 Desember 2026" in text
    assert text.endswith("STOP untuk berhenti.") or len(text) > 250
    assert len(phone.ask("SELECT ID FROM sentitems")) == 2
    assert Delivery.objects.get().state == "sent"


def test_what_the_network_reports_is_noted(office_told, phone):
    phone.report("DeliveryOK")
    with clock.stopped_at(SOON):
        replies.ask_reports()
        releasing.climb_due()
    assert Delivery.objects.get().state == "delivered"
    assert Notice.objects.get().state == "reached"
    assert Entry.objects.filter(kind="notice.reach").count() == 1


def test_what_nobody_knew_to_be_sent_is_asked_about_too(office_told, phone):
    Delivery.objects.update(state="unsure", sent_at=None)
    phone.report("DeliveryOK")
    with clock.stopped_at(SOON):
        replies.ask_reports()
    assert Delivery.objects.get().state == "delivered"


def test_all_are_asked_about_also_where_there_are_many(office_told, phone):
    moved(office_told, "2026-12-02", "2026-12-04")
    go_on()
    with later(SOON + timedelta(minutes=1)):
        pass
    phone.wait_until_sent(2)
    phone.report("DeliveryOK")
    with clock.stopped_at(SOON + timedelta(minutes=2)):
        replies.ask_reports(at_once=1)
    assert list(Delivery.objects.values_list("state", flat=True)) == ["delivered"] * 2


def test_what_the_network_refuses_ends_in_a_call(office_told, phone):
    phone.report("DeliveryFailed")
    with clock.stopped_at(SOON):
        replies.ask_reports()
        releasing.climb_due()
    assert Delivery.objects.get().state == "failed"
    assert Notice.objects.get().state == "call"


def test_without_a_report_somebody_rings_up_before_they_set_out(office, phone):
    made = case(office)
    moved(made, "2026-11-24", "2026-12-02")
    go_on()
    with later(SOON):
        assert Notice.objects.get().state == "sending"
    # The office closes at half past three, and they would come at eight tomorrow: two hours before closing.
    with later(MONDAY.replace(hour=13, minute=25)):
        assert Notice.objects.get().state == "sending"
    with later(MONDAY.replace(hour=13, minute=31)):
        assert [one.notice.application for one in queries.call_list()] == [made]
        assert "Belum ada kabar" in str(Notice.objects.get().why)


def test_a_key_that_is_given_again_is_the_same_message(office_told, phone):
    delivery = Delivery.objects.get()
    message = sending.outgoing(delivery)
    phone.stop()
    assert sms.Sms().send(message) == delivery.key
    assert phone.ask("SELECT * FROM outbox") == []
    phone.ask("DELETE FROM sentitems")
    for _time in range(2):
        sms.Sms().send(message)
    assert len(phone.ask("SELECT * FROM outbox")) == 1


def test_a_database_that_is_not_there_is_not_made(office_told, phone, settings, tmp_path):
    settings.SMS_DATABASE = str(tmp_path / "nowhere.db")
    with pytest.raises(Later):
        sms.Sms().send(sending.outgoing(Delivery.objects.get()))
    assert not (tmp_path / "nowhere.db").exists()


def answer(phone: Smsd, text: str, minutes: int = 2) -> None:
    phone.receive(PHONE, text)
    with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
        replies.read_sms()
        replies.read_sms()
        go_on()


def test_ya_says_that_it_was_read(office_told, phone):
    answer(phone, "Ya, terima kasih")
    assert Notice.objects.get().state == "reached"
    assert Notice.objects.get().reached_by == "dijawab YA"
    assert phone.ask("SELECT * FROM inbox WHERE Processed = 'false'") == []


def test_ya_keeps_the_visit(office_told, phone):
    book(office_told, TOMORROW, by=applicant(office_told.number))
    answer(phone, "YA")
    given = Answer.objects.get()
    assert (given.choice, given.via, given.about) == ("keep", "sms", "visit")


def test_pindah_moves_to_the_next_session_that_suits_and_says_which(office_told, phone):
    answer(phone, "PINDAH")
    phone.wait_until_sent(2)
    said = phone.sent()[1][1]
    assert "jadwal Anda sekarang Selasa, 24 November 2026 pukul 08.00 WIB" in said
    assert "/j/" in said
    booking = appointments.standing(office_told).booking
    assert booking is not None
    assert booking.session.starts_at == TOMORROW
    assert Notice.objects.get().reached_by == "dijawab PINDAH"
    assert Answer.objects.get().via == "sms"


def test_pindah_where_there_is_nothing_to_move_asks_for_a_call(office, phone):
    moved(case(office, service="KK"), "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        pass
    phone.wait_until_sent(1)
    answer(phone, "PINDAH")
    phone.wait_until_sent(2)
    assert "petugas menghubungi Anda" in phone.sent()[1][1]
    assert Notice.objects.get().state == "call"
    assert str(Notice.objects.get().why) == "Minta jadwal lain lewat pesan."


def test_stop_holds_at_once_with_one_confirmation_and_mulai_ends_it(office_told, phone):
    answer(phone, "stop")
    phone.wait_until_sent(2)
    assert "tidak mengirim pesan lagi" in phone.sent()[1][1]
    answer(phone, "STOP", 3)
    moved(office_told, "2026-12-02", "2026-12-07")
    with later(MONDAY + timedelta(minutes=4)):
        pass
    with later(MONDAY + timedelta(minutes=6)):
        assert len(phone.sent()) == 2
        assert Notice.objects.latest("pk").state == "call"
    answer(phone, "MULAI", 8)
    phone.wait_until_sent(3)
    assert not Stopped.objects.exists()


def test_a_machine_that_answers_is_answered_once(office_told, phone):
    answer(phone, "Pulsa Anda hampir habis")
    answer(phone, "Pulsa Anda habis", 3)
    phone.wait_until_sent(2)
    assert len(phone.sent()) == 2


def test_a_stranger_is_not_answered(office_told, phone):
    phone.receive("+6285550000", "YA")
    with clock.stopped_at(SOON):
        replies.read_sms()
    go_on()
    assert Notice.objects.get().state == "sending"
    assert Delivery.objects.count() == 1
