"""Blocks of case numbers for the other nodes of this office."""

from django.conf import settings

from pasti.journal.actors import SYSTEM
from pasti.kit.errors import Stop
from pasti.site import database


def give(node: str) -> int:
    """Give a node a block, and print what is typed there."""
    _check_office()
    from pasti.offices.actions import give_block

    grant = give_block(node, by=SYSTEM)
    print(f"{grant}  for {node.strip()}. Make that node with: pasti init --numbers {grant} …")
    return 0


def show() -> int:
    """Print which block is whose."""
    _check_office()
    from pasti.offices import queries
    from pasti.offices.blocks import grant_of

    office = queries.office()
    print(f"{office.blocks[0]}–{office.blocks[-1]}  this node" if not office.block else f"{office.block}  this node")
    for given in queries.given_blocks():
        print(f"{grant_of(office.region_code, given.block)}  {given.given_to}, {given.given_at:%Y-%m-%d}")
    return 0


def _check_office() -> None:
    database.check_node()
    if settings.ROLE != "office":
        raise Stop("Cases get their numbers at offices; this is the centre.")
