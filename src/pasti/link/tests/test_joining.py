"""An office becomes known at a centre over real HTTP; whatever answers there, it believes only who knows its code."""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from tests.answering import Answer, Answering
from tests.fixtures import OtherNode

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.link import cards, keys, queries
from pasti.link.actions import become
from pasti.link.cards import NodeCard
from pasti.link.invitation import SENTENCES, CodeKey, new_code
from pasti.link.joining import join
from pasti.link.models import Peer, ThisNode
from pasti.link.tests.other_side import sealed_with

CODE = new_code()
KEY = CodeKey.of(CODE)


class FarCentre:
    """A centre that has a code for us. It keeps the card that it was shown, and can be told to misbehave."""

    def __init__(self, region: str = "32.75", replaces: str = "", retires: str = "") -> None:
        self.node = OtherNode("centre", "Pusat")
        self.shows, self.region, self.replaces, self.retires = self.node.card, region, replaces, retires
        self.known: list[NodeCard] = []
        self.refused = ""
        # Answers that get lost: how many of the last ones.
        self.losing = 0
        self.status = 200
        self.server = Answering(self.answer)
        self.url = self.server.address

    def stop(self) -> None:
        self.server.stop()

    def answer(self, path: str, body: bytes, _head: dict[str, str]) -> Answer:
        content = self.joined(json.loads(body)) if path.endswith("/join") else self.offered()
        return None if content is None else (self.status, "application/json", content)

    def offered(self) -> bytes:
        terms = [self.node.card.text(), self.region, self.replaces, self.retires]
        said = cbor2.dumps(["pasti centre 1", KEY.public, *terms])
        fields = dict(zip(("card", "region", "replaces", "retires"), terms, strict=True))
        fields |= {"card": self.shows.text(), "voucher": b64encode(KEY._key.sign(said)).decode()}
        return json.dumps(fields).encode()

    def joined(self, said: dict[str, Any]) -> bytes | None:
        card, document = cards.read(said["card"]), b64decode(said["document"])
        claim = cbor2.loads(zlib.decompress(cbor2.loads(document).value[2]))
        answer: dict[str, Any] = {"joined": claim["opened"] == b"open sesame", "refused": self.refused}
        if not answer["joined"]:
            answer["sealed"] = keys.seal(b"open sesame", card.recipient)
        else:
            self.known.append(card)
            if self.losing:
                self.losing -= 1
                return None
        packed = zlib.compress(cbor2.dumps(answer))
        digest = hashlib.sha256(document).digest()
        return sealed_with(self.node.signing, self.node.card.node_id, packed, [card.node_id, "invitation", digest])


@pytest.fixture
def node(db) -> ThisNode:
    return become(role="office", name="Disdukcapil", region_code="32.75")


@pytest.fixture
def far() -> Iterator[Any]:
    made = []

    def make(**how: str) -> FarCentre:
        made.append(FarCentre(**how))
        return made[-1]

    yield make
    for centre in made:
        centre.stop()


def test_it_knows_the_centre_and_the_centre_knows_it(node, far):
    centre = far()
    peer = join(CODE, centre.url + "/", by=SYSTEM)
    assert (cards.of(peer), peer.url) == (centre.node.card, centre.url)
    assert centre.known == [cards.ours(queries.this_node())]


def test_after_a_lost_answer_it_does_it_again_with_the_same_keys(node, far):
    centre = far()
    centre.losing = 1
    with pytest.raises(Refused, match="tidak dapat dihubungi"):
        join(CODE, centre.url, by=SYSTEM)
    assert not Peer.objects.exists()
    join(CODE, centre.url, by=SYSTEM)
    join(CODE, centre.url, by=SYSTEM)
    assert len({card.fingerprint for card in centre.known}) == 1
    assert Entry.objects.filter(kind="link.trusted").count() == 1


def test_who_does_not_know_the_code_is_not_believed(node, far):
    centre = far()
    centre.shows = OtherNode("centre", "Pusat").card
    with pytest.raises(Refused, match="Jangan dilanjutkan"):
        join(CODE, centre.url, by=SYSTEM)
    assert not Peer.objects.exists()
    assert centre.known == []


def test_an_answer_that_somebody_else_signed_is_not_believed(node, far):
    centre = far()
    centre.node.signing = OtherNode("centre", "X").signing
    with pytest.raises(Refused, match="tidak dapat dibuktikan"):
        join(CODE, centre.url, by=SYSTEM)
    assert not Peer.objects.exists()


@pytest.mark.parametrize("why", [str(refusal) for refusal in SENTENCES] + ["something new"])
def test_a_refusal_is_said_and_changes_nothing(node, far, why):
    centre = far()
    centre.refused = why
    with pytest.raises(Refused) as refused:
        join(CODE, centre.url, by=SYSTEM)
    assert str(refused.value) in [*map(str, SENTENCES.values()), "Pusat menolak: something new"]
    assert not Peer.objects.exists()


