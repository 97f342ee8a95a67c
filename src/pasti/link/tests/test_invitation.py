"""The code: said by telephone, misheard digits are noticed, and only who knows it can say anything by it."""

from dataclasses import replace

import pytest
from tests.fixtures import OtherNode

from pasti.kit.errors import Refused
from pasti.link import invitation
from pasti.link.invitation import CodeKey, Offered, Terms, is_proven, new_code, read_code, spaced

pytestmark = pytest.mark.either_database

CODE = "01234123403456778905"
KEY = CodeKey.of(CODE)
CENTRE = OtherNode("centre", "Pusat").card
OFFICE = OtherNode("office", "Disdukcapil Kota Bekasi", "32.75").card


def offered(**other: str) -> Offered:
    terms = Terms(CENTRE.text(), "32.75")
    said = {"card": terms.card, "region": terms.region, "voucher": KEY.vouch(terms)}
    return Offered.model_validate(said | other)


def test_a_code_is_twenty_digits_and_never_the_same():
    codes = {new_code() for _time in range(50)}
    assert {len(code) for code in codes} == {20}
    assert len(codes) == 50
    assert len(spaced(CODE)) == 23


@pytest.mark.parametrize("how", ["{}", " {} ", "Kode: {}", "{}\n"])
def test_it_is_read_however_it_is_written(how):
    for written in (CODE, spaced(CODE), spaced(CODE).replace(" ", "-"), spaced(CODE).replace(" ", ".")):
        assert read_code(how.format(written)) == CODE


@pytest.mark.parametrize("written", ["", "x", CODE[:-1], CODE + "1"])
def test_what_has_not_twenty_digits_is_none(written):
    with pytest.raises(Refused, match="20 angka"):
        read_code(written)


@pytest.mark.parametrize("place", range(20))
def test_a_misheard_digit_is_named_by_its_group(place):
    wrong = CODE[:place] + str((int(CODE[place]) + 1) % 10) + CODE[place + 1 :]
    with pytest.raises(Refused, match=f"ke-{place // 5 + 1} salah"):
        read_code(wrong)


def test_the_same_code_is_the_same_key_and_another_is_another():
    assert CodeKey.of(CODE).public == KEY.public
    assert CodeKey.of(new_code()).public != KEY.public


def test_who_knows_the_code_recognizes_the_centre():
    assert offered().centre(KEY) == CENTRE


@pytest.mark.parametrize(
    "changed",
    [
        {"card": OtherNode("centre", "Pusat").card.text()},
        {"region": "32.73"},
        {"replaces": "office-3275-1"},
        {"retires": "a"},
        {"voucher": ""},
        {"voucher": "AAAA"},
        {"voucher": "!"},
    ],
)
def test_whoever_stands_between_can_change_nothing(changed):
    with pytest.raises(Refused, match="Jangan dilanjutkan"):
        offered(**changed).centre(KEY)


def test_another_code_recognizes_nobody():
    other = CodeKey.of(new_code())
    with pytest.raises(Refused, match="Jangan dilanjutkan"):
        offered().centre(other)
    terms = Terms(CENTRE.text(), "32.75")
    with pytest.raises(Refused, match="Jangan dilanjutkan"):
        offered(voucher=other.vouch(terms)).centre(KEY)


def test_who_knows_the_code_proves_one_card_for_one_centre():
    proof = KEY.prove(CENTRE.node_id, OFFICE.text())
    assert is_proven(KEY.public, proof, CENTRE.node_id, OFFICE.text())
    evil = replace(OFFICE, sign_key=CENTRE.sign_key)
    assert not is_proven(KEY.public, proof, CENTRE.node_id, evil.text())
    assert not is_proven(KEY.public, proof, "centre-id-2", OFFICE.text())
    assert not is_proven(CodeKey.of(new_code()).public, proof, CENTRE.node_id, OFFICE.text())
    for broken in ("", "x", "AAAA", proof[:-8]):
        assert not is_proven(KEY.public, broken, CENTRE.node_id, OFFICE.text())
        assert not is_proven(broken, proof, CENTRE.node_id, OFFICE.text())


def test_what_the_centre_signed_is_no_proof_of_an_office():
    assert not is_proven(KEY.public, offered().voucher, CENTRE.node_id, OFFICE.text())


def test_every_refusal_has_a_sentence():
    assert set(invitation.SENTENCES) == set(invitation.Refusal)
