"""What the centre says of a record."""

from django.utils.translation import gettext_lazy as _

from pasti.applications import queries, record_status
from pasti.applications.actions import hold, note_status
from pasti.journal.actors import node
from pasti.kit.words import Words, filled
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson, applies
from pasti.link.schema import RecordStatus, Said
from pasti.link.statuses import HOLDING


@applies(Said.RECORD_STATUS)
def take_status(said: RecordStatus, peer: Peer) -> None:
    application = queries.by_number(said.application)
    if application is None:
        raise NeedsPerson(filled(_("Permohonan %(number)s tidak ada di kantor ini."), number=said.application))
    by = node(peer.node_id, peer.name)
    status = note_status(application, said.code, at=said.at, source=peer.name, note=said.words, by=by)
    if said.code in HOLDING and application.state in ("in_progress", "held"):
        hold(application, said.words or Words(record_status.sentence(status.code)), by=by)
