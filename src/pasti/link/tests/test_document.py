"""What two nodes say to each other: proven, or not listened to. Nothing but NotGenuine ever comes out of it."""

import zlib
from base64 import b64encode

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.fixtures import OtherNode

from pasti.journal.actors import SYSTEM
from pasti.link import document, keys, queries
from pasti.link.actions import trust
from pasti.link.document import NotGenuine
from pasti.link.models import Peer
from pasti.link.tests.other_side import hear, say, sealed_with

FUZZ = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def bandung(db) -> OtherNode:
    return OtherNode("office", "Disdukcapil Kota Bandung", "32.73")


def verify(signed: bytes, peer: Peer, *, about: str = "exchange", answering: bytes = b"") -> dict[str, object]:
    return document.verify(signed, peer, queries.this_node(), about=about, answering=answering)


def test_what_a_peer_signed_is_heard(centre, bekasi):
    said = {"held": 3, "data": b"\x00\xff", "when": "now"}
    assert verify(say(bekasi, said), centre) == said
    assert document.sender_of(say(bekasi, said)) == bekasi.card.node_id


def test_what_we_sign_the_peer_can_prove(centre, bekasi):
    signed = document.sign({"held": 3}, queries.this_node(), centre, about="exchange")
    assert document.sender_of(signed) == queries.this_node().node_id
    assert hear(signed, bekasi) == {"held": 3}


@pytest.mark.parametrize("size", [0, 1, 22, 23, 24, 255, 256, 300, 65_535, 65_536, 262_144])
def test_a_document_of_any_length_is_heard(centre, bekasi, size):
    # Stored, not squeezed, so that the length of the content passes every edge of CBOR.
    said = cbor2.dumps({"d": b"x" * size})
    packed = zlib.compress(said, 0)
    signed = sealed_with(bekasi.signing, bekasi.card.node_id, packed, [queries.this_node().node_id, "exchange", b""])
    assert verify(signed, centre) == {"d": b"x" * size}


def test_an_answer_belongs_to_its_request(centre, bekasi):
    request = document.sign({"held": 3}, queries.this_node(), centre, about="exchange")
    answer = say(bekasi, {"held": 4}, answering=request)
    assert verify(answer, centre, answering=request) == {"held": 4}
    with pytest.raises(NotGenuine):
        verify(answer, centre, answering=request + b"another")
    with pytest.raises(NotGenuine):
        verify(answer, centre)


def test_another_key_does_not_hold(centre, bekasi, bandung):
    forged = OtherNode("office", "x")
    forged.card = bekasi.card
    with pytest.raises(NotGenuine):
        verify(say(forged, {}), centre)


def test_the_name_of_another_trusted_node_does_not_hold(centre, bekasi, bandung):
    other = trust(bandung.card, by=SYSTEM)
    with pytest.raises(NotGenuine):
        verify(say(bekasi, {}), other)
    claimed = sealed_with(
        bekasi.signing, bandung.card.node_id, zlib.compress(b"\xa0"), [queries.this_node().node_id, "exchange", b""]
    )
    with pytest.raises(NotGenuine):
        verify(claimed, other)


def test_what_was_meant_for_another_node_is_not_for_us(centre, bekasi):
    with pytest.raises(NotGenuine):
        verify(say(bekasi, {}, to="office-3273-00000000"), centre)


def test_what_was_said_about_something_else_is_not_heard(centre, bekasi):
    with pytest.raises(NotGenuine):
        verify(say(bekasi, {}, about="parcels"), centre)


def test_what_we_said_ourselves_is_not_an_answer(centre):
    ours = document.sign({}, queries.this_node(), centre, about="exchange")
    with pytest.raises(NotGenuine):
        verify(ours, centre, answering=ours)


@pytest.mark.parametrize("place", range(0, 130, 3))
def test_one_changed_byte_is_noticed(centre, bekasi, place):
    signed = bytearray(say(bekasi, {"held": 3}))
    signed[place % len(signed)] ^= 0x01
    with pytest.raises(NotGenuine):
        verify(bytes(signed), centre)


@pytest.mark.parametrize("cut", [0, 1, 2, 10, 60, -1])
def test_a_document_that_was_cut_is_noticed(centre, bekasi, cut):
    with pytest.raises(NotGenuine):
        verify(say(bekasi, {"held": 3})[:cut], centre)


def test_what_hangs_behind_a_document_is_noticed(centre, bekasi):
    with pytest.raises(NotGenuine):
        verify(say(bekasi, {"held": 3}) + b"\x00", centre)


