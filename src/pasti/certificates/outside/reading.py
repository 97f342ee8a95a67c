"""A program that reads the signature in a PDF: it knows neither Django nor the database (see checking, which asks).

It fetches nothing. Whether a signer is believed hangs on the roots that the office has; whether the document is whole,
and as it was signed, on nobody.
"""

import hashlib
import json
import logging
from io import BytesIO
from pathlib import Path

import pypdfium2
from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdfium2 import raw

from pasti.certificates.outside import DRAW
from pasti.kit import workshop

_MEGABYTES = 1024
# Dots for each point of a page, 144 to the inch: the smallest letters of a letter differ.
_DOTS = 2


def read(content: bytes, roots: str) -> dict[str, object]:
    """Return what the last signature in a PDF says: whether all of it is covered and whole, and who signed."""
    trusted = _roots(Path(roots)) if roots else []
    try:
        signatures = PdfFileReader(BytesIO(content), strict=False).embedded_regular_signatures
        if not signatures:
            return {"whole": False}
        last = signatures[-1]
        status = validate_pdf_signature(last, ValidationContext(trust_roots=trusted, allow_fetching=False))
    except (PdfError, SignatureValidationError, ValueError):
        return {"whole": False}
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    signer = last.signer_cert.subject.native.get("common_name", "")
    return {"whole": bool(status.intact and status.valid and covers), "trusted": bool(status.trusted), "signer": signer}


def pages(content: bytes) -> list[str]:
    """Return a mark for each page of a PDF that is the same where the same is seen, forms and notes too."""
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        return [_mark(page) for page in document]


def _mark(page: pypdfium2.PdfPage) -> str:
    drawn = page.render(scale=_DOTS, may_draw_forms=True)
    shape = f"{page.get_size()} {drawn.width}x{drawn.height} {_notes(page)} ".encode()
    return hashlib.sha256(shape + bytes(drawn.buffer)).hexdigest()


def _notes(page: pypdfium2.PdfPage) -> list[int]:
    """Return what kinds of notes are on a page: each program draws them in its own way. A signature's field is none."""
    kinds = []
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        kinds.append(raw.FPDFAnnot_GetSubtype(note))
        raw.FPDFPage_CloseAnnot(note)
    return sorted(kind for kind in kinds if kind != raw.FPDF_ANNOT_WIDGET)


def _roots(file: Path) -> list[x509.Certificate]:
    written = file.read_bytes()
    return [x509.Certificate.load(der) for _kind, _head, der in pem.unarmor(written, multiple=True)]


def answer(asked: bytes) -> bytes:
    """Answer one question: what a PDF looks like, or, behind a line with the path of the roots, who signed it."""
    if asked.startswith(DRAW):
        return json.dumps(pages(asked.removeprefix(DRAW))).encode()
    roots, _break, content = asked.partition(b"\n")
    return json.dumps(read(content, roots.decode())).encode()


def main() -> None:
    """Read until nobody asks any more."""
    logging.disable(logging.ERROR)
    workshop.serve(answer, megabytes=_MEGABYTES)


if __name__ == "__main__":
    main()
