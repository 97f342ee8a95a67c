"""Carrying blanks from one place of the office to another: one sends, another receives."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import ended, take, take_all
from pasti.kit import free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.stock import ranges
from pasti.stock.models import Blank, Place, Transfer
from pasti.stock.states import State, TransferState


@transaction.atomic
def add_place(name: str, *, by: Actor) -> Place:
    """Note a place where blanks may lie, such as a district's office; the head decides.

    Raises NotAllowed for others, and Refused for a place that is known.
    """
    if Role.HEAD not in by.roles:
        raise NotAllowed(_("Tempat penyimpanan ditetapkan kepala."))
    said = free_text.checked(name, most=80, none=_("Tuliskan nama tempatnya."))
    try:
        with transaction.atomic():
            place = Place.objects.create(name=said)
    except IntegrityError as known:
        raise Refused(_("Tempat “%s” sudah ada.") % said) from known
    record("stock.place", subject=f"place:{place.pk}", by=by, place=said)
    return place


def places() -> QuerySet[Place]:
    """Return the places besides the office itself."""
    return Place.objects.all()


def name_of(place: Place | None) -> str:
    """Return what a place is called, in the reader's language; nothing is the office itself."""
    return place.name if place else _("kantor")


@transaction.atomic
def send(written: str, *, origin: Place | None, target: Place | None, carried_by: str, by: Actor) -> Transfer:
    """Send blanks on their way: their serials as ranges, and who carries them. Until they arrive nobody can use them.

    Raises Refused when one of them does not lie at the origin, and when origin and target are one place.
    """
    if origin == target:
        raise Refused(_("Pilih tempat tujuan yang lain."))
    carrier = free_text.checked(carried_by, most=120, none=_("Tuliskan siapa yang membawanya."))
    serials = _given(written)
    lie_at(serials, origin)
    transfer = Transfer.objects.create(
        origin=origin, target=target, serials=ranges.said(serials), count=len(serials), carried_by=carrier,
        sent_by_id=by.id, sent_by=by.name, state=TransferState.ON_ITS_WAY,
    )  # fmt: skip
    _move(serials, "send", by, transfer=transfer, place=target)
    _record("transfer.send", transfer, by, serials)
    return transfer


def why_not(transfer: Transfer, by: Actor) -> str:
    """Return why this person cannot receive what was sent, in a sentence, or nothing."""
    if transfer.sent_by_id == by.id:
        return _("Yang menerima harus orang lain daripada %s.") % transfer.sent_by
    return ""


@transaction.atomic
def arrive(transfer: Transfer, written: str = "", *, by: Actor) -> Transfer:
    """Note that blanks came to where they were sent; nothing written: all that are still on their way.

    What is not among them stays on its way: it is missed, and must be found or reported. Raises NotAllowed for the
    one who sent them, Refused for a serial that is not on its way with them.
    """
    fresh = Transfer.locked(transfer.pk)
    if reason := why_not(fresh, by):
        raise NotAllowed(reason)
    travelling = set(Blank.objects.filter(transfer=fresh).values_list("serial", flat=True))
    came = set(_given(written)) if written.strip() else travelling
    if strange := came - travelling:
        raise Refused(_("Blangko %s tidak ada dalam kiriman ini.") % ranges.shortly(strange))
    _move(sorted(came), "arrive", by, transfer=None)
    if came == travelling:
        fresh = take(fresh, "arrive", by=by, changes=ended(by), **_facts(fresh, came))
    else:
        _record("transfer.part", fresh, by, came)
    return fresh


@transaction.atomic
def cancel(transfer: Transfer, *, by: Actor) -> Transfer:
    """Let what is on its way lie where it came from again."""
    fresh = Transfer.locked(transfer.pk)
    left = list(Blank.objects.filter(transfer=fresh).values_list("serial", flat=True))
    done = take(fresh, "cancel", by=by, changes=ended(by), **_facts(fresh, left))
    _move(left, "arrive", by, transfer=None, place=fresh.origin)
    return done


def transfers() -> QuerySet[Transfer]:
    """Return transfers: what is on its way first, then the newest."""
    return Transfer.objects.select_related("origin", "target").order_by("ended_at", "-id")


def still_travelling(transfer: Transfer) -> list[str]:
    """Return the serials that have not arrived."""
    return list(transfer.blanks.order_by("serial").values_list("serial", flat=True))


def lie_at(serials: list[str], place: Place | None, states: tuple[State, ...] = (State.IN_STOCK,)) -> None:
    """Lock blanks, or raise Refused, naming those that do not lie at a place in one of these states."""
    rows = Blank.objects.select_for_update().filter(serial__in=serials, place=place, state__in=states)
    if missing := set(serials) - set(rows.order_by("serial").values_list("serial", flat=True)):
        said = _("Blangko %(serials)s tidak ada di %(place)s.")
        raise Refused(said % {"serials": ranges.shortly(missing), "place": name_of(place)})


def _given(written: str) -> list[str]:
    serials = ranges.listed(written)
    if not serials:
        raise Refused(_("Tuliskan nomor serinya, misalnya BK00012001-BK00012500."))
    return serials


def _move(serials: list[str], name: str, by: Actor, **changes: object) -> None:
    take_all(Blank.objects.filter(serial__in=serials), name, by=by, changes=dict(changes))


def _record(kind: str, transfer: Transfer, by: Actor, serials: list[str] | set[str]) -> None:
    record(kind, subject=transfer.subject, by=by, **_facts(transfer, serials))


def _facts(transfer: Transfer, serials: list[str] | set[str]) -> dict[str, Any]:
    places = {
        "origin": text.both(lambda: name_of(transfer.origin)),
        "target": text.both(lambda: name_of(transfer.target)),
    }
    return {"count": len(serials), "serials": ranges.said(serials), "carrier": transfer.carried_by, **places}
