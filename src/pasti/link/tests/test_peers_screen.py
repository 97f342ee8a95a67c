"""What other nodes call: nobody is listened to without a signature, and every answer is signed."""

import hashlib
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from django.test import Client
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.kit import blobs
from pasti.link import document
from pasti.link.models import Envelope, ParcelIn, Peer, Received
from pasti.link.pieces import MOST_CHUNK_BYTES, MOST_PIECES, MOST_TOGETHER_BYTES
from pasti.link.tests.other_side import hear, outcomes, progress, say, sealed_with
from pasti.link.wire import MOST_ENVELOPES

ADDRESSES = ["exchange", "parcels"]


def post(client, document_: bytes, about: str = "exchange"):
    return client.post(f"/link/v1/{about}", document_, content_type="application/cose")


def message(**other: object) -> dict[str, object]:
    return {"held": 0, "noted": 0, "outcomes": {}, "envelopes": [], **other}


def wires(*numbers: int) -> list[dict[str, object]]:
    return [progress(n).model_dump(mode="python") for n in numbers]


@pytest.mark.parametrize("about", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posting_is_answered(client, centre, about, method):
    assert getattr(client, method)(f"/link/v1/{about}").status_code == 405


@pytest.mark.parametrize("about", ADDRESSES)
@pytest.mark.parametrize("body", [b"", b"x", b"{}", b"held=3", b"\xd2\x84", b"\x00" * 1000])
def test_what_is_not_signed_is_refused(client, centre, about, body):
    answer = post(client, body, about)
    assert (answer.status_code, answer.content) == (403, b"not from a node that is trusted here")


@pytest.mark.parametrize("about", ADDRESSES)
def test_a_node_that_is_not_trusted_is_refused(client, centre, about):
    assert post(client, say(OtherNode("office", "Palsu"), message(), about=about), about).status_code == 403


def test_a_name_that_the_database_would_stumble_over_is_refused(client, centre, bekasi):
    """PostgreSQL has no room for a NUL."""
    for name in ("\x00", "office\x00"):
        assert post(client, sealed_with(bekasi.signing, name, b"x", ["", "", b""])).status_code == 403


def test_what_was_said_about_something_else_is_refused(client, centre, bekasi):
    assert post(client, say(bekasi, message(), about="parcels")).status_code == 403
    assert post(client, say(bekasi, message(), about="exchange"), "parcels").status_code == 403


def test_what_was_said_to_another_node_is_refused(client, centre, bekasi):
    assert post(client, say(bekasi, message(envelopes=wires(1)), to="centre-id-00000000")).status_code == 403
    assert not Received.objects.exists()


def test_our_own_answer_cannot_be_sent_back_to_us(client, centre, bekasi):
    request = say(bekasi, message())
    assert post(client, post(client, request).content).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        message(envelopes=5),
        message(envelopes=wires(*range(1, MOST_ENVELOPES + 2))),
        message(held="many"),
        message(held=-1),
        message(held=2**63),
        message(noted=-1),
        message(noted=2**70),
        message(outcomes=[1]),
        message(outcomes={"told": {1: "x"}}),
        message(outcomes={"told": [{"at": 1, "number": 2**70, "reason": "x"}], "upto": 1, "last": 1}),
        message(outcomes={"told": [{"at": n, "number": n, "reason": "x"} for n in range(1, 100_000)]}),
    ],
)
def test_a_message_of_the_wrong_shape_is_refused_and_nothing_of_it_is_kept(client, centre, bekasi, body):
    answer = post(client, say(bekasi, body))
    assert (answer.status_code, answer.content) == (400, b"not a message of this protocol")
    assert not Received.objects.exists()


