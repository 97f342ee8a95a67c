from pasti.centre.dedup import actions, queries
from pasti.kit.claims import claim
from pasti.kit.duties import every

_AT_ONCE = 20


@every(1, "centre.dedup.search")
def search() -> bool:
    """Search for what was asked; several workers share it."""
    for _turn in range(_AT_ONCE):
        asked = claim(queries.to_search())
        if asked is None:
            return False
        actions.look(asked)
    return True
