"""`pasti link` introduces this node to another."""

import pytest
from tests.fixtures import OtherNode

from pasti.kit.errors import Stop
from pasti.link import cards, queries
from pasti.link.models import Peer
from pasti.site import introduce

URL = "https://pusat.example"


def test_our_card_and_its_fingerprint(office, capsys):
    assert introduce.card() == 0
    text, fingerprint = capsys.readouterr().out.splitlines()
    assert cards.read(text).node_id == queries.this_node().node_id
    assert fingerprint.endswith(cards.read(text).fingerprint)


def test_a_centre_is_trusted(office, capsys):
    Peer.objects.all().delete()
    card = OtherNode("centre", "Pusat").card
    assert introduce.trust(card.text(), URL) == 0
    peer = Peer.objects.get()
    assert (peer.name, peer.role, peer.url) == ("Pusat", "centre", URL)
    assert card.fingerprint in capsys.readouterr().out


def test_its_address_need_not_be_said_twice(office, centre_node):
    introduce.trust(centre_node.card.text(), "")
    assert Peer.objects.get().url == "http://127.0.0.1:9/"


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://pusat.example", "https://", "//pusat.example", "pusat.example"])
def test_a_centre_without_an_address_is_not_trusted(office, url):
    Peer.objects.all().delete()
    with pytest.raises(Stop):
        introduce.trust(OtherNode("centre", "Pusat").card.text(), url)
    assert Peer.objects.count() == 0
