"""Whom a node trusts, and what it is itself."""

from dataclasses import replace

import pytest
from tests.fixtures import OtherNode

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.link import cards, keys, queries
from pasti.link.actions import become, trust
from pasti.link.cards import NodeCard
from pasti.link.models import Peer, ThisNode


def test_a_node_becomes_itself_once(db):
    node = become(role="office", name="Disdukcapil", region_code="32.75")
    assert node.node_id.startswith("office-3275-")
    with pytest.raises(Refused, match="sudah milik sebuah simpul"):
        become(role="centre", name="Pusat")
    assert ThisNode.objects.get().role == "office"


def test_without_an_identity_nothing_can_be_said(db):
    with pytest.raises(queries.NotSetUp):
        queries.this_node()


def test_its_keys_are_its_own_and_are_never_made_again(db):
    become(role="office", name="Disdukcapil", region_code="32.75")
    files = [keys._file("signing.pem"), keys._file("sealing.age")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert files[0].parent.stat().st_mode & 0o777 == 0o700
    before = [file.read_bytes() for file in files]
    keys.make_keys()
    assert [file.read_bytes() for file in files] == before


def test_what_is_sealed_for_us_only_we_can_open(db, bekasi):
    become(role="office", name="Disdukcapil", region_code="32.75")
    assert keys.unseal(keys.seal(b"rahasia", keys.recipient())) == b"rahasia"
    assert bekasi.unseal(keys.seal(b"rahasia", bekasi.card.recipient)) == b"rahasia"
    with pytest.raises(Exception, match="No matching keys"):
        keys.unseal(keys.seal(b"rahasia", bekasi.card.recipient))


def test_trusting_is_written_down(centre, bekasi):
    assert (centre.name, centre.role, centre.url) == ("Disdukcapil Kota Bekasi", "office", "")
    entry = Entry.objects.get(kind="link.trusted")
    assert (entry.subject, entry.facts) == (
        f"peer:{bekasi.card.node_id}",
        {"peer": "Disdukcapil Kota Bekasi", "role": "office"},
    )


def test_trusting_the_same_again_is_harmless(db, centre_node):
    become(role="office", name="Disdukcapil", region_code="32.75")
    first = trust(centre_node.card, url="http://127.0.0.1:8010", by=SYSTEM)
    assert trust(centre_node.card, url="http://127.0.0.1:8010", by=SYSTEM) == first
    assert trust(centre_node.card, by=SYSTEM).url == "http://127.0.0.1:8010"
    assert Entry.objects.filter(kind="link.trusted").count() == 1
    assert trust(centre_node.card, url="http://127.0.0.1:9010", by=SYSTEM).url == "http://127.0.0.1:9010"


def test_our_own_card_is_refused(centre):
    with pytest.raises(Refused, match="kartu simpul kita sendiri"):
        trust(cards.ours(queries.this_node()), by=SYSTEM)
    assert Peer.objects.count() == 1


def test_a_second_centre_is_refused_and_the_first_stays(db, centre_node):
    become(role="office", name="Disdukcapil", region_code="32.75")
    trust(centre_node.card, url="https://pusat.example/", by=SYSTEM)
    with pytest.raises(Refused, match="pusat lain"):
        trust(OtherNode("centre", "Pusat palsu").card, url="https://palsu.example/", by=SYSTEM)
    assert Peer.objects.get().node_id == centre_node.card.node_id


def test_other_keys_for_a_known_node_are_refused(db, centre_node):
    become(role="office", name="Disdukcapil", region_code="32.75")
    peer = trust(centre_node.card, url="https://pusat.example/", by=SYSTEM)
    with pytest.raises(Refused, match="sudah terdaftar dengan kunci lain"):
        trust(replace(OtherNode("centre", "Pusat palsu").card, node_id=peer.node_id), by=SYSTEM)
    assert Peer.objects.get().sign_key == centre_node.card.sign_key


def test_keys_are_replaced_only_when_that_is_said_and_the_numbers_stay(db, centre_node):
    become(role="office", name="Disdukcapil", region_code="32.75")
    peer = trust(centre_node.card, url="https://pusat.example/", by=SYSTEM)
    Peer.objects.update(last_number=7, held=9, ticket="t", previous_ticket="s", reads={"record.status": 1})
    newer = replace(OtherNode("centre", "Pusat baru").card, node_id=peer.node_id)
    again = trust(newer, replace=True, by=SYSTEM)
    assert (again.pk, again.sign_key, again.name) == (peer.pk, newer.sign_key, "Pusat baru")
    rekeyed = Entry.objects.get(kind="link.rekeyed").facts
    assert (rekeyed["before"], rekeyed["after"]) == (centre_node.card.fingerprint, newer.fingerprint)
    assert (again.url, again.last_number, again.held) == ("https://pusat.example/", 7, 9)
    # Its first request says no ticket, and is not an old one of the lost machine's.
    assert (again.ticket, again.previous_ticket, again.reads) == ("", "", {})
    assert Entry.objects.filter(kind="link.trusted").count() == 2


# ── numbers of cases ────────────────────────────────────────────────────────────────────────────────────────────────


def numbered(name: str, block: str, role: str = "office", region: str = "32.75") -> NodeCard:
    return replace(OtherNode(role, name, region).card, block=block)


def test_a_second_node_with_the_same_numbers_is_refused(centre):
    trust(numbered("Laptop 1", "57"), by=SYSTEM)
    for other in (numbered("Laptop 2", "57"), numbered("Kantor lain", ""), numbered("Bus", "57", "mobile")):
        with pytest.raises(Refused, match="memakai blok nomor permohonan yang sama dengan"):
            trust(other, by=SYSTEM)
    assert Peer.objects.count() == 2


def test_other_blocks_and_the_same_block_of_another_regency_are_no_matter(centre):
    for card in (numbered("a", "57"), numbered("b", "58", "mobile"), numbered("c", "57", region="32.15")):
        trust(card, by=SYSTEM)
    assert sorted(Peer.objects.values_list("block", flat=True)) == ["", "57", "57", "58"]


def test_a_node_of_our_own_numbers_is_refused_too(office):
    with pytest.raises(Refused, match="sama dengan Disdukcapil"):
        trust(numbered("Mesin kedua", "", region=queries.this_node().region_code), by=SYSTEM)


def test_a_node_that_replaces_another_is_let_in_when_that_is_said(centre, bekasi):
    peer = trust(numbered("Kota Bekasi, dipasang ulang", ""), replace=True, by=SYSTEM)
    assert Peer.objects.filter(region_code="32.75").count() == 2
    assert Entry.objects.get(kind="link.same_block").facts == {
        "peer": peer.name,
        "other": "Disdukcapil Kota Bekasi",
        "before": bekasi.card.node_id,
    }


def test_a_centre_gives_no_numbers(centre):
    assert cards.ours(queries.this_node()).numbers == ""
