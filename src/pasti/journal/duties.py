from pasti.journal import heads
from pasti.journal.chain import seal_new
from pasti.kit.duties import every


@every(0.5, "journal.seal", asks_rows_only=True)
def seal() -> bool:
    return seal_new(limit=500) == 500


@every(3600, "journal.thin")
def thin() -> None:
    heads.thin()
