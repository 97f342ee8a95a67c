"""Two bits for each certificate, as the standard writes them."""

import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import MONDAY

from pasti.certificates import status_list, tokens
from pasti.certificates.status_list import Value
from pasti.certificates.tests import reader
from pasti.certificates.tests.test_tokens import KEYS, SIGNER

pytestmark = pytest.mark.either_database

ADDRESS = "https://kota-contoh.example/surat/status.cwt"


def token(values: dict[int, Value], size: int) -> bytes:
    claims = status_list.claims(values, size, address=ADDRESS, at=MONDAY, lives=timedelta(hours=12))
    return tokens.sign(claims, SIGNER, content_type=status_list.CONTENT_TYPE)


def test_it_is_written_as_in_the_standard():
    # The draft's own example of two bits: 1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3 is C9 44 F9.
    example = dict(enumerate(map(Value, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3])))
    assert zlib.decompress(status_list.packed(example, 12)) == bytes.fromhex("c944f9")


def test_its_token_says_what_it_is_and_how_old():
    read = reader.read_token(token({}, 4096), KEYS)
    assert read.head[16] == "application/statuslist+cwt"
    assert (read.claims[2], read.claims[6], read.claims[65534]) == (ADDRESS, int(MONDAY.timestamp()), 43200)
    assert read.claims[65533]["bits"] == 2


@given(st.dictionaries(st.integers(0, 4095), st.sampled_from(Value)))
def test_another_reader_finds_each_entry(values):
    made = token(values, 4096)
    for index in {0, 4095, *values}:
        assert reader.read_status(made, KEYS, index) == values.get(index, Value.VALID)


@pytest.mark.parametrize(("highest", "size"), [(-1, 4096), (0, 4096), (4095, 4096), (4096, 8192), (99_999, 102_400)])
def test_there_is_room_for_each_and_nobody_counts_them(highest, size):
    assert status_list.size_for(highest) == size


def test_a_hundred_thousand_certificates_weigh_a_few_kilobytes():
    # As in Serang: 88,800 settled in the order in which cards were printed, one in twelve left; one in 200 revoked.
    values = {n: Value.SETTLED for n in range(88_800) if n % 12} | dict.fromkeys(range(0, 88_800, 200), Value.REVOKED)
    assert len(token(values, status_list.size_for(99_999))) < 5_000
