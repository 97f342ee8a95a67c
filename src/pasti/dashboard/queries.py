"""The office at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.accounts import queries as accounts
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.urgent import Urgent
from pasti.appointments import queries as appointments
from pasti.arrivals import queries as arrivals
from pasti.arrivals.queries import Glance
from pasti.certificates import queries as certificates
from pasti.handover import concerns as cards
from pasti.journal import clocks
from pasti.journal import queries as journal
from pasti.kit import clock, text
from pasti.link import queries as links
from pasti.link.health import LinkState, link_state
from pasti.notices import queries as notices
from pasti.offices import queries as offices
from pasti.offices.models import Shift
from pasti.printing import queries as printing
from pasti.promises import queries as promises
from pasti.promises import risk
from pasti.promises.models import Promise
from pasti.queue import queries as queue
from pasti.queue.models import Ticket
from pasti.readiness import escalation, sentences
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.recording import queries as recording
from pasti.recording.models import Recording
from pasti.stock import concerns as blanks
from pasti.stock import queries as stock
from pasti.stock.queries import Ledger

_SHOWN = 8
_KEPT_OVER = timedelta(days=30)


@dataclass(frozen=True)
class Matter:
    """Something that needs somebody: a sentence, and the place where it is dealt with."""

    sentence: str
    place: str
    urgent: bool = False


@dataclass(frozen=True)
class Unheard:
    """A case that was sent too long ago, and what was recorded before under its NIK: perhaps why."""

    case: Application
    earlier: list[Recording]


@dataclass(frozen=True)
class Today:
    """What the head of office wants to know before anybody asks."""

    since: datetime
    wasted: Glance
    tickets: dict[str, int]
    longest: Ticket | None
    expected: int
    counts: dict[str, int]
    states: dict[str, int]
    ready_to_print: int
    printed: int
    suket_owed: int
    suket_overdue: int
    ledger: Ledger
    low: bool
    link: LinkState
    on_shift: list[Shift]
    board: queue.Board
    kept: promises.Kept
    urgent: list[Urgent]
    urgent_count: int
    overdue: list[Promise]
    overdue_count: int
    held: list[Application]
    unheard: list[Unheard]
    unheard_count: int


def today() -> Today:
    """Return how the office stands now."""
    since = clock.at(clock.today())
    late, silent = promises.overdue(), applications.without_news(clock.now())
    return Today(
        since=since,
        wasted=arrivals.glance(),
        tickets=queue.counts_today(),
        longest=queue.longest_waiting(),
        expected=appointments.expected_on(clock.today()).count(),
        counts=applications.counts_since(since),
        states=applications.counts_by_state(),
        ready_to_print=printing.waiting().count(),
        printed=printing.printed_since(clock.today()),
        suket_owed=certificates.owed().count(),
        suket_overdue=certificates.overdue().count(),
        ledger=stock.ledger(),
        low=stock.running_low(),
        link=link_state(),
        on_shift=list(offices.on_shift()),
        board=queue.board(),
        kept=promises.kept_since(since - _KEPT_OVER),
        urgent=risk.at_risk(_SHOWN),
        urgent_count=risk.count_at_risk(),
        overdue=list(late[:_SHOWN]),
        overdue_count=late.count(),
        held=list(applications.held()[:_SHOWN]),
        unheard=[Unheard(case, recording.earlier_of(case)) for case in silent[:_SHOWN]],
        unheard_count=silent.count(),
    )


def matters(now: Today) -> list[Matter]:
    """Return what needs somebody now, the most urgent first; nothing when all goes by itself."""
    found = [
        *_link(now), *_incidents(), *_machine(), *_hall(now), *_cards(now), *_promised(now), *_untold(),
        *_behind_the_scenes(),
    ]  # fmt: skip
    return sorted(found, key=lambda matter: not matter.urgent)


def _link(now: Today) -> Iterator[Matter]:
    link = now.link
    if link.code not in ("up", "absent"):
        values = {"state": link.label, "since": text.moment(link.since) if link.since else "", "n": link.unsent}
        said = _("Sambungan ke pusat: %(state)s sejak %(since)s; %(n)s belum terkirim.")
        sentence = (said if link.since else _("Sambungan ke pusat: %(state)s; %(n)s belum terkirim.")) % values
        yield Matter(sentence, "link:link", urgent=link.code == "down")
    if aside := links.needing_a_person():
        sentence = ngettext(
            "%(n)s kiriman antara kantor dan pusat menunggu keputusan.",
            "%(n)s kiriman antara kantor dan pusat menunggu keputusan.",
            aside,
        )
        yield Matter(sentence % {"n": aside}, "link:link")


def _incidents() -> Iterator[Matter]:
    """What does not stand, what nobody has news of, and letters that are due. The link has a sentence of its own."""
    for incident in readiness.current_incidents():
        fallen = [need for need in incident.scope if not readiness.stands(need).stands]
        if [need for need in fallen if need != Need.LINK]:
            yield Matter(sentences.whole(incident), "readiness:board", urgent=True)
        elif fallen and incident.until and incident.until <= clock.now():
            yield Matter(sentences.until_when(incident), "readiness:board", urgent=True)
        due = escalation.due(incident)
        if due and not due.written:
            said = _("Gangguan %s: surat kepada pusat perlu dibuat.") % incident.number
            yield Matter(said, "readiness:board", urgent=True)


def _untold() -> Iterator[Matter]:
    if count := notices.counts()["call"]:
        late = notices.too_late_soon()
        sentence = ngettext("%(n)s orang perlu ditelepon.", "%(n)s orang perlu ditelepon.", count) % {"n": count}
        if late:
            sentence += " " + _("Di antaranya %(late)s akan berangkat sia-sia dalam sehari.") % {"late": late}
        yield Matter(sentence, "notices:calls", urgent=late > 0)


def _machine() -> Iterator[Matter]:
    if said := (room := recording.room()).said:
        yield Matter(said, "recording:waiting", urgent=room.is_over)
    if back := clocks.set_back_lately():
        yield Matter(back.sentence, "journal")


def _hall(now: Today) -> Iterator[Matter]:
    waiting = now.tickets["waiting"]
    if waiting and not now.on_shift:
        sentence = ngettext(
            "%(n)s orang menunggu, dan tidak ada loket yang dibuka.",
            "%(n)s orang menunggu, dan tidak ada loket yang dibuka.",
            waiting,
        )
        yield Matter(sentence % {"n": waiting}, "offices:lanes", urgent=True)


def _cards(now: Today) -> Iterator[Matter]:
    left, ready = now.ledger.in_stock, now.ready_to_print
    if ready > left:
        said = _("%(ready)s kartu siap cetak, blangko tinggal %(left)s.")
        said = said if left else _("%(ready)s kartu siap cetak, blangko habis.")
        yield Matter(said % {"ready": ready, "left": left}, "stock:ledger", urgent=True)
    if (box := stock.expected_late().first()) is not None:
        said = _("Kiriman blangko yang diperkirakan tiba %s belum datang; catat hari yang baru.")
        yield Matter(said % text.plain_date(box.day), "stock:ledger", urgent=ready > left)
    if late := now.suket_overdue:
        sentence = ngettext(
            "%(n)s Suket sudah lewat masa berlakunya, kartunya belum diserahkan.",
            "%(n)s Suket sudah lewat masa berlakunya, kartunya belum diserahkan.",
            late,
        )
        yield Matter(sentence % {"n": late}, "certificates:owed", urgent=True)
    if now.low and ready <= left:
        said = _("Blangko tinggal %(left)s keping.") if left else _("Blangko habis.")
        yield Matter(said % {"left": left}, "stock:ledger")
    for concern in chain(blanks.concerns(), cards.concerns()):
        yield Matter(concern.sentence, concern.place, urgent=concern.urgent)


def _promised(now: Today) -> Iterator[Matter]:
    if now.urgent_count:
        sentence = ngettext(
            "%(n)s permohonan terancam lewat dari tanggal siapnya.",
            "%(n)s permohonan terancam lewat dari tanggal siapnya.",
            now.urgent_count,
        )
        yield Matter(sentence % {"n": now.urgent_count}, "#terancam", urgent=True)
    if now.overdue_count:
        sentence = ngettext(
            "%(n)s permohonan lewat dari perkiraan.", "%(n)s permohonan lewat dari perkiraan.", now.overdue_count
        )
        yield Matter(sentence % {"n": now.overdue_count}, "#lewat")
    if unheard := now.unheard_count:
        sentence = ngettext(
            "%(n)s rekaman terkirim terlalu lama tanpa kabar dari pusat.",
            "%(n)s rekaman terkirim terlalu lama tanpa kabar dari pusat.",
            unheard,
        )
        yield Matter(sentence % {"n": unheard}, "#tanpa-kabar")
    if held := now.states["held"]:
        sentence = ngettext("%(n)s permohonan tertahan di pusat.", "%(n)s permohonan tertahan di pusat.", held)
        yield Matter(sentence % {"n": held}, "#tertahan")


def _behind_the_scenes() -> Iterator[Matter]:
    if snags := journal.snags().count():
        sentence = ngettext(
            "%(n)s catatan belum dapat ditindaklanjuti.", "%(n)s catatan belum dapat ditindaklanjuti.", snags
        )
        yield Matter(sentence % {"n": snags}, "journal-followers")
    if waiting := accounts.open_proposals().count():
        sentence = ngettext(
            "%(n)s usulan tentang akun menunggu orang kedua.",
            "%(n)s usulan tentang akun menunggu orang kedua.",
            waiting,
        )
        yield Matter(sentence % {"n": waiting}, "accounts:proposals")
