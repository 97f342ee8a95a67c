"""Ribbons of the card printer: a ribbon makes some 500 cards, and may run out with plenty of blanks (DOMAIN §5)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import typed
from pasti.kit.answered import Answered
from pasti.kit.errors import Refused
from pasti.stock.models import Ribbon
from pasti.stock.states import RibbonState

_MOST = 10_000
# On the shelf, or used up.
_NOWHERE: dict[str, Any] = {"machine": ""}


@transaction.atomic
def receive(code: str, *, made_for: int, by: Actor) -> Ribbon:
    """Take a ribbon into stock: its code as it stands on the box, and for how many prints it is made.

    Raises Refused for a code that is known already, and for a number that no ribbon has.
    """
    name = typed.clean(code).upper()
    if not name:
        raise Refused(_("Tuliskan kode ribbon seperti di kotaknya."))
    if not 1 <= made_for <= _MOST:
        raise Refused(_("Jumlahnya harus 1 sampai %s cetakan.") % _MOST)
    try:
        with transaction.atomic():
            ribbon = Ribbon.objects.create(code=name, made_for=made_for, state=RibbonState.IN_STOCK)
    except IntegrityError as known:
        raise Refused(_("Ribbon %s sudah tercatat.") % name) from known
    record("ribbon.receive", subject=ribbon.subject, by=by, code=name, count=made_for)
    return ribbon


@transaction.atomic
def mount(ribbon: Ribbon, *, by: Actor, empty: bool = True, machine: str = "") -> Ribbon:
    """Put a ribbon into a machine; the one that was in it is empty, or else goes back to the shelf as it is.

    `machine`: its name, where there are several; each has a ribbon of its own.
    """
    if before := mounted(machine):
        move = "empty" if empty else "take_off"
        take(before, move, by=by, changes=_NOWHERE, code=before.code, prints=before.prints)
    return take(ribbon, "mount", by=by, changes={"machine": machine}, code=ribbon.code)


@transaction.atomic
def spoil(ribbon: Ribbon, *, by: Actor) -> Ribbon:
    """Note that a ribbon is torn or otherwise of no use any more."""
    return take(ribbon, "spoil", by=by, changes=_NOWHERE, code=ribbon.code)


def note_print(machine: str = "") -> None:
    """Count one print of the ribbon in a machine; where ribbons are not noted, nothing is counted."""
    if ribbon := mounted(machine):
        Ribbon.objects.filter(pk=ribbon.pk, state=RibbonState.MOUNTED).update(prints=F("prints") + 1)


def left_in_machine(machine: str = "") -> int | None:
    """Return how many prints the ribbon in a machine has left; None where nobody notes which it is."""
    ribbon = mounted(machine)
    return ribbon.left if ribbon else None


def mounted(machine: str = "") -> Ribbon | None:
    """Return the ribbon that is in a machine, if it is known: its own, or else the one that names no machine."""
    here = Ribbon.objects.filter(state=RibbonState.MOUNTED, machine__in=[machine, ""])
    return here.order_by("-machine").first()


def all_mounted() -> list[Ribbon]:
    """Return the ribbons that are in machines, by machine."""
    return list(Ribbon.objects.filter(state=RibbonState.MOUNTED).order_by("machine"))


_asked = Answered[[], list[str]]("which machines there are", list)
# Whoever knows registers `fn()`: the names of the machines.
machines_of = _asked.owner


def machines() -> list[str]:
    """Return the names of the machines that stand behind a queue; none where there is only the one without a name."""
    return _asked()


def ribbons() -> QuerySet[Ribbon]:
    """Return the ribbons that can still be used: the mounted one first."""
    usable = Ribbon.objects.filter(state__in=[RibbonState.MOUNTED, RibbonState.IN_STOCK])
    return usable.order_by("-state", "code")


def are_noted() -> bool:
    """Whether this office notes its ribbons at all."""
    return Ribbon.objects.exists()


def prints_left() -> int:
    """Return how many prints all usable ribbons have left."""
    sums = ribbons().order_by().aggregate(made_for=Sum("made_for"), prints=Sum("prints"))
    return max(0, (sums["made_for"] or 0) - (sums["prints"] or 0))
