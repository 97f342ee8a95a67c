"""Blanks that leave the house otherwise than as a card: destroyed, lost, or back to the centre. Two people say so.

From the moment at which one of them says so nobody can print on them.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.minutes import witnesses_in
from pasti.journal.moves import ended, take, take_all
from pasti.kit import free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices
from pasti.stock import ranges
from pasti.stock.models import Blank, Removal
from pasti.stock.states import State

_LEAVES = {Removal.Kind.DESTROYED: "destroy", Removal.Kind.LOST: "lose", Removal.Kind.RETURNED: "give_back"}
# What may leave in which way: what is in the printer is put back first, what is used is a card.
_FROM = {
    Removal.Kind.DESTROYED: (State.SPOILED,),
    Removal.Kind.LOST: (State.IN_STOCK, State.TRAVELLING, State.SPOILED),
    Removal.Kind.RETURNED: (State.IN_STOCK, State.SPOILED),
}


@transaction.atomic
def propose(
    kind: str, written: str, *, reason: str, letter: str = "", witnesses: str = "", by: Actor
) -> Removal:  # fmt: skip
    """Set blanks aside that are to leave, with the minutes for them. Their serials are written as ranges.

    What is destroyed wants two witnesses (SE Mendagri 470.13/11176/SJ), what is lost the police's letter, what goes
    back the letter it goes with. Raises Refused, naming them, for blanks that cannot leave in this way.
    """
    way = Removal.Kind(kind)
    why = free_text.checked(reason, most=300, none=_("Tuliskan alasannya."))
    paper, seen_by = _papers(way, letter, witnesses)
    serials = ranges.listed(written)
    if not serials:
        raise Refused(_("Tuliskan nomor serinya, misalnya BK00012001-BK00012500."))
    # Two who propose at once get two numbers.
    offices.lock_office()
    rows = Blank.objects.select_for_update().filter(serial__in=serials, state__in=_FROM[way])
    if wrong := set(serials) - set(rows.order_by("serial").values_list("serial", flat=True)):
        raise Refused(_("Blangko %s tidak dapat dikeluarkan: periksa keadaannya di daftar.") % ranges.shortly(wrong))
    removal = Removal.objects.create(
        kind=way, serials=ranges.said(serials), count=len(serials), reason=why, letter=paper, witnesses=seen_by,
        **Removal.proposed(by),
    )  # fmt: skip
    take_all(Blank.objects.filter(serial__in=serials), "hold", by=by, changes={"removal": removal, "transfer": None})
    record("removal.propose", subject=removal.subject, by=by, **_facts(removal))
    return removal


def _papers(way: Removal.Kind, letter: str, witnesses: str) -> tuple[str, str]:
    paper = free_text.checked(letter, most=80)
    named = witnesses_in(witnesses)
    if way == Removal.Kind.DESTROYED and len(named) < 2:
        raise Refused(_("Tuliskan dua saksi, satu di setiap baris: nama dan kantornya."))
    if way == Removal.Kind.LOST and not paper:
        raise Refused(_("Tuliskan nomor laporan polisi."))
    if way == Removal.Kind.RETURNED and not paper:
        raise Refused(_("Tuliskan nomor surat pengembaliannya."))
    return paper, "\n".join(named)


@transaction.atomic
def confirm(removal: Removal, *, by: Actor) -> Removal:
    """Agree, as the second person: the blanks have left. Raises NotAllowed for the one who proposed it."""
    if reason := removal.why_not(by):
        raise NotAllowed(reason)
    done = take(removal, "confirm", by=by, changes=ended(by), **_facts(removal))
    take_all(Blank.objects.filter(removal=done), _LEAVES[Removal.Kind(done.kind)], by=by)
    return done


@transaction.atomic
def withdraw(removal: Removal, *, by: Actor) -> Removal:
    """Put what was set aside back to where it was: found again, or a mistake."""
    done = take(removal, "withdraw", by=by, changes=ended(by), **_facts(removal))
    held = Blank.objects.filter(removal=done)
    take_all(held.exclude(reason=""), "release_spoiled", by=by, changes={"removal": None})
    take_all(held.filter(reason=""), "release", by=by, changes={"removal": None})
    return done


def removals() -> QuerySet[Removal]:
    """Return removals: those that wait for somebody first, then the newest."""
    return Removal.objects.order_by("ended_at", "-id")


def serials_of(removal: Removal) -> list[str]:
    """Return the serials that a removal names."""
    return ranges.listed(removal.serials)


def _facts(removal: Removal) -> dict[str, Any]:
    return {
        "way": removal.kind,
        "number": removal.number,
        "count": removal.count,
        "serials": removal.serials,
        "reason": removal.reason,
        "letter": removal.letter,
    }
