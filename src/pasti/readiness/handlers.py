"""What the cellar knows itself."""

from pasti.link import queries as links
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
