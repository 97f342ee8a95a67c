"""Blank cards coming in, going into the machine, being used or spoiled."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text, text, typed
from pasti.kit.errors import Refused
from pasti.stock import ribbons
from pasti.stock.models import Blank, Delivery, Expected
from pasti.stock.ranges import serials_from

_MOST_PER_DELIVERY = 20_000


@transaction.atomic
def receive_delivery(*, first_serial: str, count: int, letter: str, by: Actor) -> Delivery:
    """Take a box of blanks into stock. Raises Refused for a serial that is in the ledger already: a box comes once."""
    if not 1 <= count <= _MOST_PER_DELIVERY:
        raise Refused(_("Jumlahnya harus 1 sampai %s keping.") % _MOST_PER_DELIVERY)
    letter = _letter(letter)
    serials = serials_from(first_serial, count)
    _check_new(serials)
    delivery = Delivery.objects.create(
        letter=letter, first_serial=serials[0], count=count, received_at=clock.now(), received_by=by.name
    )
    blanks = [Blank(serial=serial, delivery=delivery, state=Blank.State.IN_STOCK) for serial in serials]
    try:
        with transaction.atomic():
            Blank.objects.bulk_create(blanks)
    except IntegrityError:  # somebody noted the same box at this moment
        _check_new(serials)
        raise
    record(
        "stock.delivery",
        subject=f"delivery:{delivery.pk}",
        by=by,
        count=count,
        first=serials[0],
        last=serials[-1],
        letter=delivery.letter,
    )
    # What was thought to come under this letter is here; under another letter: the one that was to come first is.
    waiting = list(Expected.objects.select_for_update().filter(over_at=None).order_by("day", "id"))
    if came := next((one for one in waiting if one.letter == letter), next(iter(waiting), None)):
        came.over_at, came.came = delivery.received_at, delivery
        came.save(update_fields=["over_at", "came"])
    return delivery


def _letter(written: str) -> str:
    return free_text.checked(
        written,
        none=_("Tuliskan nomor surat pengantarnya."),
        held=_("16 angka terbaca sebagai NIK. Tulis nomor surat lengkap dengan hurufnya, misalnya 470/123/DKPS/2026."),
    )


@transaction.atomic
def expect_delivery(*, letter: str, day: date, count: int, by: Actor) -> Expected:
    """Note that a box of blanks is to come by a day: dates of cards for which there is no blank yet follow it.

    The same letter again puts another day or number in the place of what was said; the same again changes nothing.
    Raises Refused for a day that is over and for a number that no box has.
    """
    if not 1 <= count <= _MOST_PER_DELIVERY:
        raise Refused(_("Jumlahnya harus 1 sampai %s keping.") % _MOST_PER_DELIVERY)
    if day < clock.today():
        raise Refused(_("%s sudah lewat. Isi hari kiriman diperkirakan tiba.") % text.plain_date(day))
    return note_expected(letter=_letter(letter), day=day, count=count, by=by)


@transaction.atomic
def note_expected(*, letter: str, day: date, count: int, by: Actor) -> Expected:
    """Do the same for what the centre itself has said: more boxes than one may come under its letter."""
    said = Expected.objects.select_for_update().filter(letter=letter, over_at=None).first()
    if said and (said.day, said.count) == (day, count):
        return said
    expected = said or Expected(letter=letter)
    expected.day, expected.count, expected.said_at, expected.said_by = day, count, clock.now(), by.name
    expected.save()
    record("stock.expect", subject=_expected(expected), by=by, count=count, day=str(day), letter=letter)
    return expected


@transaction.atomic
def expect_no_more(key: int, *, by: Actor) -> None:
    """Note that a box that was thought to come will not. Twice is harmless; one that is unknown is nothing."""
    said = Expected.objects.select_for_update().filter(pk=key, over_at=None).first()
    if said is None:
        return
    said.over_at = clock.now()
    said.save(update_fields=["over_at"])
    record("stock.expect_no_more", subject=_expected(said), by=by, day=str(said.day), letter=said.letter)


def _expected(said: Expected) -> str:
    return f"expected:{said.pk}"


def _check_new(serials: list[str]) -> None:
    known = Blank.objects.filter(serial__in=serials).order_by("serial").first()
    if known:
        raise Refused(_("Blangko %s sudah tercatat. Periksa nomor seri pertama.") % known.serial)


@transaction.atomic
def write_off(serial: str, reason: str, *, by: Actor) -> Blank:
    """Note that a blank that lies in stock is spoiled. Raises Refused as `spoil` does, and for one in the machine.

    That one belongs to a card: the print room spoils it and gives the card another.
    """
    blank = Blank.objects.select_for_update().filter(serial=typed.clean(serial).upper()).first()
    if blank and blank.state == Blank.State.LOADED:
        raise Refused(_("Blangko %s ada di mesin cetak; catat kerusakannya di ruang cetak.") % blank.serial)
    return spoil(serial, reason, by=by)


@transaction.atomic
def load(count: int, *, first_serial: str = "", by: Actor) -> list[Blank]:
    """Put the next `count` blanks that lie at the office into the machine, from a serial on if given, in their order.

    Returns them; fewer are never given silently: raises Refused, saying how many there are.
    """
    free = Blank.objects.select_for_update().filter(state=Blank.State.IN_STOCK, place=None)
    if first_serial:
        first = serials_from(first_serial, 1)[0]
        if not free.filter(serial=first).exists():
            raise Refused(_("Blangko %s tidak ada dalam persediaan.") % first)
        free = free.filter(serial__gte=first)
    blanks = list(free.order_by("serial")[:count])
    if len(blanks) < count:
        raise Refused(
            _("Blangko hanya tersedia %(have)s keping; diminta %(want)s.") % {"have": len(blanks), "want": count}
        )
    return [take(blank, "load", by=by, serial=blank.serial) for blank in blanks]


@transaction.atomic
def use(serial: str, *, machine: str = "", by: Actor) -> Blank:
    """Note that a loaded blank has become a card, and that the ribbon in its machine (by name) made a print."""
    ribbons.note_print(machine)
    return take(Blank.objects.get(serial=serial), "use", by=by, changes={"ended_at": clock.now()}, serial=serial)


def put_back(serial: str, *, by: Actor) -> Blank:
    """Put a loaded blank back into stock."""
    return take(Blank.objects.get(serial=serial), "return", by=by, serial=serial)


@transaction.atomic
def spoil(serial: str, reason: str, *, machine: str = "", by: Actor) -> Blank:
    """Note that a blank is spoiled, and why. It waits for its destruction minutes (SE Mendagri 470.13/11176/SJ).

    One that was in the machine has taken a print of the ribbon in it.

    Raises Refused when nothing is said, or with a NIK in it, for which the journal has no place.
    """
    said = free_text.checked(reason, none=_("Tuliskan mengapa blangko rusak."))
    blank = Blank.objects.filter(serial=typed.clean(serial).upper()).first()
    if blank is None:
        raise Refused(_("Blangko %s tidak tercatat.") % serial)
    if blank.state == Blank.State.LOADED:
        ribbons.note_print(machine)
    changes = {"reason": said, "ended_at": clock.now()}
    return take(blank, "spoil", by=by, changes=changes, serial=blank.serial, reason=said)


def lose_card(serial: str, of: str, *, by: Actor) -> Blank:
    """Note that the card that a blank had become was lost before anybody had it: the blank is lost, no longer used.

    `of`: the number of its case, whose minutes two people signed. Raises NotAllowed for a blank that is no card.
    """
    return take(Blank.objects.get(serial=serial), "lose_card", by=by, changes={"reason": of}, serial=serial, reason=of)
