"""Where the finished card of a case is, in words; asked by whoever is downstairs (`applications.whereabouts`)."""

from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.whereabouts import Whereabouts
from pasti.handover import shelf
from pasti.handover.models import Batch, Card
from pasti.handover.states import CardState
from pasti.kit import clock, text


def where_is(application: Application) -> Whereabouts:
    """Return where a case's card is; nothing is said of a case that is not ready, and of a document."""
    if application.state != State.READY or not application.service.makes_card:
        return Whereabouts()
    card = shelf.card_of(application)
    return said_of(card) if card else Whereabouts()


def said_of(card: Card) -> Whereabouts:
    """Return where a card is that was not handed over yet."""
    if card.state in shelf.MISSED:
        return Whereabouts(
            told=_("Mohon maaf, kartu Anda sedang dicari petugas sejak %s.") % _since(card),
            todo=_("Jangan datang dahulu; kami kabari begitu ditemukan."),
            here=False,
        )
    if card.state == CardState.AT_POINT and card.point:
        there = card.point
        return Whereabouts(
            told=_("Kartu Anda ada di %(place)s sejak %(day)s.") % {"place": there.name, "day": _since(card)},
            todo=_("Ambil di sana: %(address)s (%(hours)s).") % {"address": there.address, "hours": there.hours},
            where=f"{there.name}, {there.address}",
            phone=there.phone,
            hours=there.hours,
            here=False,
        )
    if card.batch:
        return _on_its_way(card, card.batch)
    if card.state == CardState.HELD:
        return Whereabouts(
            told=_("Kartu Anda lama tidak diambil dan disisihkan untuk dimusnahkan sejak %s.") % _since(card),
            todo=_("Bila masih Anda perlukan, hubungi kantor hari ini juga."),
            here=False,
        )
    return Whereabouts(kept=shelf.said_of(card))


def _on_its_way(card: Card, batch: Batch) -> Whereabouts:
    stay = _("Anda belum perlu datang; kami kabari begitu tiba.")
    match batch.way:
        case Batch.Way.POINT:
            said, todo = _("Kartu Anda sedang dikirim ke %(place)s sejak %(day)s."), stay
        case Batch.Way.BACK:
            said, todo = _("Kartu Anda sedang dikembalikan dari %(place)s ke kantor sejak %(day)s."), stay
        case Batch.Way.COURIER:
            said = _("Kartu Anda dibawa kurir desa (%(carrier)s) sejak %(day)s.")
            todo = _("Tunggu di rumah. Petugas tidak meminta bayaran.")
        case Batch.Way.POST:
            said = _("Kartu Anda dikirim lewat pos sejak %(day)s.")
            todo = _("Tunggu di rumah. Ongkos %s dibayar kepada kurir; kartunya gratis.") % text.rupiah(batch.fee)
        case _home:
            said = _("Kartu Anda sedang diantar petugas sejak %(day)s.")
            todo = _("Tunggu di rumah. Petugas tidak meminta bayaran.")
    values = {"place": batch.point, "carrier": batch.carried_by, "day": _since(card)}
    return Whereabouts(told=said % values, todo=todo, here=False)


def _since(card: Card) -> str:
    return text.long_date(clock.local_day(card.since))
