"""The card machines that stand behind a queue, and how each is."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.printing import ipp, machine_words
from pasti.printing.models import Printer, Run
from pasti.printing.states import RunState

_MAY = frozenset({Role.ADMIN, Role.HEAD})
# That a machine is as it was is written down so often.
_NOTED_EVERY_SECONDS = 30


@transaction.atomic
def add_printer(name: str, *, address: str, encoder: str = "", by: Actor) -> Printer:
    """Note a card machine and the address of its queue, as ipp://host/printers/name; runs may be sent to it then.

    `encoder` is where the service listens that writes chips, as http://host:port (docs/device-port.md); none: by hand.

    Raises NotAllowed for all but administrator and head, Refused for what is no address of a queue or of an encoder,
    or holds a password, and for a name that is used.
    """
    _check_may(by)
    said = free_text.checked(name, most=60, none=_("Tuliskan nama mesinnya, misalnya tempatnya berdiri."))
    queue, encoder = _queue_in(address), _encoder_in(encoder)
    known = Printer.objects.select_for_update().filter(name=said).first()
    if known and known.closed_at is None:
        raise Refused(_("Mesin “%s” sudah tercatat.") % said)
    if known:
        known.address, known.encoder = queue, encoder
        known.closed_at, known.looked_at, known.silent_since = None, None, None
        known.save()
    else:
        try:
            with transaction.atomic():
                known = Printer.objects.create(name=said, address=queue, encoder=encoder)
        except IntegrityError as there:  # somebody noted the same at this moment
            raise Refused(_("Mesin “%s” sudah tercatat.") % said) from there
    record("printer.add", subject=f"printer:{known.pk}", by=by, name=said, address=queue)
    return known


def _queue_in(address: str) -> str:
    form = _("Alamat antrean seperti ipp://localhost/printers/kartu.")
    said, parts = _address_in(address, ("ipp", "ipps"), form)
    if not parts.path.strip("/"):
        raise Refused(form)
    if parts.username or parts.password:
        raise Refused(_("Alamat antrean tanpa nama pengguna dan kata sandi."))
    return said


def _encoder_in(address: str) -> str:
    if not address.strip():
        return ""
    said, parts = _address_in(address, ("http", "https"), _("Alamat alat chip seperti http://192.168.1.30:8030."))
    if parts.username or parts.password:
        raise Refused(_("Alamat alat chip tanpa nama pengguna dan kata sandi."))
    return said


def _address_in(written: str, schemes: tuple[str, ...], form: str) -> tuple[str, SplitResult]:
    said = written.strip()
    try:
        parts = urlsplit(said)
        fits = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError as broken:
        raise Refused(form) from broken
    if not fits or any(letter in said for letter in " \"'\\<>") or len(said) > 200:
        raise Refused(form)
    return said, parts


@transaction.atomic
def close_printer(printer: Printer, *, by: Actor) -> None:
    """Use a machine no longer. Twice is harmless; refused while a run goes to it."""
    _check_may(by)
    fresh = Printer.objects.select_for_update().get(pk=printer.pk)
    if fresh.closed_at is not None:
        return
    if Run.objects.filter(printer=fresh).exclude(state=RunState.FINISHED).exists():
        raise Refused(_("Masih ada proses cetak yang berjalan di mesin ini."))
    fresh.closed_at = clock.now()
    fresh.save(update_fields=["closed_at"])
    record("printer.close", subject=f"printer:{fresh.pk}", by=by, name=fresh.name)


def _check_may(by: Actor) -> None:
    if not _MAY & by.roles:
        raise NotAllowed(_("Mesin cetak diatur admin atau kepala kantor."))


def printers() -> QuerySet[Printer]:
    """Return the machines that are used."""
    return Printer.objects.filter(closed_at=None)


def names() -> list[str]:
    """Return the names of the machines that are used."""
    return list(printers().values_list("name", flat=True))


def in_use(key: int) -> Printer | None:
    """Return a machine that is used."""
    return printers().filter(pk=key).first()


def how(printer: Printer) -> tuple[str, str]:
    """Return how a machine is, as a state and in words an operator uses, in the reader's language."""
    if printer.looked_at is None:
        return "unknown", _("belum terlihat")
    if printer.silent_since:
        return "down", _("tidak menjawab sejak %s") % text.short_moment(printer.silent_since)
    said = machine_words.said(printer.reasons)
    if printer.stopped:
        return "down", ", ".join(said) or _("berhenti")
    return ("degraded", ", ".join(said)) if said else ("up", _("siap"))


def note(printer: Printer, seen: ipp.Seen | None) -> None:
    """Write down how a machine is; `seen` is None when its queue did not answer. Rarely, if nothing has changed."""
    now = clock.now()
    new: dict[str, Any] = {"silent_since": printer.silent_since or now}
    if seen is not None:
        new = {"silent_since": None, "stopped": seen.state == ipp.STOPPED, "reasons": list(seen.reasons)}
    old = {name: getattr(printer, name) for name in new}
    fresh = printer.looked_at and abs((now - printer.looked_at).total_seconds()) < _NOTED_EVERY_SECONDS
    if new != old or not fresh:
        Printer.objects.filter(pk=printer.pk).update(looked_at=now, **new)
