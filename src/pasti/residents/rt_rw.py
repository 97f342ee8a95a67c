"""RT and RW (neighbourhood and hamlet) as family cards have them: 003, 03A, 03/A, “-”, or both in one: 001/002."""

import re

from django.utils.translation import gettext as _

from pasti.kit import typed
from pasti.kit.errors import Refused

_LABELS = re.compile(r"\b(?:RT|RW)[ .:]*(?=[0-9-])")
_ONE = re.compile(r"[0-9A-Z](?:[0-9A-Z./ -]{0,4}[0-9A-Z])?")
_BOTH = re.compile(r"([0-9]{1,3}[A-Z]?) ?[ /,-] ?([0-9]{1,3}[A-Z]?)")


def read(rt: str, rw: str) -> tuple[str, str]:
    """Return RT and RW as they are kept, or raise Refused. Both written into one of the two are split."""
    first, second = _bare(rt), _bare(rw)
    if both := _BOTH.fullmatch(first):
        first, second = both.group(1), _agreed(both.group(2), second)
    elif both := _BOTH.fullmatch(second):
        first, second = _agreed(both.group(1), first), both.group(2)
    return _kept(first), _kept(second)


def _bare(written: str) -> str:
    return _LABELS.sub("", typed.clean(written).upper()).strip(" .:/")


def _agreed(said: str, other: str) -> str:
    """The half that the other field may say as well, but not otherwise."""
    if other and _kept(other) != _kept(said):
        raise Refused(_("RT dan RW tertulis dua kali dan berbeda. Tulis RT di kolom RT, dan RW di kolom RW."))
    return said


def _kept(written: str) -> str:
    if not written or not set(written) - set("-0"):
        # A family card without them says “-” or 000.
        return "-" if "-" in written else "000" if written else ""
    if not _ONE.fullmatch(written) or not any(c.isdigit() for c in written):
        if not re.fullmatch(r"[IVX]{1,5}|[A-Z]", written):
            raise Refused(_("Tulis seperti di KK, misalnya 003, 03A, 03/A, atau -."))
        return written
    return written.zfill(3) if written.isdigit() else written
