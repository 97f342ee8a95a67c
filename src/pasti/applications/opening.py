"""The doors of a case: its code, its paper's QR code, or its number with the birth date. Wrong tries are counted.

Networks are limited by their width, and all together; at the door of birth dates, of which there are few, each number
too. Hammering a number closes that door only: its code, and a browser that knew it before, go on (docs/adr/0017).
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from pasti.applications import known_browser, queries, rules, scans
from pasti.applications.models import Application
from pasti.kit import typed
from pasti.kit.errors import Refused
from pasti.kit.limits import Attempt, Scope, count_attempt
from pasti.offices import policy
from pasti.residents.same import differences

Found = TypeVar("Found", Application | None, list[Application])

_HOUR = timedelta(hours=1)
# A whole hall stands before one kiosk, and mistypes.
_KIOSK_TRIES = 60


def with_code(request: HttpRequest, number: str, code: str) -> Application | None:
    """Open all of a case with its code, in this browser. Raises TooOften."""
    attempt = _count(request, "code", number)
    found = _right(attempt, queries.with_code(number, code))
    if found:
        rules.let_in(request, found, code=queries.plain_code(code))
    return found


def with_scan(request: HttpRequest, scanned: str) -> Application | None:
    """Open all of a case with what its paper's QR code holds, in this browser. Raises TooOften."""
    attempt = _count(request, "code", scans.number_in(scanned))
    found = _right(attempt, scans.read(scanned))
    if found:
        rules.let_in(request, found, code=scans.code_in(scanned))
    return found


def with_birth_date(request: HttpRequest, number: str, birth_date: date) -> Application | None:
    """Show the stage of a case that was handed in, in this browser. Raises TooOften."""
    attempt = _count(request, "birth date", number, each_number=True)
    found = _right(attempt, queries.with_birth_date(number, birth_date))
    if found:
        rules.show_stage(request, found)
    return found


def _count(request: HttpRequest, door: str, number: str, *, each_number: bool = False) -> Attempt:
    tries = policy.value("applications.tries_per_hour")
    scope = Scope(f"open by {door}", _HOUR, tries, policy.value("applications.tries_per_hour_everybody"))
    known = known_browser.name_for(request, number)
    if known:
        return count_attempt(scope, None, also={f"browser {known} {number}": tries})
    return count_attempt(scope, request, also={f"number {number}": tries} if each_number else None)


def at_kiosk(kiosk: str, scanned: str) -> Application | None:
    """Return the case whose paper was scanned at a kiosk, without opening it there. Raises TooOften."""
    attempt = count_attempt(Scope("kiosk scan", _HOUR, 0), None, also={kiosk: _KIOSK_TRIES})
    return _right(attempt, scans.read(scanned))


def at_kiosk_with_birth_date(kiosk: str, number: str, birth_date: date) -> Application | None:
    """Return the case of a number and birth date typed at a kiosk, without opening it there. Raises TooOften."""
    return _right(_count_at_kiosk(kiosk, f"number {number}"), queries.with_birth_date(number, birth_date))


def at_kiosk_with_nik(kiosk: str, nik: str, phone_end: str) -> list[Application]:
    """Return the open cases of a NIK and the last digits of the telephone in them, typed at a kiosk; none opens there.

    Raises TooOften; Refused when the cases are of two people, twins with one NIK for instance.
    """
    found = _right(_count_at_kiosk(kiosk, f"nik {nik}"), queries.open_of_person(nik, phone_end))
    if any(differences(found[0], other) for other in found[1:]):
        raise Refused(_("NIK ini dipakai dua orang. Ketik nomor permohonan, atau ambil nomor untuk bertanya."))
    return found


def at_kiosk_with_name(
    kiosk: str, name: str, birth_date: date, expected: Callable[[Application], bool]
) -> list[Application]:
    """Return the cases of a name and birth date typed at a kiosk that are `expected` today; none opens there.

    Raises TooOften; Refused when they are of two people.
    """
    attempt = _count_at_kiosk(kiosk, f"name {typed.folded(name)}")
    found = _right(attempt, [case for case in queries.open_of_name(name, birth_date) if expected(case)])
    if any(differences(found[0], other) for other in found[1:]):
        raise Refused(_("Ada dua orang dengan nama dan tanggal lahir ini. Ketik nomor permohonan, atau tanya petugas."))
    return found


def _count_at_kiosk(kiosk: str, whose: str) -> Attempt:
    tries = {kiosk: _KIOSK_TRIES, whose: policy.value("applications.tries_per_hour")}
    return count_attempt(Scope("kiosk birth date", _HOUR, 0), None, also=tries)


def _right(attempt: Attempt, found: Found) -> Found:
    """A right answer does not count."""
    if found:
        attempt.take_back()
    return found
