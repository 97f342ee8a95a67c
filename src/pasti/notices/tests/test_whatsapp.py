"""Messages by WhatsApp's HTTP interface: as its reference has it, once, with reports and answers by its webhook."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.notices import queries, releasing
from pasti.notices.models import Delivery, Notice, Stopped
from pasti.notices.tests import meta as standin
from pasti.notices.tests.meta import meta, report, write
from pasti.notices.tests.telling import PHONE, case, go_on, later, mail_server, read_journal
from pasti.notices.tests.test_gathering import moved

SOON = MONDAY + timedelta(minutes=1)


@pytest.fixture
def there(settings):
    with meta(settings) as found:
        yield found


def told(office, was: str = "2026-11-30", **wish: str):
    made = case(office, **wish)
    moved(made, was, "2026-12-02", {"id": "Sambungan\nterputus.", "en": "The link is down."})
    go_on()
    with later(SOON):
        pass
    return made


def climb() -> None:
    with clock.stopped_at(SOON):
        releasing.climb_due()


def test_it_is_sent_once_as_the_reference_has_it(office, there):
    made = told(office)
    with later(SOON + timedelta(minutes=1)):
        pass
    assert there.refused == []
    (said,) = there.taken
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.their_id) == ("sent", "wamid.1")
    assert said["biz_opaque_callback_data"] == delivery.key
    assert said["to"] == PHONE[1:]
    assert said["template"]["language"] == {"code": "id"}
    about, news, where = [p["text"] for p in said["template"]["components"][0]["parameters"]]
    assert made.number[-4:] in about
    assert "2 Desember 2026" in news
    assert "Sambungan terputus." in news
    assert made.number not in where
    assert re.search(r"/j/[0-9a-z]{13,}$", where)


@pytest.mark.parametrize("by_key", [True, False])
def test_reports_come_twice_and_in_any_order(office, there, by_key):
    told(office)
    key = Delivery.objects.get().key if by_key else ""
    for status in ("read", "delivered", "read", "sent"):
        assert report(status, key) == 200
    climb()
    assert Delivery.objects.get().state == "read"
    assert Notice.objects.get().state == "reached"
    assert Entry.objects.filter(kind="notice.reach").count() == 1


def test_a_number_without_whatsapp_is_told_by_the_next_channel(office, there, settings):
    with mail_server(settings) as box:
        told(office, email="siti@example.org")
        report("failed", Delivery.objects.get().key)
        climb()
        with later(SOON + timedelta(seconds=5)):
            assert len(box.mails) == 1
    assert sorted(Delivery.objects.values_list("via", "state")) == [("email", "sent"), ("whatsapp", "failed")]


@pytest.mark.parametrize(
    ("answer", "state", "counted"),
    [
        ((400, 131026), "failed", True),
        ((429, 130429), "waiting", True),
        ((500, 131000), "waiting", True),
        ((401, 190), "waiting", False),
        ("cut", "unsure", True),
    ],
)
def test_what_is_answered_says_what_becomes_of_it(office, there, answer, state, counted):
    there.next = answer
    told(office)
    assert Delivery.objects.get().state == state
    if state == "unsure":
        assert len(there.taken) == 1
        there.next = None
        with later(SOON + timedelta(minutes=30)):
            assert len(there.taken) == 1
            assert Notice.objects.get().state == "call"


def test_a_report_that_comes_after_the_next_channel_was_tried_is_heard(office, there, settings):
    with mail_server(settings) as box:
        told(office, email="siti@example.org")
        for minutes in (31, 32):
            with later(SOON + timedelta(minutes=minutes)):
                pass
        assert len(box.mails) == 1
    assert report("read", Delivery.objects.get(via="whatsapp").key) == 200
    assert (Notice.objects.get().state, Notice.objects.get().reached_by) == ("reached", "WhatsApp")


@pytest.mark.parametrize("status", ["delivered", "read"])
def test_who_is_to_be_rung_up_is_not_when_the_message_arrived_after_all(office, there, status):
    told(office, was="2026-11-24")
    with later(MONDAY.replace(hour=13, minute=31)):
        assert Notice.objects.get().state == "call"
        assert report(status, Delivery.objects.get().key) == 200
        assert queries.call_list() == []
    assert Entry.objects.filter(kind="notice.reach").count() == 1


def test_a_report_of_what_is_void_says_of_nobody_that_they_know(office, there):
    made = told(office)
    moved(made, "2026-12-02", "2026-12-04")
    read_journal()
    assert report("read", Delivery.objects.get().key) == 200
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["collecting", "over"]


def test_what_was_not_known_is_known_when_the_report_comes(office, there):
    there.next = "cut"
    told(office)
    assert report("delivered", Delivery.objects.get().key) == 200
    assert Delivery.objects.get().state == "delivered"


def test_nothing_is_believed_without_the_signature(office, there, settings):
    told(office)
    key = Delivery.objects.get().key
    assert report("read", key, secret="another") == 403
    settings.WHATSAPP_SECRET = ""
    assert report("read", key, secret="") == 403
    assert Delivery.objects.get().state == "sent"


def test_what_is_no_call_of_meta_is_refused(office, there):
    import hashlib
    import hmac

    for body in (b"[]", b"{}", b"nonsense", b'{"entry": [1]}'):
        signature = "sha256=" + hmac.digest(standin.SECRET.encode(), body, hashlib.sha256).hex()
        answer = Client().post(
            "/pemberitahuan/whatsapp/", body, content_type="application/json",
            headers={"X-Hub-Signature-256": signature},
        )  # fmt: skip
        assert answer.status_code == 400, body


def test_the_webhook_is_set_up_with_the_word_and_not_without(office, there):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": standin.VERIFY}
    assert Client().get("/pemberitahuan/whatsapp/", asked).content == b"1158201444"
    assert Client().get("/pemberitahuan/whatsapp/", asked | {"hub.verify_token": "x"}).status_code == 403


def test_answers_come_the_same_way_and_stop_holds_at_once(office, there):
    told(office)
    assert write(PHONE[1:], "STOP") == 200
    assert write(PHONE[1:], "STOP") == 200
    assert Stopped.objects.get().to == PHONE
    with later(SOON + timedelta(minutes=1)):
        pass
    assert [said["type"] for said in there.taken] == ["template", "text"]
    assert "tidak mengirim pesan lagi" in there.taken[1]["text"]["body"]
    write(PHONE[1:], "Ya", "wamid.in2")
    assert Notice.objects.get().state == "reached"
