"""Serials as people write them, read and written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.kit.errors import Refused
from pasti.stock import ranges


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", []),
        ("BK0001", ["BK0001"]),
        (" bk0003, BK0001-BK0002\nBK0002 ;", ["BK0001", "BK0002", "BK0003"]),
        ("BK0009–BK0011", ["BK0009", "BK0010", "BK0011"]),
        ("12340001 - 12340002", ["12340001", "12340002"]),
        ("BK0001 BK0002\tBK0004", ["BK0001", "BK0002", "BK0004"]),
        ("1234 5678", ["1234", "5678"]),
        ("BK 0001", ["BK0001"]),
    ],
)
def test_they_are_read_once_each_and_in_order(written, read):
    assert ranges.listed(written) == read


@pytest.mark.parametrize(
    "written",
    ["BK1", "BK0002-BK0001", "BK0001-AB0002", "BK0001-BK00002", "satu", "BK0001-", "BK00000001-BK00020001", "K-1"],
)
def test_what_is_no_range_is_refused(written):
    with pytest.raises(Refused):
        ranges.listed(written)


@given(st.sets(st.integers(1, 300), max_size=60))
def test_what_is_said_is_read_again(numbers):
    serials = {f"BK{number:05d}" for number in numbers}
    assert set(ranges.listed(ranges.said(serials))) == serials
    first_and_last = [serial for pair in ranges.ranges(serials) for serial in pair]
    assert first_and_last == sorted(first_and_last)


def test_a_sentence_names_a_few():
    serials = [f"BK{number:04d}" for number in (1, 2, 5, 8, 11, 14, 17)]
    assert ranges.shortly(serials) == "BK0001–BK0002, BK0005, BK0008, BK0011, dan 2 rentang lagi"
    assert ranges.shortly(serials[:2]) == "BK0001–BK0002"
