"""A code says what it says to every conforming reader, and nothing of it can be changed."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import cbor2
import pytest
import segno
from base45 import b45decode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import MONDAY

from pasti.certificates import tokens
from pasti.certificates.tests import reader
from pasti.certificates.tokens import Certificate, Kind, Place, Signer

pytestmark = pytest.mark.either_database

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
SIGNER = Signer(tokens.key_id(PUBLIC), PRIVATE)
KEYS = tokens.key_set([PUBLIC])


def code_of(certificate: Certificate) -> str:
    return tokens.written(tokens.sign(certificate.claims(), SIGNER))


def test_another_library_reads_what_it_says(certificate):
    suket = replace(
        certificate, kind=Kind.SUKET, number="470/0012/2026", expires=MONDAY + timedelta(days=180),
        place=Place("https://kota-contoh.example/surat/status.cwt", 11),
    )  # fmt: skip
    read = reader.read_code(code_of(suket), KEYS)
    assert read.claims == {
        1: "Disdukcapil Kota Contoh",
        4: int((MONDAY + timedelta(days=180)).timestamp()),
        6: int(MONDAY.timestamp()),
        7: b"470/0012/2026",
        169: {1: "3275********9001", 4: "Siti Nurjanah", 8: "20091123"},
        -70001: 2,
        65535: {"status_list": {"idx": 11, "uri": "https://kota-contoh.example/surat/status.cwt"}},
    }
    assert read.head == {1: -8}


def test_what_does_not_end_and_is_in_no_list_says_neither(certificate):
    claims = reader.read_code(code_of(certificate), KEYS).claims
    assert set(claims) == {1, 6, 7, 169, -70001}


def test_a_code_is_deterministic(certificate):
    assert code_of(certificate) == code_of(certificate)


def test_the_key_set_is_one_of_cose():
    assert cbor2.loads(KEYS) == [{1: 1, 2: tokens.key_id(PUBLIC), 3: -8, -1: 6, -2: PUBLIC}]


def test_a_foreign_key_is_not_ours(certificate):
    other = Ed25519PrivateKey.generate()
    foreign = tokens.key_set([other.public_key().public_bytes_raw()])
    with pytest.raises(reader.NotOurs):
        reader.read_code(code_of(certificate), foreign)
    # Also under our key's name.
    forged = tokens.written(tokens.sign(certificate.claims(), Signer(SIGNER.kid, other)))
    with pytest.raises(reader.NotOurs):
        reader.read_code(forged, KEYS)


def test_no_bit_of_a_token_can_be_changed(certificate):
    token = tokens.sign(certificate.claims(), SIGNER)
    said = reader.read_token(token, KEYS).claims
    for at in range(len(token) * 8):
        changed = bytearray(token)
        changed[at // 8] ^= 1 << at % 8
        read = None
        with suppress(Exception):
            read = reader.read_token(bytes(changed), KEYS)
        # Refused, however the library says it. A bit of the tag may be another way to write the same.
        assert read is None or read.claims == said


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(0, 10**6),
)
def test_whatever_the_name_both_libraries_agree(name, birth_date, index):
    place = Place("https://x", index)
    certificate = Certificate(
        Kind.SUKET, "470/0001/2026", "Dinas", MONDAY, name, birth_date, "3275********9001", MONDAY, place
    )
    written = code_of(certificate)
    assert reader.read_code(written, KEYS).claims == certificate.claims()
    assert reader.base45(written) == b45decode(written)


def test_the_longest_code_is_a_qr_code_that_a_phone_reads(certificate):
    longest = replace(
        certificate, kind=Kind.SUKET, number="470/123456-57/2026",
        issuer="Dinas Kependudukan dan Pencatatan Sipil " * 3,
        name="Raden Ajeng " * 5, expires=MONDAY,
        place=Place("https://disdukcapil.kabupaten-contoh.go.id/surat/status.cwt", 99999),
    )  # fmt: skip
    # Letters of the QR code's own alphabet only: eleven bits for two.
    assert segno.make(code_of(longest), error="m", micro=False).mode == "alphanumeric"
    # On 48 mm with its margin half a millimetre a module or more.
    assert segno.make(code_of(longest), error="m", micro=False).symbol_size()[0] <= 93
    assert segno.make(code_of(certificate), error="m", micro=False).symbol_size()[0] <= 69
