"""A message to a real SMTP server: sent once, tried again, given up, or not known; and what the ladder makes of it."""

import re
import socket
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from tests.cast import MONDAY
from tests.ports import free_port

from pasti.kit import clock
from pasti.notices import sending
from pasti.notices.models import Delivery, Notice, Stopped
from pasti.notices.tests.telling import at, case, go_on, later, mail_server
from pasti.notices.tests.test_gathering import moved

SOON = MONDAY + timedelta(minutes=1)


@pytest.fixture
def box(settings):
    with mail_server(settings) as found:
        yield found


def told(office, email="siti@example.org", was="2026-11-30", language="id"):
    made = case(office, wish="none", email=email, language=language)
    moved(made, was, "2026-12-02", {"id": "Sambungan terputus.", "en": "The link is down."})
    go_on()
    return made


def test_it_arrives_once_with_its_words_and_a_name_of_its_own(office, box):
    made = told(office)
    for _time in range(3):
        with later(SOON):
            pass
    (mail,) = box.mails
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.via, delivery.attempts) == ("sent", "email", 1)
    assert mail["Message-ID"] == f"<{delivery.key}@example.go.id>" == delivery.their_id
    assert mail["Auto-Submitted"] == "auto-generated"
    words = mail.get_payload(decode=True).decode()
    assert "Kini paling lambat Rabu, 2 Desember 2026" in words
    assert "Sambungan terputus." in words
    assert made.number not in words + mail["Subject"]