GOOD = wires(1)[0]


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"body": "text"}, "body: Input should be a valid dictionary"),
        ({"body": {"photo": b"\xff"}}, "body.photo: input was not a valid JSON value"),
        ({"body": {"photo": {1, 2}}}, "body.photo: input was not a valid JSON value"),
        ({"kind": "x" * 61}, "kind: String should have at most 60 characters"),
        ({"kind": 5}, "kind: Input should be a valid string"),
        ({"key": None}, "key: Input should be a valid string"),
        ({"happened_at": "2026-11-23T08:30:00"}, "happened_at: Input should have timezone info"),
        ({"happened_at": 10**30}, "happened_at: "),
    ],
)
def test_an_envelope_of_the_wrong_shape_is_set_aside_and_the_others_are_applied(
    client, centre, bekasi, room, spoilt, reason
):
    request = say(bekasi, message(envelopes=[{**GOOD, **spoilt}, *wires(2)]))
    said = hear(post(client, request).content, bekasi, answering=request)
    [told] = said["outcomes"]["told"]
    assert (said["held"], told["number"]) == (2, 1)
    assert told["reason"].startswith(reason)
    assert room.applied() == ["BK2"]


@pytest.mark.parametrize("number", [0, -1, 2**53 + 1, 2**70, 1.5, "1", True, None, [1], {}])
def test_an_envelope_without_a_number_is_nothing_and_the_others_are_applied(client, centre, bekasi, room, number):
    request = say(bekasi, message(envelopes=[{**GOOD, "kind": 5, "number": number}, {}, None, [], *wires(1)]))
    assert hear(post(client, request).content, bekasi, answering=request)["held"] == 1
    assert room.applied() == ["BK1"]


@pytest.mark.parametrize("body", [{}, {"sha256": "x"}, {"sha256": "a" * 64, "size": 1, "offset": 0, "data": 5}])
def test_a_piece_of_the_wrong_shape_is_refused(client, centre, bekasi, body):
    assert post(client, say(bekasi, body, about="parcels"), "parcels").status_code == 400
    assert not ParcelIn.objects.exists()


