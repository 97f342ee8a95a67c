"""Letting offices in."""

from django.utils.translation import gettext as _

from pasti.journal.actors import Actor
from pasti.kit.errors import Refused
from pasti.link import actions as link
from pasti.link import cards
from pasti.link.models import NodeRole, Peer


def register_office(card_text: str, *, by: Actor) -> Peer:
    """Trust the office whose node card this is. Raises Refused for a broken card or one that is not an office's."""
    card = cards.read(card_text)
    if card.role == NodeRole.CENTRE:
        raise Refused(_("Kartu ini milik simpul pusat, bukan kantor."))
    return link.trust(card, by=by)
