"""An office that has a code, written a second time from its description, so that a change of format is noticed."""

import json
from base64 import b64decode, b64encode
from functools import cache
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from tests.fixtures import OtherNode

from pasti.link import queries
from pasti.link.tests.other_side import hear, say


@cache
def _key(code: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(Scrypt(b"pasti invitation 1", 32, 2**16, 8, 1).derive(code.encode()))


class Applicant:
    """It may lie as it likes: `card` is what it shows, `node` whose keys it holds."""

    def __init__(self, node: OtherNode, code: str) -> None:
        self.node, self.card = node, node.card.text()
        self.key = _key(code)
        self.public = b64encode(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        self.client = Client()

    def asks(self) -> tuple[int, dict[str, Any]]:
        answer = self._post("", {"code": self.public})
        return answer.status_code, json.loads(answer.content) if answer.status_code == 200 else {}

    def proof(self) -> str:
        ours = queries.this_node().node_id
        return b64encode(self.key.sign(cbor2.dumps(["pasti office 1", self.public, ours, self.card]))).decode()

    def document(self, **other: Any) -> bytes:
        return say(self.node, {"code": self.public, "proof": self.proof(), **other}, about="invitation")

    def says(self, document: bytes) -> tuple[int, dict[str, Any]]:
        answer = self._post("/join", {"card": self.card, "document": b64encode(document).decode()})
        if answer.status_code != 200:
            return answer.status_code, {}
        return 200, hear(answer.content, self.node, about="invitation", answering=document)

    def comes_in(self) -> str:
        """Do all of it; return nothing when it is in, else why not."""
        status, first = self.says(self.document())
        if status != 200:
            return str(status)
        _status, then = self.says(self.document(opened=self.node.unseal(first["sealed"])))
        assert bool(then["joined"]) is not bool(then["refused"])
        return str(then["refused"])

    def _post(self, way: str, said: dict[str, Any]) -> Any:
        return self.client.post(f"/link/v1/invitation{way}", json.dumps(said), content_type="application/json")

    def vouched(self, offered: dict[str, Any]) -> None:
        """Raise InvalidSignature unless what was offered was signed with the code."""
        fields = [offered[name] for name in ("card", "region", "replaces", "retires")]
        said = cbor2.dumps(["pasti centre 1", self.public, *fields])
        self.key.public_key().verify(b64decode(offered["voucher"]), said)
