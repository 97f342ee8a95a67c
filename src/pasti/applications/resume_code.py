"""The code of a case: six letters and digits that open all of it, at any time. Only a keyed hash of it is kept."""

from django.db.models import TextChoices
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pasti.kit import typed


class Identity(TextChoices):
    """What somebody showed at the counter to be given a new code."""

    CARD = "card", _("KTP-el pemohon")
    FAMILY_CARD = "family_card", _("KK asli")
    LETTER = "letter", _("surat kuasa (F-1.07) dan KTP-el penerima kuasa")
    OTHER = "other", _("tanda pengenal lain yang berfoto")


def plain(written: str) -> str:
    """Return a code as it was given out; letters may be typed small and with spaces or dashes."""
    return "".join(c for c in typed.clean(written) if c.isalnum()).upper()


def hash_of(number: str, code: str) -> str:
    """Return what is kept of a code."""
    return salted_hmac(f"application-code:{number}", plain(code), algorithm="sha256").hexdigest()
