"""What people write in their own words: kept as they wrote it, but never with a number of sixteen digits in it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.kit import text, typed
from pasti.kit.errors import Refused

# Said by each field, too, in the words that Django fills in.
TOO_LONG = gettext_lazy(
    "Paling panjang %(limit_value)d huruf; Anda menulis %(show_value)d. Singkat dahulu supaya tidak ada yang terpotong."
)


def checked(written: str, *, most: int = 0, none: str = "", held: str = "") -> str:
    """Return what somebody wrote, clean (`kit.typed`), all of it.

    Raises Refused with the sentence `none`, if there is one, when nothing is said, for more than `most` letters (0: as
    many as there are), and with `held` (or the usual sentence) when a NIK or a family card number is in it: journal,
    notices and other people's screens have no place for one. Every action that takes such words from a person asks
    this.
    """
    words = typed.clean(written, lines=True)
    if none and not words:
        raise Refused(none)
    if most and len(words) > most:
        raise Refused(str(TOO_LONG) % {"limit_value": most, "show_value": len(words)})
    if text.holds_nik(words):
        raise Refused(held or _("Jangan tulis NIK atau nomor KK lengkap di sini; empat angka terakhir cukup."))
    return words


def validate(written: Any) -> None:
    """Say the same beside the field of a form. What is longer than any field takes is not looked through."""
    if len(str(written)) > typed.LONGEST:
        raise ValidationError(_("Ini terlalu panjang. Singkat dahulu supaya tidak ada yang terpotong."))
    try:
        checked(str(written))
    except Refused as refused:
        raise ValidationError(str(refused)) from refused
