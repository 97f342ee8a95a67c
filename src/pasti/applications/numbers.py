"""Application numbers: digits that can be said over the telephone and typed on any keypad.

Regency (4) + block of the node that gave it (2) + random (7) + check digit (1), written 3275-481-770-8161. Two nodes
have no block in common (`offices.blocks`), so they never give the same number; random, so that numbers say nothing
about each other. The check digit is Damm's: it catches every single wrong digit and every two neighbours swapped.
Where a NIK has the month of birth there is no month: with two more digits behind it, it still reads as no NIK.

Numbers of twelve digits (regency, seven random ones, check digit: 3275-4821-7708) were given until there were blocks;
they go on.
"""

import re
import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from pasti.kit import typed
from pasti.kit.check_digit import check_digit, is_checked
from pasti.kit.errors import Refused

# Without 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: these are read wrong from paper.
_CODE_LETTERS = "34679ACDEFGHJKMNPQRTWXY"


_LENGTHS = (14, 12)
_MONTH = slice(8, 10)
_MONTHS = {f"{month:02d}" for month in range(1, 13)}


def _regency(region_code: str) -> str:
    return region_code.replace(".", "")[:4]


def new_number(region_code: str, blocks: Sequence[str]) -> str:
    """Return a fresh number for a node that holds these blocks ("57") of that regency ("32.75")."""
    while True:
        body = _regency(region_code) + secrets.choice(blocks) + f"{secrets.randbelow(10**7):07d}"
        if body[_MONTH] not in _MONTHS:
            return body + check_digit(body)


def is_number(digits: str) -> bool:
    """Whether these are as many digits as a number has, with the right check digit."""
    return len(digits) in _LENGTHS and is_checked(digits)


def read_number(written: str, *, region_code: str = "") -> str:
    """Return the digits of a number as people write it, or raise Refused.

    At an office of that regency ("32.75") its four digits may be left out: everybody there has the same.
    """
    digits = "".join(c for c in typed.clean(written) if c.isdigit())
    if region_code and len(digits) + 4 in _LENGTHS:
        digits = _regency(region_code) + digits
    if len(digits) not in _LENGTHS:
        raise Refused(_("Nomor permohonan terdiri dari 14 angka (yang lama 12); Anda menulis %d angka.") % len(digits))
    if not is_number(digits):
        raise Refused(_("Nomor permohonan ini salah ketik. Periksa lagi angkanya pada bukti Anda."))
    return digits


def at_the_end(address: str) -> str:
    """Return the number at the end of an address that a scanner read from a QR code, or nothing."""
    found = re.search(r"(?<![0-9])(?:[0-9]{14}|[0-9]{12})$", typed.clean(address))
    return found.group() if found else ""


def new_code() -> str:
    """Return a fresh six-letter code with which a draft is resumed."""
    return "".join(secrets.choice(_CODE_LETTERS) for _position in range(6))
