"""What the cellar knows itself."""

from pasti.link import leases
from pasti.link import queries as links
from pasti.link.leases import May
from pasti.link.queries import LinkCode
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe


@probe(Need.LINK)
def link() -> Answer:
    state = links.link_state()
    return Answer(
        stands=state.code in (LinkCode.UP, LinkCode.DEGRADED),
        why="" if state.code == LinkCode.UP else state.label,
        since=state.since,
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
    return Answer(stands=right.ok, why=right.why, since=right.since)
