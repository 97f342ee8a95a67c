"""How the search for duplicates is: the engine, and what waits for it. For the centre's page and for `pasti check`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pasti.accounts import queries as accounts
from pasti.accounts.roles import Role
from pasti.centre.dedup import gallery, queries
from pasti.centre.dedup.engine import engine
from pasti.kit import clock

# An engine that has not been heard of for so long is not being asked, or does not come back.
_SILENT_AFTER = timedelta(minutes=2)
_LONG_WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class Health:
    """The engine as it was when it was last asked, and the jobs on our side."""

    engine: str
    seen_at: datetime | None
    down_since: datetime | None
    problem: str
    references: int
    # At the engine, and here: searches, and recordings that are put into the gallery or leave it.
    pending: int
    searches: int
    to_keep: int
    oldest: datetime | None
    filling: bool
    # Pairs that are not decided, and whether there are two people to decide them.
    undecided: int
    two_decide: bool

    @property
    def waits(self) -> int:
        """How many jobs are not done, here and there."""
        return self.pending + self.searches + self.to_keep


def health() -> Health:
    """Return how the search for duplicates is now."""
    state, asked = gallery.state(), queries.to_search()
    return Health(
        engine=engine().name,
        seen_at=state.seen_at,
        down_since=state.down_since,
        problem=state.problem,
        references=state.references,
        pending=state.pending,
        searches=asked.count(),
        to_keep=queries.to_keep().count(),
        oldest=asked.order_by("asked_at").values_list("asked_at", flat=True).first(),
        filling=gallery.filling(),
        undecided=queries.open_suggestions().count(),
        two_decide=accounts.how_many(Role.CENTRE_OPERATOR) > 1,
    )


def findings() -> Iterator[tuple[str, str]]:
    """Yield how it is, as `ok`, `warning` or `BAD`, with a sentence for whoever keeps the machine."""
    now, found = clock.now(), health()
    jobs = f"{found.searches} searches and {found.to_keep} gallery jobs wait here, {found.pending} at the engine"
    if found.down_since:
        yield (
            "BAD",
            f"engine {found.engine} is away since {found.down_since:%Y-%m-%d %H:%M} UTC ({found.problem}); {jobs}",
        )
    elif found.seen_at is None or now - found.seen_at > _SILENT_AFTER:
        yield "warning", f"engine {found.engine} was not asked lately; {jobs}. Does the work process run?"
    else:
        yield "ok", f"engine {found.engine} answers, {found.references} recordings; {jobs}"
    if found.filling:
        yield "warning", f"the gallery is being filled, {found.to_keep} to go; searches wait until it is done"
    elif found.oldest and now - found.oldest > _LONG_WAIT and not found.down_since:
        yield "warning", f"the oldest search waits since {found.oldest:%Y-%m-%d %H:%M} UTC"
    if found.undecided and not found.two_decide:
        yield "BAD", f"{found.undecided} pairs wait for two operators, and there are not two. Open an account."
    if failed := queries.failed_searches().count():
        yield "warning", f"{failed} searches failed; see the centre's page of what is held up"
    if stuck := queries.not_kept().count():
        yield "warning", f"the engine did not take {stuck} recordings; see the centre's page of what is held up"