def signed_content(node: OtherNode, content: bytes) -> bytes:
    return sealed_with(node.signing, node.card.node_id, content, [queries.this_node().node_id, "exchange", b""])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not deflated",
        zlib.compress(b""),
        zlib.compress(b"not CBOR"),
        zlib.compress(cbor2.dumps({"held": 3}))[:-6],
        zlib.compress(cbor2.dumps([1, 2])),
        zlib.compress(cbor2.dumps("text")),
        zlib.compress(b"\xc5" + cbor2.dumps([10**9, 1])),
        zlib.compress(b"\x81" * 100_000 + b"\x00"),
    ],
)
def test_a_signed_document_that_is_no_message_is_refused(centre, bekasi, content):
    with pytest.raises(NotGenuine):
        verify(signed_content(bekasi, content), centre)


def test_a_small_document_that_would_unfold_to_gigabytes_is_refused(centre, bekasi):
    squeezer = zlib.compressobj(9)
    bomb = b"".join(squeezer.compress(b"\x00" * 1024 * 1024) for _ in range(document.LARGEST_BYTES // 2**20 + 8))
    bomb += squeezer.flush()
    assert len(bomb) < 100_000
    with pytest.raises(NotGenuine, match="too large"):
        verify(signed_content(bekasi, bomb), centre)


def test_what_a_stranger_nests_is_not_even_looked_into(centre, bekasi, monkeypatch):
    """A million empty lists in one megabyte would take sixty of memory, before any proof."""
    read = []
    real = cbor2.loads
    monkeypatch.setattr(cbor2, "loads", lambda data: read.append(len(data)) or real(data))
    lists = b"\x9a" + (1_000_000).to_bytes(4, "big") + b"\x80" * 1_000_000
    genuine = say(bekasi, {})
    for bomb in (
        b"\xd2\x84\x43\xa1\x01\x27\xa1\x04" + cbor2.dumps(bekasi.card.node_id.encode()) + lists + genuine[-66:],
        b"\xd2\x84" + lists + genuine[-66:],
        lists,
    ):
        with pytest.raises(NotGenuine):
            verify(bomb, centre)
    assert read == []


@pytest.mark.parametrize("name", [b"", b"\x00", b"x\nheld: 3", "é".encode(), b"\xff", b"x" * 300])
def test_a_name_that_no_node_has_is_refused(centre, bekasi, name):
    head = cbor2.dumps({1: -8})
    with pytest.raises(NotGenuine):
        document.sender_of(cbor2.dumps(cbor2.CBORTag(18, [head, {4: name}, b"x", b"s" * 64])))


def test_a_shared_secret_is_not_a_signature(centre, bekasi):
    """The public key of a peer must not work as the key of a MAC."""
    key = COSEKey.from_symmetric_key(alg="HS256", key=centre.sign_key.encode(), kid=centre.node_id)
    forged = COSE(alg_auto_inclusion=True, kid_auto_inclusion=True).encode(zlib.compress(b"\xa0"), key)
    with pytest.raises(NotGenuine):
        verify(forged, centre)


def test_a_peer_whose_key_was_damaged_here_is_not_heard(centre, bekasi):
    centre.sign_key = b64encode(b"k" * 31).decode()
    with pytest.raises(NotGenuine):
        verify(say(bekasi, {}), centre)


@FUZZ
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xd2\x84")
def test_any_bytes_are_refused(centre, rubbish):
    for ask in (document.sender_of, lambda bytes_: verify(bytes_, centre)):
        with pytest.raises(NotGenuine):
            ask(rubbish)


@FUZZ
@given(data=st.data())
def test_any_damage_is_noticed(centre, bekasi, data):
    """Bytes taken out, put in or overwritten anywhere in a genuine document."""
    signed = say(bekasi, {"held": 3, "envelopes": []})
    first = data.draw(st.integers(0, len(signed)))
    last = data.draw(st.integers(first, min(len(signed), first + 8)))
    damaged = signed[:first] + data.draw(st.binary(max_size=8)) + signed[last:]
    if damaged == signed:
        return
    with pytest.raises(NotGenuine):
        verify(damaged, centre)


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=8,
)


@FUZZ
@given(head=_anything, open_head=_anything, content=_anything, signature=st.binary(min_size=60, max_size=66))
def test_any_nested_thing_is_refused(centre, head, open_head, content, signature):
    strange = cbor2.dumps(cbor2.CBORTag(18, [head, open_head, content, signature]))
    with pytest.raises(NotGenuine):
        verify(strange, centre)


@FUZZ
@given(st.binary(max_size=300))
def test_any_signed_bytes_are_a_message_or_refused(centre, bekasi, content):
    """Even a peer that we trust cannot make the reader stumble."""
    for signed in (signed_content(bekasi, content), signed_content(bekasi, zlib.compress(content))):
        try:
            assert isinstance(verify(signed, centre), dict)
        except NotGenuine:
            continue


def test_our_private_key_is_not_in_what_we_say(centre):
    signed = document.sign({}, queries.this_node(), centre, about="exchange")
    pem = keys._file("signing.pem").read_text().splitlines()[1]
    assert pem.encode() not in signed
