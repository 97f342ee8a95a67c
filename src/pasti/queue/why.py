"""Why one number was called before another: told from the journal, in a sentence, for as long as it is kept.

What the rule (`order`) looked at when it chose stands in the entries themselves, so that the answer is that of the day,
whatever was decided about the rule, the lanes or the counters since.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from pasti.journal import queries as journal
from pasti.journal.models import Entry
from pasti.kit import text
from pasti.offices import queries as offices

# Two who are called within so long are called by counters that chose at the same moment.
_SAME_MOMENT = timedelta(seconds=5)
# With these its holder begins to wait.
_WAITS = ("ticket.issue", "ticket.pass_on", "ticket.requeue", "ticket.put_back")
_NEVER = datetime.min.replace(tzinfo=UTC)
_TYPED = re.compile(r"([A-Z])[-. ]*0*([0-9]{1,6})")


@dataclass(frozen=True)
class Stand:
    """Where a number stood at a moment."""

    number: str
    waits: bool = False
    lane: str = ""
    counts_from: datetime = _NEVER
    booked_for: datetime | None = None
    priority: bool = False
    issued_at: datetime | None = None
    back: bool = False
    moved: bool = False
    ended: bool = False

    def after(self, entry: Entry) -> "Stand":
        """Return where it stands once something has happened to it."""
        facts, at = entry.facts, entry.happened_at
        match entry.kind:
            case "ticket.issue":
                return Stand(
                    self.number, waits=True, lane=facts["lane"], counts_from=_moment(facts.get("counts_from")) or at,
                    booked_for=_moment(facts.get("booked_for")), priority=bool(facts.get("priority")), issued_at=at,
                )  # fmt: skip
            case "ticket.call":
                return replace(self, waits=False)
            case "ticket.pass_on":
                since = _moment(facts.get("counts_from")) or at
                return replace(self, waits=True, moved=True, lane=facts["lane"], counts_from=since)
            case "ticket.requeue":
                since = _moment(facts.get("counts_from")) or at
                return replace(self, waits=True, back=True, counts_from=since)
            case "ticket.put_back":
                return replace(self, waits=True, counts_from=_moment(facts["counts_from"]) or at)
            case "ticket.miss":
                return replace(self, waits=False)
            case "ticket.serve" | "ticket.recall" | "ticket.attach" | "ticket.hold" | "ticket.resume":
                return self
        return replace(self, waits=False, ended=True)


def why_before(day: date, first: str, second: str) -> str:
    """Return in a sentence why the number `first` (C-001) was called before `second` on a day, or that it was not."""
    own = {number: history(day, number) for number in (first, second)}
    for number, entries in own.items():
        if not entries:
            return _("Nomor %s tidak ada pada hari itu.") % number
    calls = {number: _first_call(entries) for number, entries in own.items()}
    call, other = calls[first], calls[second]
    if call is None:
        return _("%s tidak dipanggil pada hari itu.") % first
    if other and other.pk < call.pk:
        said = _("%(second)s dipanggil lebih dahulu, pukul %(at)s.") % _at(first, second, other.happened_at)
        missed = any(entry.kind == "ticket.miss" and entry.pk < call.pk for entry in own[second])
        return f"{said} {_('%s tidak datang ketika dipanggil.') % second}" if missed else said
    return why_called(day, call, second)


def why_called(day: date, call: Entry, number: str) -> str:
    """Return in a sentence why somebody was called by a call and not the holder of another number."""
    chosen = call.facts["ticket"]
    others = history(day, number)
    later = (e.happened_at for e in others if e.kind == "ticket.call" and e.pk > call.pk)
    return _explained(call, _stand(history(day, chosen), call), _stand(others, call, number), next(later, None))


def why_last_called(day: date, called: str, number: str) -> str:
    """Return in a sentence why somebody was called, the last time that they were, and not the holder of a number."""
    calls = [entry for entry in history(day, called) if entry.kind == "ticket.call"]
    return why_called(day, calls[-1], number) if calls else ""


def _stand(entries: list[Entry], until: Entry, number: str = "") -> Stand:
    """Return where a number stood just before a call."""
    found = Stand(number or until.facts["ticket"])
    for entry in entries:
        if entry.pk < until.pk:
            found = found.after(entry)
    return found


def _first_call(entries: list[Entry]) -> Entry | None:
    return next((entry for entry in entries if entry.kind == "ticket.call"), None)


def history(day: date, number: str) -> list[Entry]:
    """Return what happened to a number on a day, oldest first."""
    return list(journal.of_subject(_subject(day, number)))


@dataclass(frozen=True)
class Passed:
    """A number that was called while another waited, when, and why."""

    number: str
    at: datetime
    why: str


def called_before(day: date, number: str, most: int) -> list[Passed]:
    """Return the last numbers that were called while a number waited, the latest first, each with the reason."""
    own = history(day, number)
    if not own:
        return []
    calls = journal.between(own[0], _end_of_waiting(own), "ticket.call", most, prefix=f"ticket:{day}/")
    return [
        Passed(e.facts["ticket"], e.happened_at, why_called(day, e, number))
        for e in calls
        if e.facts["ticket"] != number
    ]


def _end_of_waiting(own: list[Entry]) -> Entry | None:
    """Return with what the holder of a number waited no longer, for the last time; None while they wait."""
    found = None
    for entry in own:
        if entry.kind in _WAITS:
            found = None
        elif found is None and entry.kind not in ("ticket.attach", "ticket.serve", "ticket.recall"):
            found = entry
    return found


def typed_number(written: str) -> str:
    """Return a number as it is written on a ticket, however it was typed (c1, C 001); nothing for what is none."""
    found = _TYPED.fullmatch(written.strip().upper())
    return f"{found[1]}-{int(found[2]):03d}" if found else ""


def _subject(day: date, number: str) -> str:
    return f"ticket:{day}/{number}"


def _moment(written: object) -> datetime | None:
    return datetime.fromisoformat(str(written)) if written else None


def _explained(call: Entry, chosen: Stand, other: Stand, called_at: datetime | None) -> str:
    """Say why the rule chose one number and not another when this call was made."""
    words = _at(chosen.number, other.number, call.happened_at) | {"counter": call.facts["counter"]}
    if other.issued_at is None:
        return _("Ketika %(first)s dipanggil pukul %(at)s, nomor %(second)s belum diambil.") % words
    if other.ended:
        return _("Ketika %(first)s dipanggil pukul %(at)s, %(second)s sudah selesai atau pulang.") % words
    if not other.waits:
        return _("Ketika %(first)s dipanggil pukul %(at)s, %(second)s tidak sedang menunggu.") % words
    if "lanes" not in call.facts:
        return _("Bagaimana nomor dipilih pada hari itu belum dicatat.")
    if other.lane not in call.facts["lanes"]:
        said = _(
            "%(second)s menunggu di %(lane)s, %(first)s di %(own)s. Loket %(counter)s, yang memanggil %(first)s pukul "
            "%(at)s, tidak memanggil dari %(lane)s."
        )
        return said % (words | {"lane": _lane(other.lane), "own": _lane(chosen.lane)})
    if chosen.priority != other.priority:
        if chosen.priority:
            said = _(
                "%(first)s nomor prioritas dan dipanggil lebih dahulu, pukul %(at)s; paling banyak %(most)s "
                "berturut-turut di satu loket."
            )
        else:
            said = _(
                "Di loket %(counter)s sudah %(n)s nomor prioritas berturut-turut dipanggil; setelah itu giliran satu "
                "nomor lain: %(first)s, pukul %(at)s."
            )
        return said % (words | {"most": call.facts["at_most"], "n": call.facts["in_a_row"]})
    if _comes_first(chosen, other):
        return " ".join([_longer(chosen, other), *_reasons(chosen, other)])
    if called_at and abs(called_at - call.happened_at) <= _SAME_MOMENT:
        return _("%(first)s dan %(second)s dipanggil ke dua loket pada saat yang sama, pukul %(at)s.") % words
    return _("%(first)s dipanggil pukul %(at)s. Catatan tidak cukup untuk menjelaskan urutannya.") % words


def _comes_first(chosen: Stand, other: Stand) -> bool:
    return chosen.counts_from <= other.counts_from


def _longer(chosen: Stand, other: Stand) -> str:
    if text.clock_time(chosen.counts_from) == text.clock_time(other.counts_from):
        return _("%(first)s dan %(second)s dihitung menunggu sejak menit yang sama; %(first)s lebih dahulu.") % {
            "first": chosen.number,
            "second": other.number,
        }
    return _("%(first)s dihitung menunggu sejak pukul %(since)s, %(second)s sejak pukul %(other)s.") % {
        "first": chosen.number,
        "since": text.clock_time(chosen.counts_from),
        "second": other.number,
        "other": text.clock_time(other.counts_from),
    }


def _reasons(*stands: Stand) -> Iterator[str]:
    """Say of each why its wait counts from another moment than that at which it began to wait there."""
    for stand in stands:
        if stand.booked_for and stand.counts_from != stand.issued_at and not stand.moved and not stand.back:
            at = text.clock_time(stand.booked_for)
            yield _("%(number)s punya janji pukul %(at)s.") % {"number": stand.number, "at": at}
        if stand.back:
            yield _("%s tidak datang ketika dipanggil dan masuk lagi.") % stand.number
        elif stand.moved:
            yield _("Waktu menunggu %s di lajur sebelumnya ikut dihitung.") % stand.number


def _lane(letter: str) -> str:
    lane = offices.lane_of(letter)
    return _("lajur %(letter)s (%(name)s)") % {"letter": letter, "name": lane.name} if lane else _("lajur %s") % letter


def _at(first: str, second: str, at: datetime) -> dict[str, object]:
    return {"first": first, "second": second, "at": text.clock_time(at)}
