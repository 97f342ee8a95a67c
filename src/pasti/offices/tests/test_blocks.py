import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, submitted

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.offices import actions, blocks, queries
from pasti.offices.blocks import GIVEN_BLOCKS, OWN_BLOCKS, block_of, grant_of
from pasti.offices.models import GivenBlock, Office

steady = settings(derandomize=True, deadline=None, max_examples=200)
GIVEN = st.sampled_from(GIVEN_BLOCKS)


def test_no_block_is_the_own_nodes_and_another_ones():
    assert not set(OWN_BLOCKS) & set(GIVEN_BLOCKS)
    assert len({*OWN_BLOCKS, *GIVEN_BLOCKS}) == 100


@steady
@given(GIVEN)
def test_a_grant_is_read_as_people_write_it(block):
    grant = grant_of("32.75", block)
    assert {block_of(said, "32.75") for said in (grant, grant.replace("-", ""), grant.replace("-", " "))} == {block}


@steady
@given(GIVEN, st.integers(0, 6), st.sampled_from("0123456789"))
def test_a_grant_with_a_wrong_digit_gives_nothing(block, place, digit):
    digits = grant_of("32.75", block).replace("-", "")
    wrong = digits[:place] + digit + digits[place + 1 :]
    assert block_of(wrong, "32.75") == (block if wrong == digits else "")


@pytest.mark.parametrize("grant", ["", "3275", "3275-07-1", grant_of("33.74", "57"), "x" * 7, "3275-57-2-2"])
def test_what_is_no_grant_of_this_regency_gives_nothing(grant):
    assert block_of(grant, "32.75") == ""


def test_each_node_gets_a_block_of_its_own(office):
    grants = [actions.give_block(f"Laptop {n}", by=ANYBODY) for n in range(3)]
    assert [block_of(grant, "32.75") for grant in grants] == ["50", "51", "52"]
    assert [given.given_to for given in queries.given_blocks()] == ["Laptop 0", "Laptop 1", "Laptop 2"]
    entry = Entry.objects.filter(kind="block.given").earliest("id")
    assert entry.sentence == "Blok nomor permohonan 50 diberikan kepada Laptop 0."


def test_when_all_are_given_no_more_are(office):
    GivenBlock.objects.bulk_create(GivenBlock(block=b, given_to="x", given_by="x") for b in blocks.GIVEN_BLOCKS[1:])
    assert block_of(actions.give_block("Laptop", by=ANYBODY), "32.75") == "50"
    with pytest.raises(Refused, match="sudah diberikan"):
        actions.give_block("Laptop", by=ANYBODY)


def test_it_is_given_to_somebody(office):
    with pytest.raises(Refused):
        actions.give_block("  ", by=ANYBODY)
    assert not queries.given_blocks().exists()


def test_the_own_node_gives_numbers_from_its_blocks(office):
    assert submitted().number[4:6] in OWN_BLOCKS


def test_a_node_with_a_grant_gives_from_that_block_and_gives_none_away(db):
    grant = grant_of("32.75", "57")
    made = actions.open_office(name="Jemput bola", region_code="32.75", grant=grant, by=ANYBODY)
    assert made.blocks == ("57",)
    with pytest.raises(Refused, match="simpul utama"):
        actions.give_block("Laptop", by=ANYBODY)


def test_a_mistyped_grant_makes_no_office(db):
    with pytest.raises(Refused, match="bukan blok nomor"):
        actions.open_office(name="Jemput bola", region_code="32.75", grant="3275-57-3", by=ANYBODY)
    assert not Office.objects.exists()
