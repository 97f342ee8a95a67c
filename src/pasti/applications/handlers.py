"""What the centre says of a record."""

from django.utils.translation import gettext as _

from pasti.applications import queries
from pasti.applications.actions import hold, note_status
from pasti.journal.actors import node
from pasti.kit import text
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson, applies
from pasti.link.schema import RecordStatus, Said
from pasti.link.statuses import HOLDING


@applies(Said.RECORD_STATUS)
def take_status(said: RecordStatus, peer: Peer) -> None:
    application = queries.by_number(said.application)
    if application is None:
        raise NeedsPerson(_("Permohonan %s tidak ada di kantor ini.") % said.application)
    by = node(peer.node_id, peer.name)
    # It may name the NIK of somebody else; the applicant reads this sentence, and so does the journal.
    note = text.without_niks(said.note)
    status = note_status(application, said.code, at=said.at, source=peer.name, note=note, by=by)
    if said.code in HOLDING and application.state in ("in_progress", "held"):
        hold(application, note or status.meaning, by=by)
