"""The sealed packet: whole and for us, or not readable. Whoever made it cannot open it."""

import json

import cbor2
import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY, SITI

from pasti.link import keys, packet
from pasti.link.packet import NotReadable
from pasti.link.schema import Biodata, Capture, PacketContent

PARTS = {"face": b"\xff\xd8 a face", "right-thumb": b"\x89PNG a thumb"}
FUZZ = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def content(**other: object) -> PacketContent:
    siti = {name: SITI[name] for name in ("nik", "name", "birth_place", "birth_date", "sex", "address")}
    places = dict.fromkeys(("village", "district", "regency", "province"), "Bekasi")
    captures = [
        Capture(modality="photo", position="face", part="face", captured_at=MONDAY),
        Capture(modality="finger", position="right-thumb", part="right-thumb", quality=80, captured_at=MONDAY),
        Capture(modality="finger", position="left-thumb", exception="absent", captured_at=MONDAY),
    ]
    given = {
        "packet": "p1",
        "application": "327500000001",
        "service": "NEW",
        "biodata": Biodata.model_validate({**siti, **places}),
        "captures": captures,
        "captured_at": MONDAY,
        "operator": "Rini",
        **other,
    }
    return PacketContent.model_validate(given)


def sealed(recipient: str) -> dict[str, bytes]:
    return {name: keys.seal(part, recipient) for name, part in PARTS.items()}


@pytest.fixture
def ours(centre) -> bytes:
    """A packet sealed for us."""
    recipient = keys.recipient()
    return packet.build(content(), sealed(recipient), recipient)


def changed(whole: bytes, **other: object) -> bytes:
    return cbor2.dumps({**cbor2.loads(whole), **other})


def test_a_packet_is_read_as_it_was_built(ours):
    opened = packet.read(ours)
    assert (opened.content, opened.parts) == (content(), PARTS)


def test_a_packet_may_hold_nothing_but_exceptions(centre):
    recipient = keys.recipient()
    captures = [c for c in content().captures if c.exception]
    opened = packet.read(packet.build(content(captures=captures), {}, recipient))
    assert (opened.content.captures, opened.parts) == (captures, {})


def test_nothing_of_a_person_can_be_read_from_outside(ours):
    for secret in (*PARTS.values(), SITI["nik"].encode(), SITI["name"].encode(), b"right-thumb-quality", b"Rini"):
        assert secret not in ours


def test_the_office_that_made_it_cannot_open_it(centre, bekasi):
    """Sealed for somebody else: our own key, which made it, opens neither the list nor a single part."""
    theirs = packet.build(content(), sealed(bekasi.card.recipient), bekasi.card.recipient)
    with pytest.raises(NotReadable, match="Paket tidak dapat dibuka"):
        packet.read(theirs)
    outer = cbor2.loads(theirs)
    for piece in (outer["content"], *outer["parts"].values()):
        with pytest.raises(pyrage.DecryptError):
            keys.unseal(piece)
        assert bekasi.unseal(piece)


def test_one_part_that_was_sealed_for_somebody_else_makes_it_unreadable(centre, bekasi, ours):
    parts = cbor2.loads(ours)["parts"]
    foreign = {**parts, "face": keys.seal(b"x", bekasi.card.recipient)}
    with pytest.raises(NotReadable, match="Paket tidak dapat dibuka"):
        packet.read(changed(ours, parts=foreign))


def test_a_missing_part_is_named(ours):
    parts = cbor2.loads(ours)["parts"]
    with pytest.raises(NotReadable, match="yang tidak ada: face, right-thumb"):
        packet.read(changed(ours, parts={}))
    with pytest.raises(NotReadable, match="yang tidak ada: right-thumb"):
        packet.read(changed(ours, parts={"face": parts["face"]}))


def test_a_newer_version_is_named(ours):
    with pytest.raises(NotReadable, match="belum dikenal: 2"):
        packet.read(changed(ours, version=2))


@pytest.mark.parametrize(
    "other",
    [
        {"parts": []},
        {"parts": 5},
        {"parts": None},
        {"parts": {"face": "text"}},
        {"parts": {"face": b""}},
        {"content": b""},
        {"content": "text"},
        {"content": None},
    ],
)
def test_a_packet_of_another_shape_is_not_readable(ours, other):
    with pytest.raises(NotReadable):
        packet.read(changed(ours, **other))


@pytest.mark.parametrize("whole", [b"", b"x", cbor2.dumps([]), cbor2.dumps(5), cbor2.dumps({}), b"\x81" * 5000])
def test_what_is_no_packet_is_not_readable(centre, whole):
    with pytest.raises(NotReadable):
        packet.read(whole)


def test_contents_of_another_shape_are_not_readable(centre, ours):
    for inner in (b"", b"{}", b"[]", json.dumps({"packet": "p1"}).encode()):
        with pytest.raises(NotReadable):
            packet.read(changed(ours, content=keys.seal(inner, keys.recipient())))


@FUZZ
@given(data=st.data())
def test_any_damage_makes_it_unreadable_or_changes_nothing(ours, data):
    place = data.draw(st.integers(0, len(ours) - 1))
    damaged = ours[:place] + bytes([data.draw(st.integers(0, 255))]) + ours[place + 1 :]
    try:
        opened = packet.read(damaged)
    except NotReadable:
        return
    assert (opened.content, opened.parts) == (content(), PARTS)


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes_are_not_readable(centre, rubbish):
    with pytest.raises(NotReadable):
        packet.read(rubbish)


def test_one_part_is_opened_without_the_rest(ours):
    outer = cbor2.loads(ours)
    others = changed(ours, content=b"not for us", parts={"face": outer["parts"]["face"], "right-thumb": b"not for us"})
    assert packet.read_part(others, "face") == PARTS["face"]
    with pytest.raises(NotReadable):
        packet.read_part(others, "right-thumb")


@pytest.mark.parametrize("name", ["left-thumb", "", "content"])
def test_a_part_that_is_not_there_is_not_readable(ours, name):
    with pytest.raises(NotReadable):
        packet.read_part(ours, name)


@pytest.mark.parametrize("whole", [b"", b"\xa0", cbor2.dumps([]), cbor2.dumps({"version": 2, "parts": {}})])
def test_no_part_of_what_is_no_packet(centre, whole):
    with pytest.raises(NotReadable):
        packet.read_part(whole, "face")
