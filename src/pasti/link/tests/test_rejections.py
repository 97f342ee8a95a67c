"""What is refused at the door is counted and shown, in few rows; a request that was said before gives nothing away."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.link import actions, rejections
from pasti.link.models import Envelope, Peer, Received, Rejection, Turned
from pasti.link.rejections import MOST_NETWORKS, reject
from pasti.link.schema import Said
from pasti.link.tests.other_side import hear, progress, say, status


def altered(said: bytes) -> bytes:
    return said[:-1] + bytes([said[-1] ^ 1])


@pytest.fixture(autouse=True)
def nothing_is_held_back(monkeypatch):
    monkeypatch.setattr(rejections, "_untold", rejections._Untold())


def counted() -> dict[tuple[str, str, str], int]:
    return {(r.why, r.peer.name if r.peer else "", r.network): r.times for r in rejections.rejections()}


def post(client, body: bytes, address: str = "10.1.2.3"):
    return client.post("/link/v1/exchange", body, content_type="application/cose", REMOTE_ADDR=address)


def message(**other):
    return {"held": 0, "noted": 0, "outcomes": {}, "envelopes": [], **other}


def exchanged(client, node, **said):
    request = say(node, message(**said))
    return hear(post(client, request).content, node, answering=request)


def test_each_kind_is_told_apart_and_in_whose_name_it_was_said(client, centre, bekasi):
    stranger = OtherNode("office", "Palsu")
    forged = say(bekasi, message())
    for body in (
        b"",
        b"x",
        say(stranger, message()),
        forged[:-20],
        altered(forged),
        say(bekasi, [1]),
        say(bekasi, {"held": "x"}),
    ):
        post(client, body)
    assert counted() == {
        ("unsigned", "", "10.1.2.3"): 3,
        ("stranger", "", "10.1.2.3"): 1,
        ("forged", "Disdukcapil Kota Bekasi", "10.1.2.3"): 1,
        ("shape", "Disdukcapil Kota Bekasi", "10.1.2.3"): 2,
    }


def test_a_document_that_unfolds_to_gigabytes_is_counted_as_that(client, centre, bekasi):
    assert post(client, say(bekasi, {"x": b"\0" * (40 * 1024 * 1024)})).status_code == 403
    assert counted() == {("swollen", "Disdukcapil Kota Bekasi", "10.1.2.3"): 1}


def test_since_when_and_when_last(centre):
    for minutes in (0, 5, 3):
        with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
            reject(Turned.FORGED, peer=centre)
    row = Rejection.objects.get()
    assert (row.times, row.first_at, row.last_at) == (3, MONDAY, MONDAY + timedelta(minutes=5))


def test_a_flood_is_few_rows_and_few_writes(centre, rf, monkeypatch, django_assert_max_num_queries):
    seconds = iter([*[0.0] * 5000, 1.0])
    monkeypatch.setattr(rejections, "_untold", rejections._Untold(now=lambda: next(seconds)))
    with django_assert_max_num_queries(20 * 10):
        for n in range(5000):
            reject(Turned.STRANGER, rf.post("/", REMOTE_ADDR=f"10.{n % 40}.{n % 250}.1"))
    assert Rejection.objects.count() == 20
    reject(Turned.STRANGER)
    assert Rejection.objects.count() == 21
    assert sum(counted().values()) == 5001


def test_from_more_places_than_are_kept_apart(centre, rf, monkeypatch):
    seconds = iter(range(1000))
    monkeypatch.setattr(rejections, "_untold", rejections._Untold(now=lambda: next(seconds)))
    for n in range(MOST_NETWORKS + 50):
        reject(Turned.STRANGER, rf.post("/", REMOTE_ADDR=f"10.0.{n}.1"))
    reject(Turned.FORGED, rf.post("/", REMOTE_ADDR="10.9.9.9"), centre)
    assert Rejection.objects.count() == MOST_NETWORKS + 2
    assert counted()["stranger", "", ""] == 50


def test_what_has_not_come_for_long_is_forgotten(centre):
    reject(Turned.STRANGER)
    with clock.stopped_at(MONDAY + rejections.KEPT_FOR + timedelta(days=1)):
        reject(Turned.FORGED, peer=centre)
        assert rejections.forget() == 1
    assert Rejection.objects.get().why == "forged"


def test_it_stands_on_the_screen(client, centre, bekasi, signed_in):
    post(client, altered(say(bekasi, message())))
    page = signed_in(account("tono", "Tono", Role.CENTRE_ADMIN)).get("/sambungan/").content.decode()
    for said in ("Ditolak di pintu", "tanda tangannya tidak cocok", "10.1.2.3", "1 kali"):
        assert said in page


def test_what_is_said_in_the_name_of_a_known_node_is_alarming_for_a_day_and_strangers_are_not(centre):
    reject(Turned.STRANGER)
    reject(Turned.UNSIGNED)
    assert not rejections.alarming()
    reject(Turned.FORGED, peer=centre)
    assert [row.peer for row in rejections.alarming()] == [centre]
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        assert not rejections.alarming()


# ── what was said before ────────────────────────────────────────────────────────────────────────────────────────────


def test_two_answers_that_are_lost_make_no_request_old(client, centre, bekasi):
    knows = exchanged(client, bekasi)["ticket"]
    reads = {"record.status": 1}
    lost = [exchanged(client, bekasi, said_ticket=knows, reads=reads) for _answer in range(3)]
    assert len({answer["ticket"] for answer in lost}) == 1
    assert not any(answer["again"] for answer in lost)
    assert counted() == {}


def test_whoever_repeats_the_last_request_does_not_make_the_nodes_next_one_stale(client, centre, bekasi):
    knows, reads = exchanged(client, bekasi)["ticket"], {"record.status": 1}
    last = say(bekasi, message(said_ticket=knows, reads=reads))
    now = hear(post(client, last).content, bekasi, answering=last)["ticket"]
    for _time in range(3):
        post(client, last)
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        assert not exchanged(client, bekasi, said_ticket=now, reads=reads)["again"]
    assert Peer.objects.get().last_contact_at == MONDAY + timedelta(minutes=1)


@pytest.fixture
def recorded(client, centre, bekasi):
    """A request of long ago, and the office went on meanwhile; something waits for it."""
    first = exchanged(client, bekasi)
    old = say(
        bekasi, message(said_ticket=first["ticket"], reads={"record.status": 1}, envelopes=[progress(1).model_dump()])
    )
    then = hear(post(client, old).content, bekasi, answering=old)
    again = exchanged(client, bekasi, said_ticket=then["ticket"])
    actions.send(Said.RECORD_STATUS, status("PRINT_READY_RECORD"), key="k", to=Peer.objects.get())
    return old, again["ticket"]


def test_an_old_request_takes_nothing_and_is_told_nothing(client, bekasi, recorded):
    old, _ticket = recorded
    contact = Peer.objects.get().last_contact_at
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        said = hear(post(client, old).content, bekasi, answering=old)
    assert (said["again"], said["envelopes"]) == (True, [])
    assert Received.objects.count() == 1
    assert Envelope.objects.get().state == "waiting"
    assert Peer.objects.get().last_contact_at == contact
    assert counted() == {("repeated", "Disdukcapil Kota Bekasi", "10.1.2.3"): 1}


def test_the_node_itself_goes_on_with_the_ticket_that_it_is_told(client, bekasi, recorded):
    """Its database was put back from a copy, or is empty."""
    for ticket in ("f" * 32, ""):
        told = exchanged(client, bekasi, said_ticket=ticket)
        assert told["again"]
        assert not exchanged(client, bekasi, said_ticket=told["ticket"])["again"]


def test_old_requests_do_not_make_the_nodes_own_next_one_old(client, bekasi, recorded):
    old, ticket = recorded
    for _time in range(3):
        post(client, old)
    assert not exchanged(client, bekasi, said_ticket=ticket)["again"]


def test_after_a_lost_answer_it_is_heard_at_once(client, bekasi, recorded):
    _old, ticket = recorded
    exchanged(client, bekasi, said_ticket=ticket)
    assert not exchanged(client, bekasi, said_ticket=ticket)["again"]
    assert Envelope.objects.get().state == "in_flight"


def test_a_node_that_knows_of_no_tickets_is_heard_as_before(client, centre, bekasi):
    for number in (1, 2):
        assert exchanged(client, bekasi, envelopes=[progress(number).model_dump()])["held"] == number
