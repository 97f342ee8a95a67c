from pasti.journal import heads
from pasti.journal.chain import MOST_A_TURN, seal_new
from pasti.kit.duties import every


@every(0.5, "journal.seal", asks_rows_only=True)
def seal() -> bool:
    return seal_new() == MOST_A_TURN


@every(3600, "journal.thin")
def thin() -> None:
    heads.thin()
