"""A key of the node's own, sealed for itself; replaced, withdrawn, and told to everybody."""

import cbor2
import pytest
from django.test import Client
from tests.cast import OWNER

from pasti.certificates import actions, queries, tokens
from pasti.certificates.models import SigningKey
from pasti.certificates.tests import reader
from pasti.journal import queries as journal
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import keys as node_keys


def signed() -> bytes:
    return actions.sign({1: "Dinas"})


def in_use() -> SigningKey:
    return SigningKey.objects.get(state="in_use")


def test_the_first_signature_makes_the_key(office):
    assert reader.read_token(signed(), queries.key_set()).claims == {1: "Dinas"}
    signed()
    assert SigningKey.objects.count() == 1
    assert [entry.kind for entry in journal.of_subject(in_use().subject)] == ["key.make"]


def test_the_database_alone_does_not_sign(office):
    signed()
    row = in_use()
    assert node_keys.unseal(bytes(row.sealed)) not in bytes(row.sealed)
    assert bytes(row.public) not in bytes(row.sealed)


def test_what_was_signed_before_holds_after_a_change(office, nur):
    before = signed()
    old = in_use()
    new = actions.replace_key(old.kid, by=nur)
    assert in_use() == new != old
    both = queries.key_set()
    assert reader.read_token(before, both)
    assert reader.read_token(signed(), both)
    assert [key[2].hex() for key in cbor2.loads(both)] == [new.kid, old.kid]


def test_a_change_that_is_sent_twice_is_one(office, nur):
    signed()
    kid = in_use().kid
    assert actions.replace_key(kid, by=nur) == actions.replace_key(kid, by=nur)
    assert SigningKey.objects.count() == 2


def test_nothing_of_a_withdrawn_key_is_ours(office, nur):
    before = signed()
    key = actions.withdraw_key(in_use(), "Salinan basis data dan kunci hilang", by=nur)
    assert bytes(key.sealed) == b""
    with pytest.raises(reader.NotOurs):
        reader.read_token(before, queries.key_set())
    assert reader.read_token(signed(), queries.key_set())
    assert actions.withdraw_key(key, "lagi", by=nur) == key
    assert SigningKey.objects.count() == 2


def test_withdrawing_needs_a_reason(office, nur):
    signed()
    with pytest.raises(Refused, match="alasan"):
        actions.withdraw_key(in_use(), " ", by=nur)


def test_only_an_administrator_changes_keys(office):
    signed()
    for act in (
        lambda: actions.replace_key(in_use().kid, by=office.budi.actor),
        lambda: actions.withdraw_key(in_use(), "x", by=OWNER),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert SigningKey.objects.count() == 1


def test_a_database_put_back_beside_other_keys_signs_with_a_new_one(office, settings, tmp_path):
    before = signed()
    settings.DATA_DIR = tmp_path / "another"
    node_keys.make_keys()
    assert reader.read_token(signed(), queries.key_set())
    assert reader.read_token(before, queries.key_set())
    assert sorted(SigningKey.objects.values_list("state", flat=True)) == ["in_use", "retired"]


def test_everybody_may_read_the_keys(office, nur):
    signed()
    answer = Client().get("/surat/kunci.cose")
    assert answer["Content-Type"] == "application/cose-key-set"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.content == tokens.key_set([bytes(in_use().public)])
    before = queries.version_of_keys()
    actions.replace_key(in_use().kid, by=nur)
    assert queries.version_of_keys() != before
