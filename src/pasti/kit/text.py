"""How an Indonesian office writes dates, times and numbers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from pasti.kit import long_numbers

_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def zone_label() -> str:
    """Return WIB, WITA or WIT."""
    return _ZONES.get(settings.TIME_ZONE, settings.TIME_ZONE)


def long_date(day: date) -> str:
    """Senin, 4 Juli 2022 (English: Monday, 4 July 2022)."""
    return formats.date_format(day, "l, j F Y")


def plain_date(day: date) -> str:
    """4 Juli 2022."""
    return formats.date_format(day, "j F Y")


def clock_time(moment: datetime) -> str:
    """13.00 (English: 13:00), in the office's zone."""
    local = timezone.localtime(moment)
    return local.strftime("%H.%M" if indonesian() else "%H:%M")


def indonesian() -> bool:
    """Whether the reader reads Indonesian."""
    return (translation.get_language() or "id").startswith("id")


def moment(at: datetime) -> str:
    """Senin, 4 Juli 2022 pukul 13.00 WIB."""
    local = timezone.localtime(at)
    joiner = " pukul " if indonesian() else " at "
    return f"{long_date(local.date())}{joiner}{clock_time(at)} {zone_label()}"


def short_moment(at: datetime) -> str:
    """4 Jul 13.00: for dense tables."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local.date(), 'j M')} {clock_time(at)}"


def week(hours: Iterable[Sequence[Any]]) -> str:
    """Senin–Kamis 08.00–15.00 (istirahat 12.00–13.00 dan 14.30–14.45), Jumat 08.00–14.30.

    From (day of the week, "08:00", "15:00", and each break "12:00–13:00"); Monday is 0.
    """
    runs: list[tuple[int, int, str]] = []
    for day, opens, closes, *breaks in hours:
        times = f"{opens}–{closes}"
        # Entries from when a day had one break say an empty one for none.
        if pause := and_list([each for each in breaks if each]):
            times += " " + gettext("(istirahat %s)") % pause
        first, last, before = runs[-1] if runs else (day, day, "")
        if (last, before) == (day - 1, times):
            runs[-1] = (first, day, times)
        else:
            runs.append((day, day, times))
    said = ", ".join(
        f"{WEEKDAYS[first]} {times}" if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]} {times}"
        for first, last, times in runs
    )
    return said.replace(":", ".") if indonesian() else said


def both(say: Callable[[], str]) -> dict[str, str]:
    """Return what is said in each language, for what is written down now and read later by anybody."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = say()
    return said


def rupiah(amount: int) -> str:
    """Rp10.000, in either language as it stands on a receipt."""
    return f"Rp{amount:,}".replace(",", ".")


def masked(digits: str) -> str:
    """3275********0001: enough for the owner to recognise, too little for anybody else."""
    return digits[:4] + "*" * (len(digits) - 8) + digits[-4:] if len(digits) > 8 else "*" * len(digits)


def holds_nik(words: str) -> bool:
    """Whether sixteen digits stand in words, as a NIK or a family card number has them, in whatever disguise."""
    return long_numbers.held_in(words)


def without_niks(words: str) -> str:
    """Return words with every number of sixteen digits masked."""
    return long_numbers.replaced(words, masked)


def spaced(number: str) -> str:
    """3275-481-770-8161: a case's digits as people read them out (12 of old); anything else is shown as it is."""
    groups = {14: (4, 3, 3, 4), 12: (4, 4, 4)}.get(len(number)) if number.isdigit() else None
    if groups is None:
        return number
    ends = [sum(groups[: i + 1]) for i in range(len(groups))]
    return "-".join(number[end - size : end] for end, size in zip(ends, groups, strict=True))


def within(label: str) -> str:
    """Return a label as it stands within a sentence: “nama lengkap”, but “NIK”."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def and_list(words: list[str]) -> str:
    """a, b, dan c (English: a, b and c)."""
    if len(words) < 2:
        return "".join(words)
    if not indonesian():
        return ", ".join(words[:-1]) + " and " + words[-1]
    return ", ".join(words[:-1]) + (", dan " if len(words) > 2 else " dan ") + words[-1]
