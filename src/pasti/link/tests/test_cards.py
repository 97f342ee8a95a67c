"""A node card: read as it was written, or refused; what was changed on the way shows in the fingerprint."""

import hashlib
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, replace

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasti.kit.errors import Refused
from pasti.link import cards, queries
from pasti.link.cards import NodeCard

FUZZ = settings(
    derandomize=True,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def written(fields: object) -> str:
    return "pasti1:" + urlsafe_b64encode(cbor2.dumps(fields)).decode()


def test_a_card_is_read_as_it_was_written(bekasi):
    assert cards.read(bekasi.card.text()) == bekasi.card


def test_our_own_card_carries_our_name_and_keys(centre):
    node = queries.this_node()
    ours = cards.read(cards.ours(node).text())
    assert (ours.node_id, ours.role, ours.name) == (node.node_id, "centre", "Pusat")
    assert len(ours.sign_key) == 44
    assert ours.recipient.startswith("age1")


def test_a_card_survives_what_mail_does_to_a_long_line(bekasi):
    text = bekasi.card.text()
    folded = " " + "\n".join(text[i : i + 64] for i in range(0, len(text), 64)) + "\r\n"
    assert cards.read(folded) == bekasi.card


@pytest.mark.parametrize(
    "text", ["", "pasti1:", "pasti1:!!!!", "pasti2:oWE", "Disdukcapil Kota Bekasi", "pasti1:" + "A" * 400, "\x00", "é"]
)
def test_what_is_no_card_is_refused(text):
    with pytest.raises(Refused, match="bukan kartu simpul"):
        cards.read(text)


@pytest.mark.parametrize("missing", [f for f in NodeCard.__dataclass_fields__ if f != "block"])
def test_a_card_that_lacks_something_is_refused(bekasi, missing):
    fields = asdict(bekasi.card)
    del fields[missing]
    with pytest.raises(Refused, match="bukan kartu simpul"):
        cards.read(written(fields))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("node_id", ""),
        ("node_id", "office-" + "0" * 40),
        ("node_id", "office\x00"),
        ("node_id", "kantor-é"),
        ("node_id", 5),
        ("name", "x" * 121),
        ("region_code", "3" * 14),
        ("recipient", "age1qqqq"),
        ("recipient", b"age1"),
        ("sign_key", "AAAA"),
        ("sign_key", "nothing like a key"),
        ("sign_key", b64encode(b"k" * 33).decode()),
        ("role", "ministry"),
    ],
)
def test_a_card_of_which_no_peer_can_be_made_is_refused(bekasi, name, value):
    with pytest.raises(Refused, match=r"[kK]artu"):
        cards.read(written({**asdict(bekasi.card), name: value}))


def test_a_newer_card_may_carry_more(bekasi):
    assert cards.read(written({**asdict(bekasi.card), "since": "2027"})) == bekasi.card


@FUZZ
@given(data=st.data())
def test_one_changed_letter_is_refused_or_seen_in_the_fingerprint(bekasi, data):
    text = bekasi.card.text()
    place = data.draw(st.integers(len("pasti1:"), len(text) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= "))
    try:
        card = cards.read(text[:place] + letter + text[place + 1 :])
    except Refused:
        return
    assert (card == bekasi.card) is (card.fingerprint == bekasi.card.fingerprint)


@FUZZ
@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda s: s.encode("utf-8", "replace")))
def test_any_bytes_are_refused(rubbish):
    with pytest.raises(Refused):
        cards.read("pasti1:" + urlsafe_b64encode(rubbish).decode())
    with pytest.raises(Refused):
        cards.read(rubbish.decode("latin-1"))


@pytest.mark.parametrize("name", list(NodeCard.__dataclass_fields__))
def test_the_fingerprint_covers_everything_on_the_card(bekasi, name):
    other = replace(bekasi.card, **{name: getattr(bekasi.card, name) + "x"})
    assert other.fingerprint != bekasi.card.fingerprint


def test_a_fingerprint_is_four_times_four_characters(bekasi):
    parts = bekasi.card.fingerprint.split(" ")
    assert [len(part) for part in parts] == [4, 4, 4, 4]
    packed = urlsafe_b64decode(bekasi.card.text().removeprefix("pasti1:"))
    assert "".join(parts) == hashlib.sha256(packed).hexdigest()[:16]


def test_a_card_without_a_block_says_what_it_said_before_there_were_any(bekasi):
    said = cbor2.loads(urlsafe_b64decode(bekasi.card.text().removeprefix("pasti1:")))
    assert set(said) == {"node_id", "role", "name", "region_code", "sign_key", "recipient"}
