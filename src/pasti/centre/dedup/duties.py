from pasti.centre.dedup import actions, gallery, queries
from pasti.kit.claims import claim
from pasti.kit.duties import every

_AT_ONCE = 20


@every(1, "centre.dedup.search")
def search() -> bool:
    """Search for what was asked; several workers share it. While the engine is away only what needs none goes on."""
    for _turn in range(_AT_ONCE):
        asked = claim(queries.to_search(with_engine=gallery.ready()))
        if asked is None:
            return False
        actions.look(asked)
    return True


@every(1, "centre.dedup.gallery")
def keep_gallery() -> bool:
    """Put into the gallery what was there before, and take out what has to leave; several workers share it."""
    for _turn in range(_AT_ONCE):
        if gallery.state().down_since:
            return False
        reference = claim(queries.to_keep())
        if reference is None:
            return False
        gallery.keep(reference)
    return True


@every(10, "centre.dedup.ping")
def ping() -> None:
    """Ask the engine how it is."""
    gallery.ping()
