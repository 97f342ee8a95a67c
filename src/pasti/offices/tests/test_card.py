"""The node's card carries the block of numbers that its office was opened with."""

from pasti.link import cards, queries
from pasti.offices.models import Office


def test_our_own_card_carries_our_block_of_numbers(office):
    ours = cards.ours(queries.this_node())
    assert (ours.block, ours.numbers) == ("", "3275-")
    Office.objects.update(block="57")
    ours = cards.ours(queries.this_node())
    assert (ours.block, ours.numbers) == ("57", "3275-57")
    assert cards.read(ours.text()) == ours
