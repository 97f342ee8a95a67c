"""Every face is a specimen unless the authority has signed a licence for this node that holds today."""

import json
from base64 import b64encode
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pypdf import PdfReader
from tests.cast import MONDAY

from pasti.link import queries as link
from pasti.printing import actions, faces, licence

KEY = Ed25519PrivateKey.generate()
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
AUTHORITY = b64encode(KEY.public_key().public_bytes(*RAW)).decode()
TODAY = MONDAY.date()


def said(**other: Any) -> dict[str, Any]:
    given = {
        "purpose": "print-cards",
        "node": link.this_node().node_id,
        "letter": "470/1",
        "first": TODAY,
        "last": TODAY,
    }
    return {name: str(value) for name, value in {**given, **other}.items()}


def signed(content: dict[str, Any] | bytes, by: Ed25519PrivateKey = KEY) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return f"{b64encode(raw).decode()}.{b64encode(by.sign(raw)).decode()}"


def pages(ready, joko) -> list[str]:
    ready(1)
    run = actions.start_run(1, by=joko)
    return [page.extract_text() for page in PdfReader(BytesIO(faces.draw(list(run.jobs.all())))).pages]


def test_with_a_licence_that_holds_no_face_is_a_specimen(ready, joko, settings):
    settings.CARD_AUTHORITY, settings.CARD_LICENCE = AUTHORITY, signed(said()) + "\n"
    drawn = pages(ready, joko)
    assert len(drawn) == 2
    assert not any("SPECIMEN" in page or "NOT AN OFFICIAL" in page or "Contoh" in page for page in drawn)
    assert "BK00000001" in drawn[1]


@pytest.mark.parametrize("spoilt", ["no key", "no licence", "over", "tomorrow", "another node"])
def test_without_one_that_holds_every_face_is(ready, joko, settings, spoilt):
    day = timedelta(days=1)
    content = {
        "over": said(first=TODAY - 9 * day, last=TODAY - day),
        "tomorrow": said(first=TODAY + day, last=TODAY + 9 * day),
        "another node": said(node="office-0000"),
    }.get(spoilt, said())
    settings.CARD_AUTHORITY = "" if spoilt == "no key" else AUTHORITY
    settings.CARD_LICENCE = "" if spoilt == "no licence" else signed(content)
    assert not licence.holds()
    assert all("SPECIMEN" in page for page in pages(ready, joko))


def test_what_the_authority_has_not_signed_is_none(office):
    good = signed(said())
    content, _dot, signature = good.partition(".")
    other = b64encode(json.dumps(said(last=date(2099, 1, 1))).encode()).decode()
    assert licence.read(good, AUTHORITY) is not None
    for forged in (
        f"{other}.{signature}", f"{content}.", content, f"{content}.{signature}x", f".{signature}", "x",
        signed(said(), Ed25519PrivateKey.generate()), signed(b"[]"), signed(said(purpose="x")), signed(said(extra="x")),
        signed(said(first="x")),
    ):  # fmt: skip
        assert licence.read(forged, AUTHORITY) is None, forged
    for key in ("x", "", b64encode(b"x").decode(), AUTHORITY[:-4]):
        assert licence.read(good, key) is None, key