def test_a_body_that_is_too_long_is_refused(client, centre, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert post(client, b"x" * 1001).status_code == 400


def test_a_good_exchange_is_applied_and_answered(client, centre, bekasi, room, tell):
    tell("a")
    request = say(bekasi, message(envelopes=wires(1, 2)))
    answer = post(client, request)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/cose")
    said = hear(answer.content, bekasi, answering=request)
    assert (said["held"], said["outcomes"]["told"]) == (2, [])
    assert [(e["number"], e["kind"], e["key"]) for e in said["envelopes"]] == [(1, "record.status", "a")]
    assert room.applied() == ["BK1", "BK2"]
    assert Peer.objects.get().last_contact_at == MONDAY


def test_an_answer_fits_no_other_request(client, centre, bekasi):
    request, other = say(bekasi, message(nonce="1")), say(bekasi, message(nonce="2"))
    answer = post(client, request).content
    with pytest.raises(InvalidSignature):
        hear(answer, bekasi, answering=other)
    assert document.sender_of(answer) != bekasi.card.node_id


def test_the_same_request_again_is_applied_once_and_answered_again(client, centre, bekasi, room, tell):
    """A proxy that repeats a request, or somebody who recorded one."""
    tell("a")
    request = say(bekasi, message(envelopes=wires(1)))
    answers = [hear(post(client, request).content, bekasi, answering=request) for _time in range(3)]
    assert [(a["held"], [e["number"] for e in a["envelopes"]]) for a in answers] == [(1, [1])] * 3
    assert room.applied() == ["BK1"]


def test_what_the_caller_does_not_hold_is_offered_again_and_what_it_holds_is_not(client, centre, bekasi, room, tell):
    tell("a"), tell("b")
    first = say(bekasi, message(nonce="1"))
    post(client, first)
    tell("c")
    second = say(bekasi, message(held=1))
    said = hear(post(client, second).content, bekasi, answering=second)
    assert [e["key"] for e in said["envelopes"]] == ["b", "c"]
    third = say(bekasi, message(held=3))
    assert hear(post(client, third).content, bekasi, answering=third)["envelopes"] == []
    assert room.delivered() == ["a", "b", "c"]


def test_the_caller_learns_what_was_set_aside(client, centre, bekasi, room):
    request = say(bekasi, message(envelopes=[{**wires(1)[0], "kind": "record.status"}, *wires(2)]))
    said = hear(post(client, request).content, bekasi, answering=request)
    each = {
        "id": "“status data” tidak boleh disampaikan simpul kantor kepada simpul pusat.",
        "en": "“status of a record” is not for a node of kind office to say to one of kind centre.",
    }
    told = [{"at": 1, "number": 1, "reason": each["id"], "reason_in": each}]
    assert (said["held"], said["outcomes"]) == (2, {"after": 0, "upto": 1, "last": 1, "told": told})


def test_what_the_caller_set_aside_needs_a_person_here(client, centre, bekasi, room, tell):
    envelope = tell("a")
    post(client, say(bekasi, message(nonce="1")))
    post(client, say(bekasi, message(held=1, outcomes=outcomes((1, "no application here")).model_dump())))
    envelope.refresh_from_db()
    assert (envelope.state, envelope.needs_person) == ("needs_person", "no application here")
    assert room.delivered() == []


def test_a_parcel_arrives_piece_by_piece(client, centre, bekasi, room):
    content = b"sealed" * 100
    sha256 = hashlib.sha256(content).hexdigest()
    held = []
    for offset in (0, 300):
        data = content[offset : offset + 300]
        digest = hashlib.sha256(data).hexdigest()
        asked = {"sha256": sha256, "size": 600, "offset": offset, "digest": digest}
        request = say(bekasi, asked, about="parcels")
        # What is not what was signed is no piece of it.
        assert beside(client, request, b"x" * 300).status_code == 400
        held.append(hear(beside(client, request, data).content, bekasi, about="parcels", answering=request))
    takes = {"takes": MOST_CHUNK_BYTES, "pieces": MOST_PIECES, "together": MOST_TOGETHER_BYTES, "full": False}
    assert held == [{"held": 300, "stored": False} | takes, {"held": 600, "stored": True} | takes]
    assert blobs.read(sha256) == content


def test_several_parcels_arrive_in_one_request(client, centre, bekasi, room, settings):
    contents = [b"sealed" * 100, b"another"]
    several = [
        {"sha256": sha256, "size": len(content), "offset": 0, "digest": sha256, "length": len(content)}
        for content in contents
        for sha256 in [hashlib.sha256(content).hexdigest()]
    ]
    request = say(bekasi, {"several": several}, about="parcels")
    for wrong in (contents[0], b"".join(contents) + b"!", b"?" + b"".join(contents)[1:]):
        assert beside(client, request, wrong).status_code == 400
    told = hear(beside(client, request, b"".join(contents)).content, bekasi, about="parcels", answering=request)
    stored = [{"held": len(content), "stored": True, "full": False} for content in contents]
    assert told["several"] == stored
    assert [blobs.read(one["sha256"]) for one in several] == contents
    assert not list(Path(settings.BLOB_DIR).glob("incoming-*")), "what was refused lies here no more"


def beside(client, request: bytes, data: bytes):
    head = {"Pasti-Document": b64encode(request).decode()}
    return client.post("/link/v1/parcels", data, content_type="application/octet-stream", headers=head)


@pytest.mark.parametrize("head", ["", "x", "!!!!", "0oQ=", "x" * 10_000])
def test_a_head_that_is_no_document_is_refused(client, centre, head):
    answer = client.post("/link/v1/parcels", b"x", content_type="x/y", headers={"Pasti-Document": head})
    assert answer.status_code == 403


def test_a_page_of_a_browser_is_no_way_in(client, centre):
    """No cookie and no token counts here, so none is asked for."""
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, b"x").status_code == 403
    assert b"not from a node" in post(strict, b"x").content
    assert not Envelope.objects.exists()
