"""Deciding how much offices may have."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.centre.authority.models import Leave, Rule
from pasti.centre.authority.rules import KNOWN
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.leases import May
from pasti.link.models import Peer


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


@transaction.atomic
def withdraw(office: Peer, *, stops: Collection[str], reason: str, letter: str, by: Actor) -> Leave:
    """Decide what an office may not do for e-KTP from now on; it learns so at its next contact, or by expiry.

    `stops` are of `link.leases.May`; none of them gives everything back. KK and civil register need no leave and go on.
    Raises NotAllowed for others than the centre's operators and head, Refused without a reason or a letter's number.
    """
    if not {Role.CENTRE_OPERATOR, Role.CENTRE_HEAD} & by.roles:
        raise NotAllowed(_("Izin kantor diputuskan operator atau kepala pusat data."))
    why = free_text.checked(reason, most=300, none=_("Tuliskan alasannya."))
    paper = free_text.checked(letter, most=100, none=_("Tuliskan nomor suratnya."))
    if unknown := set(stops) - set(May.values):
        raise ValueError(f"not to be stopped: {sorted(unknown)}")
    row, _new = Leave.objects.select_for_update().get_or_create(office=office, defaults={"decided_by": by.name})
    row.number, row.stops = row.number + 1, [what for what in May.values if what in stops]
    row.reason, row.letter, row.decided_by, row.decided_at = why, paper, by.name, clock.now()
    row.save()
    kind = "authority.stop" if row.stops else "authority.allow"
    record(
        kind, subject=f"peer:{office.node_id}", by=by, office=office.name, stops=row.stops, reason=row.reason,
        letter=row.letter,
    )  # fmt: skip
    return row
