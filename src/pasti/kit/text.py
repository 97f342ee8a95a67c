"""How an Indonesian office writes dates, times and numbers."""

from datetime import date, datetime

import phonenumbers
from django.conf import settings
from django.utils import formats, timezone, translation

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


def masked(digits: str) -> str:
    """3275********0001: enough for the owner to recognise, too little for anybody else."""
    return digits[:4] + "*" * (len(digits) - 8) + digits[-4:] if len(digits) > 8 else "*" * len(digits)


def phone(number: str) -> str:
    """0812-3456-7890, from +62…; what cannot be read is shown as it is."""
    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def and_list(words: list[str]) -> str:
    """a, b dan c."""
    if len(words) < 2:
        return "".join(words)
    joiner = " dan " if indonesian() else " and "
    return ", ".join(words[:-1]) + joiner + words[-1]
