from pasti.link.registry import tells_block
from pasti.offices import queries


@tells_block
def block() -> str:
    """Return the block of numbers on this node's card."""
    office = queries.office_if_any()
    return office.block if office else ""
