"""What the cellar knows itself."""

from pasti.link import health, leases
from pasti.link.health import LinkCode
from pasti.link.leases import May
from pasti.readiness.needs import Need, about
from pasti.readiness.probes import Answer, probe


@probe(Need.LINK)
def link() -> Answer:
    state = health.link_state()
    return Answer(
        stands=state.code in (LinkCode.UP, LinkCode.DEGRADED),
        why="" if state.code == LinkCode.UP else "; ".join([state.label, *state.why]),
        since=state.since,
        absent=state.code == LinkCode.ABSENT,
    )


@probe(Need.MAY_RECORD)
def may_record() -> Answer:
    return _allowed(May.RECORD)


@probe(Need.MAY_SEND)
def may_send() -> Answer:
    return _allowed(May.SEND)


@probe(Need.MAY_PRINT)
def may_print() -> Answer:
    return _allowed(May.PRINT)


def _allowed(what: May) -> Answer:
    right = leases.may(what)
    # What ran out because nobody answered comes back with the link, and belongs to its incident.
    group = about(Need.LINK).group if right.lapsed else ""
    return Answer(
        stands=right.ok, why=right.why, since=right.since, revoked=not right.lapsed, group=group,
        falls_at=right.until,
    )  # fmt: skip
