"""What the centre says of a record."""

from pasti.applications import queries
from pasti.applications.actions import hold, note_status
from pasti.journal.actors import node
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson, applies
from pasti.link.schema import RecordStatus, Said

# On these the case cannot go on by itself.
_HOLDING = {"ENROLL_FAILURE_AT_CENTRAL", "DUPLICATE_RECORD", "ADJUDICATE_RECORD", "REQUEST_VALIDATION", "UNREGISTERED"}


@applies(Said.RECORD_STATUS)
def take_status(said: RecordStatus, peer: Peer) -> None:
    application = queries.by_number(said.application)
    if application is None:
        raise NeedsPerson(f"no application {said.application} here")
    by = node(peer.node_id, peer.name)
    status = note_status(application, said.code, at=said.at, source=peer.name, note=said.note, by=by)
    if said.code in _HOLDING and application.state in ("in_progress", "held"):
        hold(application, said.note or status.meaning, by=by)
