"""Letting offices in, and deciding how much they may have."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.centre.authority.models import Rule
from pasti.centre.authority.rules import KNOWN
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import actions as link
from pasti.link import cards
from pasti.link.models import NodeRole, Peer


def register_office(card_text: str, *, by: Actor) -> Peer:
    """Trust the office whose node card this is. Raises Refused for a broken card or one that is not an office's."""
    card = cards.read(card_text)
    if card.role == NodeRole.CENTRE:
        raise Refused(_("Kartu ini milik simpul pusat, bukan kantor."))
    return link.trust(card, by=by)


@transaction.atomic
def decide(key: str, *, value: int, valid_from: date, basis: str, office: Peer | None = None, by: Actor) -> Rule:
    """Decide a rule from a day on, for one office or for all. Only the head of the centre may.

    Raises Refused for a value out of bounds, a day that is over, or a decision without its basis.
    """
    if Role.CENTRE_HEAD not in by.roles:
        raise NotAllowed(_("Hanya kepala pusat data yang menetapkan ketentuan."))
    known = KNOWN[key]
    if not known.at_least <= value <= known.at_most:
        raise Refused(
            _("Nilainya harus antara %(least)s dan %(most)s %(unit)s.")
            % {"least": known.at_least, "most": known.at_most, "unit": known.unit}
        )
    if valid_from < clock.today():
        raise Refused(_("Ketentuan berlaku paling awal hari ini."))
    if not basis.strip():
        raise Refused(_("Tuliskan dasar hukumnya."))
    decided, _new = Rule.objects.update_or_create(
        key=key,
        office=office,
        valid_from=valid_from,
        defaults={"value": value, "basis": basis.strip(), "decided_by": by.name, "decided_at": clock.now()},
    )
    record(
        "authority.decide",
        subject=f"rule:{key}",
        by=by,
        label=text.both(lambda: str(known.label)),
        value=text.both(lambda: f"{value} {known.unit}"),
        day=str(valid_from),
        office=office.name if office else text.both(lambda: _("semua kantor")),
    )
    return decided
