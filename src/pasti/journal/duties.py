from pasti.journal.chain import seal_new
from pasti.journal.followers import catch_up, followers, retry_snags
from pasti.kit.duties import every


@every(0.5, "journal.seal")
def seal() -> bool:
    return seal_new(limit=500) == 500


@every(0.5, "journal.follow")
def follow() -> bool:
    more = [catch_up(follower) for follower in followers]
    return any(more)


@every(10, "journal.retry")
def retry() -> None:
    retry_snags()
