"""An office that the centre trusts, and that speaks the protocol as it likes."""

import hashlib
import secrets
import urllib.request
import zlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives import serialization
from cwt import COSE, COSEKey

from pasti.link import document
from tests.fixtures import OtherNode


class Rogue(OtherNode):
    """It holds its own keys, knows the centre's address and node id, and numbers its envelopes itself."""

    def __init__(self, name: str, region: str, centre: str, centre_id: str) -> None:
        super().__init__("office", name, region)
        self.centre, self.centre_id = centre, centre_id
        self.number = self.held = 0
        self.heard: list[dict[str, Any]] = []

    def says(self, *envelopes: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        """Say some envelopes (none: only listen); return the centre's answer and keep what it told."""
        wires = []
        for kind, body in envelopes:
            self.number += 1
            wires.append(
                {"number": self.number, "kind": kind, "key": f"k{self.number}", "body": body,
                 "happened_at": datetime.now(UTC)}
            )  # fmt: skip
        answer = self._post("exchange", {"held": self.held, "aside": {}, "envelopes": wires})
        for wire in answer["envelopes"]:
            if wire["number"] == self.held + 1:
                self.held += 1
                self.heard.append(wire)
        return answer

    def sends(self, content: bytes, *, pretend: str = "") -> dict[str, Any]:
        """Send a file in one piece, or only ask for one whose hash is known."""
        sha256 = pretend or hashlib.sha256(content).hexdigest()
        digest = hashlib.sha256(content).hexdigest()
        said = {"sha256": sha256, "size": max(1, len(content)), "offset": 0, "digest": digest}
        return self._post("parcels", said, content)

    def told(self, application: str) -> list[str]:
        """The statuses that the centre told of a case."""
        return [w["body"]["code"] for w in self.heard if w["kind"] == "record.status"
                and w["body"]["application"] == application]  # fmt: skip

    def cards(self) -> dict[str, bytes]:
        """What was released to it, opened, by case."""
        return {
            wire["body"]["application"]: self.unseal(b64decode(wire["body"]["content"]))
            for wire in self.heard
            if wire["kind"] == "record.release"
        }

    def _post(self, what: str, payload: dict[str, Any], beside: bytes | None = None) -> dict[str, Any]:
        pem = self.signing.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        said = COSE(alg_auto_inclusion=True, kid_auto_inclusion=True).encode(
            zlib.compress(cbor2.dumps(payload | {"nonce": secrets.token_hex(8)})),
            COSEKey.from_pem(pem, kid=self.card.node_id),
            external_aad=cbor2.dumps([self.centre_id, what, b""]),
        )
        head = {"Content-Type": document.CONTENT_TYPE}
        if beside is not None:
            head = {"Content-Type": "application/octet-stream", document.HEADER: b64encode(said).decode()}
        body = said if beside is None else beside
        request = urllib.request.Request(f"{self.centre}/link/v1/{what}", body, head, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            # Signed by the centre; the rogue does not care.
            signed = cbor2.loads(answer.read())
        answered: dict[str, Any] = cbor2.loads(zlib.decompress(signed.value[2]))
        return answered
