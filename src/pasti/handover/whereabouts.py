"""Where the finished card of a case is, in words; asked by whoever is downstairs (`applications.whereabouts`)."""

from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.whereabouts import Whereabouts
from pasti.handover import shelf
from pasti.handover.models import Card
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
    if card.state == CardState.MISSING:
        return Whereabouts(
            told=_("Mohon maaf, kartu Anda sedang dicari petugas sejak %s.") % _since(card),
            todo=_("Jangan datang dahulu; kami kabari begitu ditemukan."),
            here=False,
        )
    if card.state == CardState.HELD:
        return Whereabouts(
            told=_("Kartu Anda lama tidak diambil dan disisihkan untuk dimusnahkan sejak %s.") % _since(card),
            todo=_("Bila masih Anda perlukan, hubungi kantor hari ini juga."),
            here=False,
        )
    return Whereabouts(kept=shelf.said_of(card))


def _since(card: Card) -> str:
    return text.long_date(clock.local_day(card.since))
