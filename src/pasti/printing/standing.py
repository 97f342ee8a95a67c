"""Whether the card machines stand, as their queues last said: what printing rests on (`Need.PRINTER`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.printing import machine_words, printers
from pasti.printing.models import Printer
from pasti.readiness.probes import Answer

# What was seen longer ago says nothing of now.
_SEEN_LATELY = timedelta(minutes=3)
# One time that a queue did not answer is no news yet.
_SILENT_AFTER = timedelta(seconds=25)
# With these no card comes out until somebody has done something; others are a word of warning.
_GRAVE = frozenset({
    "media-empty", "media-needed", "media-jam", "marker-supply-empty", "marker-supply-missing", "toner-empty",
    "cover-open", "door-open", "interlock-open", "input-tray-missing", "output-area-full", "output-tray-missing",
    "paused", "offline", "shutdown", "timed-out", "cups-missing-filter", "cups-insecure-filter",
})  # fmt: skip


@dataclass(frozen=True)
class _Trouble:
    """A machine that does not print: which, why, and since when if that is known."""

    name: str
    why: str
    since: datetime | None = None


def answer() -> Answer | None:
    """Return whether a machine stands by which cards can be printed; None where none stands behind a queue.

    Whether any does: with one of several down printing goes on, and which one that is and why is said.
    """
    now = clock.now()
    seen = [one for one in printers.printers() if one.looked_at and now - one.looked_at <= _SEEN_LATELY]
    if not seen:
        return None
    troubles = [trouble for one in seen if (trouble := _trouble(one, now))]
    why = "; ".join(f"{one.name}: {one.why}" for one in troubles)
    if len(troubles) < len(seen):
        return Answer(stands=True, why=why)
    return Answer(stands=False, why=why, since=max((one.since for one in troubles if one.since), default=None))


def _trouble(printer: Printer, now: datetime) -> _Trouble | None:
    if printer.silent_since:
        silent = printer.silent_since <= now - _SILENT_AFTER
        return _Trouble(printer.name, _("antreannya tidak menjawab"), printer.silent_since) if silent else None
    grave = [reason for reason in printer.reasons if machine_words.plain(reason) in _GRAVE and _is_now(reason)]
    if printer.stopped or grave:
        return _Trouble(printer.name, ", ".join(machine_words.said(grave or printer.reasons)) or _("berhenti"))
    return None


def _is_now(reason: str) -> bool:
    """Whether a reason holds now; a warning says what will be."""
    return not reason.endswith(("-warning", "-report"))
