"""The device port: how a recording station talks to the capture service beside it (docs/device-port.md)."""

import json
from base64 import b64decode
from dataclasses import dataclass

import urllib3
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.kit.errors import Refused

_PNG = b"\x89PNG\r\n\x1a\n"
# Base64 of 3 MB: a packet of twelve such images still fits through the link.
_LONGEST_IMAGE = 4_000_000

_pool = urllib3.PoolManager(maxsize=4, timeout=urllib3.Timeout(connect=2, read=20), retries=False)


class DeviceTrouble(Refused):
    """The capture service cannot be reached, or says that it cannot capture. Nothing was lost."""


@dataclass(frozen=True)
class Captured:
    """One image from the device: PNG bytes and its quality from 0 to 100."""

    position: str
    image: bytes
    quality: int


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")
    position: str
    image: str = Field(max_length=_LONGEST_IMAGE)
    quality: int = Field(ge=0, le=100)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    device: str = ""
    captures: list[_Item]


def describe(url: str) -> str:
    """Return the name and state of the device behind a capture service. Raises DeviceTrouble."""
    said = _ask("GET", f"{url.rstrip('/')}/v1/device")
    return f"{said.get('maker', '?')} {said.get('model', '?')} {said.get('serial', '')}".strip()


def capture(url: str, modality: str, positions: list[str]) -> list[Captured]:
    """Capture these positions in one go; the device asks the person. Never called inside a transaction.

    Raises DeviceTrouble with what the clerk can do.
    """
    asked: dict[str, object] = {"modality": modality, "positions": positions}
    said = _ask("POST", f"{url.rstrip('/')}/v1/captures", asked)
    try:
        answer = _Answer.model_validate(said)
        found = [Captured(item.position, _png(item.image), item.quality) for item in answer.captures]
    except (ValidationError, ValueError) as failure:
        raise DeviceTrouble(_("Jawaban alat perekaman tidak dapat dibaca. Nyalakan ulang alatnya.")) from failure
    missing = set(positions) - {item.position for item in found}
    if missing:
        raise DeviceTrouble(_("Ada jari atau mata yang tidak terbaca alat. Ulangi, atau catat sebagai pengecualian."))
    return [item for item in found if item.position in positions]


def _png(encoded: str) -> bytes:
    image = b64decode(encoded, validate=True)
    if not image.startswith(_PNG):
        raise ValueError("not a PNG")
    return image


def _ask(method: str, url: str, body: dict[str, object] | None = None) -> dict[str, object]:
    try:
        response = _pool.request(method, url, json=body) if body else _pool.request(method, url)
        said = json.loads(response.data)
    except (urllib3.exceptions.HTTPError, ValueError, RecursionError) as failure:
        raise DeviceTrouble(
            _("Alat perekaman tidak menjawab. Periksa kabel dan layanan perekam, lalu coba lagi.")
        ) from failure
    if response.status != 200 or not isinstance(said, dict):
        problem = said.get("problem") if isinstance(said, dict) else None
        raise DeviceTrouble(str(problem) if problem else _("Alat perekaman menolak permintaan (%d).") % response.status)
    return said
