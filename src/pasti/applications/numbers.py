"""Application numbers: twelve digits that can be said over the telephone and typed on any keypad.

Regency (4) + random (7) + check digit (1), written 3275-4821-7708. The check digit is Damm's: it catches every single
wrong digit and every two neighbours swapped. Random, so that numbers say nothing about each other.
"""

import secrets

from django.utils.translation import gettext as _

from pasti.kit.errors import Refused

# Damm's quasigroup of order 10 (H. M. Damm, 2004).
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

# Without 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: these are read wrong from paper.
_CODE_LETTERS = "34679ACDEFGHJKMNPQRTWXY"


def _check_digit(digits: str) -> str:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def new_number(region_code: str) -> str:
    """Return a fresh number for an office of that regency ("32.75")."""
    body = region_code.replace(".", "")[:4] + f"{secrets.randbelow(10**7):07d}"
    return body + _check_digit(body)


def is_number(digits: str) -> bool:
    """Whether these are twelve digits with the right check digit."""
    return len(digits) == 12 and digits.isascii() and digits.isdigit() and _check_digit(digits[:-1]) == digits[-1]


def read_number(written: str) -> str:
    """Return the twelve digits of a number as people write it, or raise Refused."""
    digits = "".join(c for c in written if c.isdigit())
    if len(digits) != 12:
        raise Refused(_("Nomor permohonan terdiri dari 12 angka; Anda menulis %d angka.") % len(digits))
    if not is_number(digits):
        raise Refused(_("Nomor permohonan ini salah ketik. Periksa lagi angkanya pada bukti Anda."))
    return digits


def new_code() -> str:
    """Return a fresh six-letter code with which a draft is resumed."""
    return "".join(secrets.choice(_CODE_LETTERS) for _position in range(6))
