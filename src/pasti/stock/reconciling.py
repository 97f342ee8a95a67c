"""Holding the ledger against itself, and against what the rooms hold that use blanks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import text
from pasti.stock import ranges
from pasti.stock.models import Blank, Check, Delivery, Transfer
from pasti.stock.states import State


@dataclass(frozen=True)
class Held:
    """What a room holds: the blanks in its machine, and those that have become a card."""

    loaded: frozenset[str]
    used: frozenset[str]


Holds = Callable[[], Held]

_asked: list[Holds] = []


def holds_blanks(holds: Holds) -> Holds:
    """Register who says which blanks it holds: `fn()`. No two rooms may hold the same one."""
    _asked.append(holds)
    return holds


@transaction.atomic
def reconcile() -> Check:
    """Hold the ledger against itself and against the rooms; keep and journal what does not agree. Done every night.

    Of blanks it asks: is each box there in whole; is what is loaded in a run, and is each used one a card, and the
    other way round. It looks twice, for people print meanwhile: what is so both times is a finding.
    """
    before = list(_disagreements())
    both = [(say, serials & again) for (say, serials), (_say, again) in zip(before, _disagreements(), strict=True)]
    findings = [{"what": text.both(say), "serials": ranges.said(serials)} for say, serials in both if serials]
    row = Check.objects.create(blanks=Blank.objects.count(), findings=findings)
    if findings:
        record("stock.disagrees", subject=f"stock_check:{row.pk}", by=SYSTEM, count=len(findings))
    return row


def _disagreements() -> Iterator[tuple[Callable[[], str], set[str]]]:
    short = Delivery.objects.annotate(there=Count("blanks")).exclude(there=F("count"))
    yield lambda: _("Isi kotak tidak sama dengan yang diterima"), {delivery.first_serial for delivery in short}
    held = [room() for room in _asked]
    loaded, used = (set().union(*(getattr(one, name) for one in held)) for name in ("loaded", "used"))
    in_printer, cards = _serials(state=State.LOADED), _serials(state=State.USED)
    yield lambda: _("Di mesin cetak menurut daftar, tetapi tidak dalam proses cetak mana pun"), in_printer - loaded
    yield lambda: _("Dalam proses cetak, tetapi menurut daftar tidak di mesin cetak"), loaded - in_printer
    yield lambda: _("Terpakai menurut daftar, tetapi tidak menjadi kartu siapa pun"), cards - used
    yield lambda: _("Menjadi kartu, tetapi menurut daftar tidak terpakai"), used - cards
    ended = Transfer.objects.exclude(state=Transfer.State.ON_ITS_WAY)
    yield lambda: _("Masih dalam perjalanan, tetapi kirimannya sudah selesai"), _serials(transfer__in=ended)


def _serials(**which: object) -> set[str]:
    return set(Blank.objects.filter(**which).values_list("serial", flat=True))


def latest() -> Check | None:
    """Return what the last check found, if there was one."""
    return Check.objects.first()


def findings_of(check: Check | None) -> list[dict[str, str]]:
    """Return what a check found, in the reader's language."""
    language = get_language()
    found = check.findings if check else []
    return [{"what": one["what"].get(language) or one["what"]["id"], "serials": one["serials"]} for one in found]
