"""What comes back from a channel has missed what happened: its news, its number and consent are asked again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from tests.cast import MONDAY

from pasti.applications.models import Application
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.notices import releasing, sending
from pasti.notices.models import Delivery, Notice
from pasti.notices.tests.meta import meta
from pasti.notices.tests.telling import PHONE, agreed, case, go_on, later, mail_server, read_journal
from pasti.notices.tests.test_gathering import moved

SOON = MONDAY + timedelta(minutes=1)
ANOTHER = "+6281300001111"


@pytest.fixture
def there(settings):
    """WhatsApp is there and takes nothing for now."""
    with meta(settings) as found:
        found.next = (429, 130429)
        yield found


def waits_again(office, **wish: str) -> Application:
    """Somebody whose message was given to the channel and came back."""
    made = case(office, **wish)
    moved(made, "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        assert Delivery.objects.get().attempts == 1
    return made


def withdrawn(made: Application) -> None:
    with transaction.atomic():
        record("application.withdraw", subject=made.subject, case=made.number, by=SYSTEM)
    read_journal()


def test_news_that_became_void_in_flight_is_not_sent(office, settings, tmp_path):
    settings.SMS_DATABASE = str(tmp_path / "smsd")
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    read_journal()
    with clock.stopped_at(SOON):
        releasing.release_due()
        assert sending.claim("sms") is not None
        withdrawn(made)
    with clock.stopped_at(SOON + timedelta(minutes=6)):
        # Whoever had it is gone, and this channel may be given it again.
        sending.sweep()
        assert Delivery.objects.get().state == "waiting"
        assert sending.claim("sms") is None
    assert (Delivery.objects.get().state, Notice.objects.get().state) == ("cancelled", "over")


def test_what_became_void_beside_what_is_still_so_is_not_said(office, settings, tmp_path):
    settings.SMS_DATABASE = str(tmp_path / "smsd")
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    with transaction.atomic():
        record("application.hold", subject=made.subject, case=made.number, by=SYSTEM, reason="x")
    read_journal()
    with clock.stopped_at(SOON):
        releasing.release_due()
        assert sending.claim("sms") is not None
        moved(made, "2026-12-02", "2026-12-04")
        read_journal()
    with clock.stopped_at(SOON + timedelta(minutes=6)):
        sending.sweep()
        first = Delivery.objects.order_by("pk")[0]
        _delivery, message = sending.claim("sms") or pytest.fail("nothing to send")
    assert message.key == first.key
    assert "Data tertahan di pusat." in message.text
    assert "2 Desember" not in message.text
    assert Delivery.objects.get(pk=first.pk).text == message.text


def test_a_number_that_was_put_right_gets_the_message_and_the_old_one_nothing(office, there):
    made = waits_again(office)
    Application.objects.filter(pk=made.pk).update(phone=ANOTHER)
    there.next = None
    for minutes in (5, 6, 7):
        with later(SOON + timedelta(minutes=minutes)):
            pass
    (said,) = there.taken
    assert said["to"] == ANOTHER[1:]
    assert sorted(Delivery.objects.values_list("to", "state")) == [(PHONE, "cancelled"), (ANOTHER, "sent")]
    where = said["template"]["components"][0]["parameters"][2]["text"]
    assert Client().get("/j/" + where.rpartition("/j/")[2]).status_code == 200


def test_who_takes_their_consent_back_while_it_waits_is_sent_nothing(office, there):
    made = waits_again(office)
    there.next = None
    with clock.stopped_at(SOON):
        agreed(made, wish="none")
    for minutes in (5, 6):
        with later(SOON + timedelta(minutes=minutes)):
            pass
    assert there.taken == []
    assert Notice.objects.get().state == "call"


def test_the_next_way_is_tried_when_one_was_closed(office, there, settings):
    made = waits_again(office, email="siti@example.org")
    with clock.stopped_at(SOON):
        agreed(made, wish="none", email="siti@example.org")
    with mail_server(settings) as box:
        for minutes in (5, 6):
            with later(SOON + timedelta(minutes=minutes)):
                pass
        assert len(box.mails) == 1


def test_one_message_that_cannot_be_written_holds_up_no_other(office, settings):
    with mail_server(settings) as box:
        first, second = (case(office, wish="none", email=f"{n}@example.org") for n in range(2))
        for made in (first, second):
            moved(made, "2026-11-30", "2026-12-02")
        read_journal()
        with clock.stopped_at(SOON):
            releasing.release_due()
            fact = Notice.objects.get(application=first).facts.get()
            fact.entry = moved(first, "30 November", "2026-12-02")
            fact.save()
            sending.send_due("email")
        assert [mail["To"] for mail in box.mails] == ["1@example.org"]
    assert Delivery.objects.get(to="0@example.org").state == "failed"
