"""Whether there are blanks and a ribbon, and what the centre allots."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pasti.journal.actors import node
from pasti.kit.words import filled
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson, applies
from pasti.link.schema import BlankAllotment, Said
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.stock import queries, requests, ribbons
from pasti.stock.demand import wanted_now


@probe(Need.BLANKS)
def blanks() -> Answer:
    ledger = queries.ledger()
    left = ledger.in_stock
    if left == 0:
        return Answer(stands=False, why=_("habis"), absent=ledger.received == 0)
    waiting = wanted_now()
    if waiting > left:
        said = _("tinggal %(left)s lembar, %(waiting)s kartu menunggu dicetak")
        return Answer(stands=True, why=said % {"left": left, "waiting": waiting})
    low = ngettext("tinggal %d lembar", "tinggal %d lembar", left) % left if queries.is_low(left) else ""
    return Answer(stands=True, why=low)


@probe(Need.RIBBON)
def ribbon() -> Answer:
    if not ribbons.are_noted():
        # An office that does not note its ribbons prints all the same.
        return Answer(stands=True)
    left = ribbons.prints_left()
    if left == 0:
        return Answer(stands=False, why=_("habis"))
    if not ribbons.all_mounted():
        return Answer(stands=True, why=_("belum ada yang terpasang"))
    said = ngettext("tinggal %d cetakan", "tinggal %d cetakan", left) % left
    return Answer(stands=True, why=said if queries.is_low(left) else "")


@applies(Said.BLANK_ALLOTMENT)
def allotment(said: BlankAllotment, peer: Peer) -> None:
    request = requests.by_key(said.request)
    if request is None:
        raise NeedsPerson(filled(gettext_lazy("Permintaan blangko %(key)s tidak ada di kantor ini."), key=said.request))
    requests.take_answer(request, said, by=node(peer.node_id, peer.name))
