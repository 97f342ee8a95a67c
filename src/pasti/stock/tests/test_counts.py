"""Two people count; what they both miss is said until it is explained."""

import pytest
from tests.cast import account

from pasti.accounts.roles import Role
from pasti.kit.errors import NotAllowed
from pasti.stock import actions, counting, removing
from pasti.stock.concerns import concerns

ALL = "BK00000001-BK00000020"


@pytest.fixture
def joko(office):
    return office.joko.actor


@pytest.fixture
def second(office):
    return account("sari", "Sari Dewanti", Role.PRINTER).actor


def test_two_who_find_what_the_ledger_has_agree(joko, second):
    counting.count(None, ALL, by=joko)
    row = counting.count(None, ALL, by=second)
    assert (row.state, row.second_count, row.differs) == ("agreed", 20, False)
    assert counting.unexplained() == []


def test_one_alone_counts_nothing(joko):
    counting.count(None, ALL, by=joko)
    with pytest.raises(NotAllowed):
        counting.count(None, ALL, by=joko)


def test_work_goes_on_between_the_counts(joko, second):
    counting.count(None, ALL, by=joko)
    actions.load(3, by=joko)
    assert counting.count(None, "BK00000004-BK00000020", by=second).state == "agreed"
    assert counting.unexplained() == []


def test_a_blank_that_was_taken_out_of_the_box_is_missed_until_it_is_reported(joko, second, office):
    short = "BK00000001-BK00000007, BK00000009-BK00000020"
    counting.count(None, short, by=joko)
    row = counting.count(None, short, by=second)
    assert (row.state, row.second_missing, row.differs) == ("agreed", "BK00000008", True)
    assert [c.urgent for c in concerns() if c.place == "stock:counts"] == [True]
    removing.propose("lost", "BK00000008", reason="Tidak ada di laci", letter="LP/1", by=joko)
    assert counting.unexplained() == []


def test_two_who_differ_count_again(joko, second):
    counting.count(None, ALL, by=joko)
    assert counting.count(None, "BK00000001-BK00000019", by=second).state == "disagreed"
    assert len(counting.unexplained()) == 1
    counting.count(None, ALL, by=second)
    assert counting.count(None, ALL, by=joko).state == "agreed"
    assert counting.unexplained() == []


def test_what_is_too_many_is_said(joko, second):
    for by in (joko, second):
        row = counting.count(None, f"{ALL}, AB0001", by=by)
    assert (row.differs, row.second_extra) == (True, "AB0001")
    assert counting.unexplained() == [row]
