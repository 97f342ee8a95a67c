"""Where each follower is, for whoever keeps the node running."""

from dataclasses import dataclass
from datetime import datetime

from pasti.journal import queries
from pasti.journal.followers import Follower, duties_of, followers
from pasti.journal.models import Cursor, Seal, Snag
from pasti.kit.duties import heard


@dataclass(frozen=True)
class Standing:
    """A follower's place in a chain of some length, what it has still to act on since when, and how its duties run.

    `position` is None when it has no place yet. `behind` counts only what it acts on: what is of no interest to it is
    passed by now and then.
    """

    follower: Follower
    position: int | None
    length: int
    behind: int
    behind_since: datetime | None
    last_ran_at: datetime | None
    failing_since: datetime | None
    error: str
    snags: list[Snag]

    @property
    def is_well(self) -> bool:
        """Whether nobody need look at it."""
        return self.position is not None and not self.failing_since and not self.snags


def standings() -> list[Standing]:
    """Return where every follower is, by name."""
    positions = dict(Cursor.objects.values_list("follower", "position"))
    beats = {beat.duty: beat for beat in heard()}
    aside: dict[str, list[Snag]] = {}
    for snag in queries.snags():
        aside.setdefault(snag.follower, []).append(snag)
    found = []
    for follower in sorted(followers, key=lambda one: one.name):
        run = [beats[name] for name in duties_of(follower.name) if name in beats]
        failing = next((beat for beat in run if beat.last_error), None)
        position = positions.get(follower.name)
        unread = Seal.objects.filter(position__gt=position or 0, entry__kind__in=follower.kinds)
        first = unread.order_by("position").values_list("sealed_at", flat=True).first()
        found.append(
            Standing(
                follower=follower,
                position=position,
                length=queries.chain_length(),
                behind=unread.count() if first else 0,
                behind_since=first,
                last_ran_at=run[0].last_run_at if run else None,
                failing_since=failing.failing_since if failing else None,
                error=failing.last_error if failing else "",
                snags=aside.get(follower.name, []),
            )
        )
    return found
