"""Which offices the centre trusts: a centre administrator registers an office by its node card."""

import pytest
from tests.cast import account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.centre.authority.actions import register_office
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.link import cards, queries
from pasti.link.models import Peer

LIST, REGISTER = "/pusat/kantor/", "/pusat/kantor/daftar/"
BROKEN = ["", "x", "pasti1:", "pasti1:!!!!", "pasti1:" + "A" * 4000, "\x00", "<script>"]


@pytest.fixture
def karawang() -> OtherNode:
    return OtherNode("office", "Disdukcapil Karawang", "32.15")


@pytest.fixture
def tono(centre, signed_in):
    return signed_in(account("tono", "Tono Suhendar", Role.CENTRE_ADMIN))


def names() -> list[str]:
    return [peer.name for peer in Peer.objects.order_by("name")]


def test_an_office_is_registered_once(centre, karawang):
    for _ in range(2):
        peer = register_office(f"  {karawang.card.text()}\n", by=SYSTEM)
    assert (peer.name, peer.role, peer.region_code) == ("Disdukcapil Karawang", "office", "32.15")
    assert names() == ["Disdukcapil Karawang", "Disdukcapil Kota Bekasi"]
    assert Entry.objects.filter(kind="link.trusted", subject=f"peer:{peer.node_id}").count() == 1


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_card_is_refused(centre, text):
    with pytest.raises(Refused):
        register_office(text, by=SYSTEM)
    assert names() == ["Disdukcapil Kota Bekasi"]


def test_a_centres_card_is_refused_ours_too(centre):
    for card in (OtherNode("centre", "Pusat lain").card, cards.ours(queries.this_node())):
        with pytest.raises(Refused):
            register_office(card.text(), by=SYSTEM)
    assert names() == ["Disdukcapil Kota Bekasi"]


def test_the_screen_lists_offices_and_our_own_card(tono):
    shown = tono.get(LIST).content.decode()
    assert "Disdukcapil Kota Bekasi" in shown
    assert cards.ours(queries.this_node()).text() in shown


def test_registered_on_the_screen(tono, karawang):
    assert tono.post(REGISTER, {"card": karawang.card.text()})["Location"] == LIST
    assert "Disdukcapil Karawang" in names()
    assert Entry.objects.latest("id").by_name == "Tono Suhendar"


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_card_on_the_screen(tono, text):
    answer = tono.post(REGISTER, {"card": text})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()
    assert names() == ["Disdukcapil Kota Bekasi"]


def test_an_operator_looks_and_does_not_register(centre, signed_in, karawang):
    maya = signed_in(account("maya", "Maya", Role.CENTRE_OPERATOR))
    shown = maya.get(LIST)
    assert shown.status_code == 200
    assert REGISTER not in shown.content.decode()
    assert maya.post(REGISTER, {"card": karawang.card.text()}).status_code == 403
    assert names() == ["Disdukcapil Kota Bekasi"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.CLERK])
def test_nobody_of_an_office_comes_in(centre, signed_in, role):
    client = signed_in(account("lain", "Lain", role))
    assert client.get(LIST).status_code == client.get(REGISTER).status_code == 403
