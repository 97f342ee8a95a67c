"""Telephone numbers: what was typed and what the library read out of it must be the same number.

The library (phonenumbers) helps: it turns letters into digits, leaves out what stands behind a number and takes the
first of two. Whoever reads a number here is asked instead.
"""

import re

import phonenumbers
from django.utils.translation import gettext as _

from pasti.kit import typed
from pasti.kit.errors import Refused

_HOME = "ID"
_CODE = phonenumbers.country_code_for_region(_HOME)
_MARKS = re.compile(r"[0-9+ ./()-]+")
_LABEL = re.compile(r"(?:(?:no|nomor|hp|telp|telepon|tel|wa|whatsapp)[ .:]*)+(?=[0-9+(])", re.IGNORECASE)


def read(written: str) -> str:
    """Return a number as +62…; raise Refused for what is none, is several, or would be another than the one typed."""
    words = typed.clean(written)
    bare = words[label.end() :] if (label := _LABEL.match(words)) else words
    # As one dials from many countries; here it means nothing else.
    bare = f"+{bare[2:]}" if bare.startswith("00") else bare
    try:
        found = phonenumbers.parse(bare, _HOME)
    except phonenumbers.NumberParseException:
        raise Refused(_("Nomor telepon ini tidak terbaca. Contoh: 0812 3456 7890.")) from None
    if not phonenumbers.is_valid_number(found):
        raise Refused(_("Nomor telepon ini tidak lengkap atau salah. Contoh: 0812 3456 7890."))
    if not (_MARKS.fullmatch(bare) and _says(bare, found)):
        raise Refused(_("Tulis satu nomor telepon saja, hanya angkanya. Terbaca: %s.") % shown(_full(found)))
    return _full(found)


def _says(written: str, found: phonenumbers.PhoneNumber) -> bool:
    """Whether these are the digits of that number and no others."""
    digits = "".join(c for c in written if c.isdigit())
    national = phonenumbers.national_significant_number(found)
    abroad = f"{found.country_code}{national}"
    if "+" in written or found.country_code != _CODE:
        # With a nought in brackets, as many write it: +62 (0)812.
        return digits in (abroad, f"{found.country_code}0{national}")
    return digits in (national, f"0{national}", abroad, f"{found.country_code}0{national}")


def _full(found: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """Return 0812-3456-7890 from +62…, a number from abroad with its country; what cannot be read as it is."""
    try:
        found = phonenumbers.parse(number, _HOME)
    except phonenumbers.NumberParseException:
        return number
    kinds = phonenumbers.PhoneNumberFormat
    kind = kinds.NATIONAL if found.country_code == _CODE else kinds.INTERNATIONAL
    return phonenumbers.format_number(found, kind)
