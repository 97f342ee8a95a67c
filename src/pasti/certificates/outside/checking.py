"""What came back from outside, looked at before it is kept: is it what was sent, whole, and by whom is it signed?"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pasti.certificates.outside import DRAW
from pasti.certificates.outside.port import NotSigned
from pasti.kit.opened import NotOpened, open_file
from pasti.kit.workshop import Failed, Workshop

_PDF = ("application/pdf",)
_reader = Workshop("pasti.certificates.outside.reading", seconds=20.0, jobs=100)


@dataclass(frozen=True)
class Seal:
    """Who signed a document; whether a root that the office has says so, too (None: it has none)."""

    signer: str
    trusted: bool | None


def checked(signed: bytes, sent: bytes) -> Seal:
    """Return the signature of a document that came back. Raises NotSigned for one that must not be kept.

    All of it must be covered by a signature that fits, and each page must show what was sent; where the office has
    roots of trust, the signer's certificate must come from them.
    """
    try:
        said = json.loads(_reader.ask(str(settings.TTE_ROOTS).encode() + b"\n" + signed))
        same = _pages(signed) == _pages(sent)
    except (Failed, NotOpened) as failure:
        raise NotSigned(_("Surat yang kembali tidak dapat dibaca; tidak disimpan.")) from failure
    if not said["whole"]:
        raise NotSigned(_("Tanda tangan pada surat yang kembali tidak cocok; tidak disimpan."))
    if not same:
        raise NotSigned(_("Surat yang kembali bukan surat yang dikirim; tidak disimpan."))
    if settings.TTE_ROOTS and not said["trusted"]:
        raise NotSigned(_("Penanda tangan surat yang kembali tidak dikenal; tidak disimpan."))
    return Seal(said["signer"][:120], trusted=True if settings.TTE_ROOTS else None)


def _pages(document: bytes) -> list[str]:
    """Return each page of a document as it is drawn. A signature may add to a file, and change nothing that is seen."""
    # First what any paper is asked: whether it is one, and not made to use up memory.
    open_file(document, _PDF)
    return list(json.loads(_reader.ask(DRAW + document)))