@pytest.mark.parametrize(("status", "said"), [(404, "tidak dikenal"), (429, "Terlalu banyak"), (502, "bukan pusat")])
def test_what_is_no_centre_is_named(node, far, status, said):
    centre = far()
    centre.status = status
    with pytest.raises(Refused, match=said):
        join(CODE, centre.url, by=SYSTEM)


def test_whatever_answers_there_may_say_little(node, far):
    centre = far()
    centre.offered = lambda: b"x" * 1_000_000
    with pytest.raises(Refused, match="bukan pusat"):
        join(CODE, centre.url, by=SYSTEM)


def test_a_code_of_another_region_is_not_used(node, far):
    with pytest.raises(Refused, match="wilayah lain"):
        join(CODE, far(region="32.73").url, by=SYSTEM)


def test_an_office_stays_with_its_centre(office, far):
    with pytest.raises(Refused, match="pusat lain"):
        join(CODE, far().url, by=SYSTEM)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "ftp://pusat.example", "https://", "//pusat.example", "http://pusat.example", "http://["]
)
def test_an_address_that_is_none_or_not_secret_is_refused(node, url):
    with pytest.raises(Refused, match="https:"):
        join(CODE, url, by=SYSTEM)


def test_a_centre_joins_nobody(centre):
    with pytest.raises(Refused, match="bukan kantor"):
        join(CODE, "https://pusat.example", by=SYSTEM)


# ── a machine that was lost ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_node_takes_the_name_of_the_machine_that_was_lost(node, far):
    centre = far(replaces="office-3275-lost", retires="its key")
    join(CODE, centre.url, by=SYSTEM)
    assert queries.this_node().node_id == "office-3275-lost"
    assert centre.known == [cards.ours(queries.this_node())]
    assert Entry.objects.get(kind="link.took_over").facts == {"before": node.node_id, "after": "office-3275-lost"}
    join(CODE, centre.url, by=SYSTEM)
    assert len({card.fingerprint for card in centre.known}) == 1


def test_a_running_node_takes_no_other_name(office, far, centre_node):
    centre = far(replaces="office-3275-lost")
    Peer.objects.update(node_id=centre.node.card.node_id)
    with pytest.raises(Refused, match="bukan simpul ini"):
        join(CODE, centre.url, by=SYSTEM)


def test_keys_that_are_to_be_retired_are_made_anew_once_also_after_a_lost_answer(node, far):
    before = keys.pair()
    centre = far(replaces=node.node_id, retires=before.sign_key)
    centre.losing = 1
    with pytest.raises(Refused):
        join(CODE, centre.url, by=SYSTEM)
    assert keys.sign_key() == before.sign_key
    join(CODE, centre.url, by=SYSTEM)
    join(CODE, centre.url, by=SYSTEM)
    assert len({card.fingerprint for card in centre.known}) == 1
    assert keys.sign_key() == centre.known[0].sign_key != before.sign_key
    assert keys.unseal(keys.seal(b"x", before.recipient)) == b"x"


def test_a_centre_with_new_keys_is_believed_by_its_code(node, far):
    centre = far()
    join(CODE, centre.url, by=SYSTEM)
    fresh = OtherNode("centre", "Pusat")
    fresh.card = replace(fresh.card, node_id=centre.node.card.node_id)
    centre.node, centre.shows = fresh, fresh.card
    join(CODE, centre.url, by=SYSTEM)
    assert cards.of(Peer.objects.get()) == fresh.card
    assert Entry.objects.filter(kind="link.rekeyed").exists()


# ── the screen and the command ──────────────────────────────────────────────────────────────────────────────────────


def test_the_administrator_does_it_on_the_screen(office, signed_in, far):
    Peer.objects.all().delete()
    nur, centre = signed_in(office.nur), far()
    assert "Daftar dengan kode" in nur.get("/sambungan/").content.decode()
    wrong = nur.post("/sambungan/daftar-kode/", {"url": centre.url, "code": "12345"})
    assert wrong.status_code == 422
    assert "20 angka" in wrong.content.decode()
    done = nur.post("/sambungan/daftar-kode/", {"url": centre.url, "code": CODE}, follow=True).content.decode()
    assert "Kantor ini terdaftar di Pusat." in done
    assert Peer.objects.get().url == centre.url


@pytest.mark.parametrize("who", ["agus", "joko", "budi"])
def test_nobody_else_does(office, signed_in, who):
    client = signed_in(getattr(office, who))
    assert client.post("/sambungan/daftar-kode/", {"url": "https://x.example", "code": CODE}).status_code == 403
    Peer.objects.all().delete()
    assert "daftar-kode" not in client.get("/sambungan/").content.decode()
