"""BSrE's Esign Client Service, version 2, as its technical guide describes it: PDFs in, signed PDFs out.

The service stands in the region's own data centre. `POST /api/v2/sign/pdf` with the application's name and password
(HTTP Basic); the signer is said by NIK or e-mail address, with a passphrase.
"""

import json
from base64 import b64decode, b64encode
from typing import Any

import urllib3
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.certificates.outside.port import Away, Declined, Signatory
from pasti.kit import long_numbers
from pasti.kit.words import filled

# Signing a document takes the service a second or two; it is asked for twenty at most.
_pool = urllib3.PoolManager(maxsize=2, timeout=urllib3.Timeout(connect=5, read=60), retries=False)


def is_on() -> bool:
    """Whether the office has set it up."""
    return bool(settings.TTE_URL and settings.TTE_USER)


def sign(documents: list[bytes], signatory: Signatory) -> list[bytes]:
    """Return PDFs as the service signed them, in the same order. Never called inside a transaction.

    Raises Away when it cannot be reached or nobody knows what it did, and Declined with what it said.
    """
    asked = {
        "email" if "@" in signatory.identity else "nik": signatory.identity,
        "passphrase": signatory.passphrase,
        "signatureProperties": [{"tampilan": "INVISIBLE"} for _one in documents],
        "file": [b64encode(document).decode() for document in documents],
    }
    try:
        answer = _pool.request(
            "POST", f"{settings.TTE_URL.rstrip('/')}/api/v2/sign/pdf", body=json.dumps(asked).encode(),
            headers={
                "Content-Type": "application/json",
                **urllib3.make_headers(basic_auth=f"{settings.TTE_USER}:{settings.TTE_PASSWORD}"),
            },
        )  # fmt: skip
    except urllib3.exceptions.HTTPError as failure:
        raise Away(_away()) from failure
    return _signed(answer.status, _read(answer.data), len(documents))


def _away() -> Promise:
    return _(
        "Layanan tanda tangan elektronik tidak dapat dihubungi. Cetak dan tanda tangani basah, atau coba lagi nanti."
    )


def _read(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _signed(status: int, said: dict[str, Any], count: int) -> list[bytes]:
    if status == 200 and isinstance(said.get("file"), list):
        try:
            found = [b64decode(one, validate=True) for one in said["file"]]
        except (ValueError, TypeError):
            found = []
        if len(found) == count:
            return found
        raise Away(_("Jawaban layanan tanda tangan elektronik tidak dapat dibaca. Coba lagi nanti."))
    if status == 401:
        raise Declined(
            _("Nama atau kata sandi aplikasi untuk layanan tanda tangan elektronik salah. Hubungi pengelola.")
        )
    if status >= 500 or not isinstance(said.get("error"), str):
        raise Away(_away())
    # Whatever it says back, no number of a person is kept.
    words = long_numbers.replaced(said["error"], lambda _number: "…")[:150]
    raise Declined(filled(_("Layanan tanda tangan elektronik menolak: %(words)s"), words=words))
