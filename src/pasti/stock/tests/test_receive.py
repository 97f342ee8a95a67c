"""A box of blanks comes in, once."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.stock import actions, queries
from pasti.stock.models import Blank, Delivery


def receive(first: str = "BK00012001", count: int = 3, letter: str = "470/77") -> Delivery:
    return actions.receive_delivery(first_serial=first, count=count, letter=letter, by=ANYBODY)


def in_ledger() -> list[str]:
    return list(Blank.objects.order_by("serial").values_list("serial", flat=True))


def test_each_blank_is_known_by_its_serial(db):
    delivery = receive(letter=" 470/77 ")
    assert in_ledger() == ["BK00012001", "BK00012002", "BK00012003"]
    assert set(Blank.objects.values_list("state", flat=True)) == {"in_stock"}
    assert (delivery.letter, delivery.count, delivery.received_at) == ("470/77", 3, MONDAY)
    assert delivery.received_by == "Siapa saja"
    assert list(queries.deliveries()) == [delivery]
    assert queries.left_of(delivery) == 3


def test_it_is_written_down_once_for_the_whole_box(db):
    receive()
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject) == ("stock.delivery", f"delivery:{Delivery.objects.get().pk}")
    assert entry.facts == {"count": 3, "first": "BK00012001", "last": "BK00012003", "letter": "470/77"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("BK0010", 10), ("BK0010", 10)),
        (("BK0010", 10), ("BK0019", 1)),
        (("BK0010", 10), ("BK0001", 10)),
        (("BK0010", 10), ("BK0012", 3)),
        (("BK0012", 3), ("BK0010", 10)),
        (("BK0010", 10), (" bk0010 ", 1)),
    ],
    ids=["the same box again", "its last", "its first", "inside", "around", "written otherwise"],
)
def test_no_blank_comes_twice(db, first, second):
    receive(*first)
    before = in_ledger()
    with pytest.raises(Refused, match="BK00"):
        receive(*second)
    assert in_ledger() == before
    assert Delivery.objects.count() == Entry.objects.count() == 1


@pytest.mark.parametrize("second", [("BK0020", 5), ("BK0005", 5), ("BL0010", 10), ("BK00010", 10), ("0010", 10)])
def test_boxes_that_only_touch_or_look_alike_are_others(db, second):
    receive("BK0010", 10)
    receive(*second)
    assert queries.ledger().in_stock == 10 + second[1]


def test_a_box_that_somebody_notes_at_the_same_moment_is_refused(db):
    noted: list[bool] = []

    def somebody_else(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not noted and sql.startswith("SELECT") and 'FROM "stock_blank"' in sql:
            noted.append(True)
            receive("BK00012002", 1)
        return result

    with connection.execute_wrapper(somebody_else), pytest.raises(Refused, match="BK00012002"):
        receive()


@pytest.mark.parametrize("used", ["use", "spoil", "stock"])
def test_what_became_of_a_blank_does_not_matter(db, used):
    receive(count=1)
    if used == "use":
        actions.load(1, by=ANYBODY)
        actions.use("BK00012001", by=ANYBODY)
    elif used == "spoil":
        actions.spoil("BK00012001", "patah", by=ANYBODY)
    with pytest.raises(Refused, match="BK00012001"):
        receive()


@pytest.mark.parametrize("count", [0, -1, 20_001, 10**30])
def test_a_count_that_no_box_has_is_refused(db, count):
    with pytest.raises(Refused, match="20000"):
        receive(count=count)
    assert in_ledger() == []


@pytest.mark.parametrize("letter", ["", "  ", "\t\n"])
def test_a_box_comes_with_a_letter(db, letter):
    with pytest.raises(Refused, match="surat"):
        receive(letter=letter)
    assert in_ledger() == []


def test_a_letter_that_reads_like_a_nik_is_refused(db):
    with pytest.raises(Refused, match="16 angka"):
        receive(letter="4701234567890123")
    assert receive(letter="470/1234567890123").letter == "470/1234567890123"


@pytest.mark.parametrize(
    "first",
    [
        "", " ", "BK", "BK123", "BK-0001", "BK 0001", "BK0001X", "ABCDEFG0001", "BK12345678901",
        "\x00", "BK0001\nBK0002", "1" * 10_000, "' OR 1=1 --", "-0001", "+0001", "0x0001",
    ],
)  # fmt: skip
def test_what_is_no_serial_is_refused_with_an_example(db, first):
    with pytest.raises(Refused, match="BK00012001"):
        receive(first)
    assert in_ledger() == []


@pytest.mark.parametrize(("first", "count"), [("BK9999", 2), ("BK9990", 11), ("9999999999", 2)])
def test_serials_do_not_grow_longer(db, first, count):
    with pytest.raises(Refused, match="angka"):
        receive(first, count)
    receive(first, count - 1)
    assert len(in_ledger()) == count - 1


@given(
    prefix=st.text("ABKZ", max_size=6), digits=st.text("0123456789", min_size=4, max_size=10), count=st.integers(1, 50)
)
def test_serials_follow_each_other(prefix, digits, count):
    try:
        serials = actions.serials_from(prefix + digits, count)
    except Refused:
        assert int(digits) + count > 10 ** len(digits)
        return
    assert serials[0] == prefix + digits
    assert serials == sorted(set(serials))
    assert {len(serial) for serial in serials} == {len(prefix) + len(digits)}
    assert int(serials[-1][len(prefix) :]) - int(digits) == count - 1


def test_a_whole_pallet_fits(db):
    receive("BK00000001", 20_000)
    assert queries.ledger().received == 20_000
