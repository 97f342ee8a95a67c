"""A program that reads the signature in a PDF: it knows neither Django nor the database (see checking, which asks).

It fetches nothing. Whether a signer is believed hangs on the roots that the office has; whether the document is whole,
and as it was signed, on nobody.
"""

import json
import logging
from io import BytesIO
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pasti.kit import workshop

_MEGABYTES = 1024


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


def _roots(file: Path) -> list[x509.Certificate]:
    written = file.read_bytes()
    return [x509.Certificate.load(der) for _kind, _head, der in pem.unarmor(written, multiple=True)]


def answer(asked: bytes) -> bytes:
    """Answer one question: a line with the path of the roots, and the PDF."""
    roots, _break, content = asked.partition(b"\n")
    return json.dumps(read(content, roots.decode())).encode()


def main() -> None:
    """Read until nobody asks any more."""
    logging.disable(logging.ERROR)
    workshop.serve(answer, megabytes=_MEGABYTES)


if __name__ == "__main__":
    main()
