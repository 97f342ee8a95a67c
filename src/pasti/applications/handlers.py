"""What the centre says of a record."""

from django.utils.translation import gettext_lazy as _

from pasti.applications import queries, record_status
from pasti.applications.actions import StatusNews, hold, note_statuses
from pasti.journal.actors import node
from pasti.kit.words import Words, filled
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson, applies_several
from pasti.link.schema import RecordStatus, Said
from pasti.link.statuses import HOLDING


@applies_several(Said.RECORD_STATUS)
def take_statuses(said: list[RecordStatus], peer: Peer) -> None:
    cases = queries.by_numbers({one.application for one in said})
    for one in said:
        if one.application not in cases:
            raise NeedsPerson(filled(_("Permohonan %(number)s tidak ada di kantor ini."), number=one.application))
    by = node(peer.node_id, peer.name)
    news = [StatusNews(cases[one.application], one.code, one.at, one.words) for one in said]
    note_statuses(news, source=peer.name, by=by)
    for status in news:
        if status.code in HOLDING and status.application.state in ("in_progress", "held"):
            hold(status.application, status.note or Words(record_status.sentence(status.code)), by=by)