def way_out(mail) -> str:
    """The path at which no more mails are wanted, as it stands in one."""
    words = mail.get_payload(decode=True).decode()
    found = re.search(r"Berhenti menerima surel ini: \S+?(/pemberitahuan/surel/\w+/)", words)
    assert found
    way = found[1]
    assert mail["List-Unsubscribe"].endswith(f"{way}>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(way)


def test_a_mailbox_that_wants_no_more_says_so_with_one_button_and_may_take_it_back(office, box):
    made = told(office)
    with later(SOON):
        way = way_out(box.mails[0])
        browser = Client(enforce_csrf_checks=True)
        for look in (browser.get, browser.head):
            assert look(way).status_code == 200
        assert not Stopped.objects.exists(), "looking changes nothing"
        page = browser.get(way)
        assert (page["Cache-Control"], "siti@example.org" in page.content.decode()) == ("no-store", False)
        for _time in range(2):
            said = browser.post(way, {"List-Unsubscribe": "One-Click"}).content.decode()
            assert "Kami tidak mengirim surel lagi ke alamat ini" in said
    moved(made, "2026-12-02", "2026-12-04")
    with later(SOON + timedelta(minutes=2)), later(SOON + timedelta(minutes=3)):
        assert len(box.mails) == 1
        assert Notice.objects.latest("pk").state == "call"
    browser.post(way, {"again": "1"})
    assert not Stopped.objects.exists()


def test_no_other_key_stops_a_mailbox(office, box):
    told(office)
    with later(SOON):
        pass
    assert Client().post("/pemberitahuan/surel/pasti0000000000000000/").status_code == 404
    assert not Stopped.objects.exists()


def test_who_applied_in_english_reads_english(office, box):
    told(office, language="en")
    with later(SOON):
        pass
    (mail,) = box.mails
    assert "2 December 2026" in mail.get_payload(decode=True).decode()


def test_a_mailbox_that_is_not_there_ends_in_a_call(office, box):
    box.answers["siti@example.org"] = "550 no such mailbox"
    told(office)
    with later(SOON):
        assert Delivery.objects.get().state == "failed"
        assert "550" in Delivery.objects.get().last_error
        notice = Notice.objects.get()
        assert notice.state == "call"
        assert "tidak dapat disampaikan" in str(notice.why)


def test_a_mailbox_that_is_full_is_tried_again_later_and_later(office, box):
    box.answers["siti@example.org"] = "452 mailbox full"
    told(office)
    with later(SOON):
        assert Delivery.objects.get().state == "waiting"
    box.answers.clear()
    with later(SOON):
        assert box.mails == []
    with later(SOON + timedelta(minutes=1)):
        assert len(box.mails) == 1
        assert Delivery.objects.get().attempts == 2


def test_a_server_that_is_away_is_nobodys_fault_and_is_waited_for(office, settings):
    settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_FROM = "127.0.0.1", free_port(), "a@example.go.id"
    settings.MAIL_SECURITY = "none"
    told(office)
    for minutes in range(1, 60, 5):
        with later(MONDAY + timedelta(minutes=minutes)):
            assert Delivery.objects.get().state == "waiting"
    with mail_server(settings) as box, later(MONDAY + timedelta(minutes=80)):
        assert len(box.mails) == 1


def test_a_line_that_breaks_after_the_last_byte_is_not_sent_again_and_somebody_rings_up(office, settings):
    """Nobody knows whether it was taken; the server took all of it and never answered."""
    seen = []

    def serve(listening):
        line = listening.accept()[0]
        with line, line.makefile("rwb", buffering=0) as talk:
            talk.write(b"220 hello\r\n")
            while said := talk.readline():
                word = said[:4].upper()
                if word == b"DATA":
                    talk.write(b"354 go on\r\n")
                    while talk.readline() != b".\r\n":
                        pass
                    seen.append("all of it")
                    return
                talk.write(b"250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.MAIL_HOST, settings.MAIL_PORT = listening.getsockname()
        settings.MAIL_FROM, settings.MAIL_SECURITY = "a@example.go.id", "none"
        answering = threading.Thread(target=serve, args=(listening,))
        answering.start()
        told(office)
        with later(SOON):
            pass
        answering.join()
    assert seen == ["all of it"]
    with later(MONDAY + timedelta(minutes=10)):
        assert Delivery.objects.get().state == "unsure"
        assert Notice.objects.get().state == "call"
        assert "Tidak pasti" in str(Notice.objects.get().why)


def test_at_night_it_waits_for_the_morning_unless_somebody_sets_out_before(office, box):
    with clock.stopped_at(at("23T21:00")):
        told(office, was="2026-11-30")
        told(office, email="budi@example.org", was="2026-11-24")
    with later(at("23T21:05")):
        assert [mail["To"] for mail in box.mails] == []
    # The office opens at eight: who comes then must know at seven, after the quiet hours.
    with later(at("24T06:01")):
        assert sorted(mail["To"] for mail in box.mails) == ["budi@example.org", "siti@example.org"]


def test_news_of_no_trip_is_limited_by_the_day_and_news_of_a_trip_is_not(office, box):
    from tests.cast import submitted

    from pasti.applications import actions as applications
    from pasti.notices.tests.telling import agreed

    for number in range(5):
        made = agreed(submitted(), wish="none", email="siti@example.org")
        applications.ask_for_papers(made, f"berkas {number}", by=office.budi.actor)
    with later(MONDAY):
        pass
    with later(MONDAY + timedelta(minutes=11)):
        assert len(box.mails) == 3
    told(office)
    with later(MONDAY + timedelta(minutes=12)):
        assert len(box.mails) == 4
    with later(at("24T06:01")):
        assert len(box.mails) == 6


def test_nothing_is_claimed_twice(office, box):
    told(office)
    with clock.stopped_at(SOON):
        from pasti.notices import releasing

        releasing.release_due()
        assert sending.claim("email") is not None
        assert sending.claim("email") is None


def test_who_did_not_agree_is_sent_nothing(office, box):
    from tests.cast import accepted

    made = accepted(office.budi.actor, phone="+6281234567890")
    moved(made, "2026-11-30", "2026-12-02")
    with later(MONDAY):
        pass
    with later(MONDAY + timedelta(minutes=11)):
        assert box.mails == []
        assert Notice.objects.get().state == "call"


def test_messages_and_addresses_are_forgotten_and_that_somebody_was_told_is_not(office, box):
    from pasti.notices import forgetting
    from pasti.notices.models import Contact

    made = told(office)
    with later(SOON):
        pass
    assert forgetting.forget() == 0
    made.closed_at, made.state = MONDAY, "closed"
    made.save()
    with clock.stopped_at(MONDAY + timedelta(days=91)):
        assert forgetting.forget() == 1
        assert forgetting.forget() == 0
    delivery = Delivery.objects.get()
    assert (delivery.to, delivery.text, delivery.state) == ("", "", "sent")
    assert Contact.objects.get().email == ""


def test_what_is_forgotten_already_is_not_written_again(office, box):
    from pasti.notices import forgetting

    made = told(office)
    made.closed_at, made.state = MONDAY, "closed"
    made.save()
    lapsed = case(office, wish="none", email="budi@example.org")
    lapsed.name, lapsed.state = "", "lapsed"
    lapsed.save()
    rows = []

    def count(execute, sql, *given):
        found = execute(sql, *given)
        if sql.startswith(("UPDATE", "DELETE")):
            rows.append(given[-1]["cursor"].rowcount)
        return found

    with clock.stopped_at(MONDAY + timedelta(days=91)):
        forgetting.forget()
        with connection.execute_wrapper(count):
            forgetting.forget()
    assert rows
    assert sum(rows) == 0


def test_what_could_not_be_sent_by_evening_waits_for_the_morning(office, settings):
    settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_FROM = "127.0.0.1", free_port(), "a@example.go.id"
    settings.MAIL_SECURITY = "none"
    with clock.stopped_at(at("23T19:50")):
        told(office)
    with later(at("23T19:52")):
        assert Delivery.objects.get().state == "waiting"
    with mail_server(settings) as box:
        with later(at("23T20:30")):
            assert box.mails == []
        with later(at("24T06:01")):
            assert len(box.mails) == 1


def test_who_writes_stop_while_a_message_waits_is_not_sent_it(office, settings):
    from pasti.notices.models import Stopped

    settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_FROM = "127.0.0.1", free_port(), "a@example.go.id"
    settings.MAIL_SECURITY = "none"
    told(office)
    with later(SOON):
        Stopped.objects.create(to="siti@example.org")
    with mail_server(settings) as box:
        for minutes in (5, 6):
            with later(MONDAY + timedelta(minutes=minutes)):
                assert box.mails == []
    assert Delivery.objects.get().state == "cancelled"
    assert Notice.objects.get().state == "call"
