from pasti.centre.intake import actions, queries
from pasti.kit.claims import claim
from pasti.kit.duties import every

_AT_ONCE = 20


@every(1, "centre.intake.open")
def open_packets() -> bool:
    """Open packets that are whole; several workers share them."""
    for _turn in range(_AT_ONCE):
        row = claim(queries.to_open())
        if row is None:
            return False
        actions.open_packet(row)
    return True
