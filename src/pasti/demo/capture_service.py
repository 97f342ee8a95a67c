"""A simulated capture service: speaks the device port (docs/device-port.md) and answers with drawn pictures.

Runs as a process of its own: python -m pasti.demo.capture_service --port 8020
"""

import argparse
import json
import random
import secrets
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pasti.demo import pictures

_FINGERS = {
    f"{side}-{finger}" for side in ("right", "left") for finger in ("thumb", "index", "middle", "ring", "little")
}
_EYES = {"right-eye", "left-eye"}
_PARTS = {"right-index", "left-index", "right-thumb", "left-thumb", "face"}
_KNOWN = {"finger": _FINGERS, "iris": _EYES}


class Handler(BaseHTTPRequestHandler):
    """Answers like a device that works."""

    def do_GET(self) -> None:
        if self.path == "/v1/device":
            self._say(200, {"maker": "Pasti", "model": "simulasi", "serial": "SIM-1", "ready": True})
        else:
            self._say(404, {"problem": "Alat ini tidak mengenal permintaan itu."})

    def do_POST(self) -> None:
        if self.path == "/v1/checks":
            self._check()
        elif self.path == "/v1/captures":
            self._capture()
        else:
            self._say(404, {"problem": "Alat ini tidak mengenal permintaan itu."})

    def _check(self) -> None:
        """Compare who stands there with the card that lies on it: on this device the right card always does."""
        try:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            part, serial = str(asked["part"]), str(asked["serial"])
        except (ValueError, KeyError, TypeError):
            self._say(400, {"problem": "Permintaan tidak terbaca."})
            return
        if part not in _PARTS:
            self._say(400, {"problem": "Alat ini tidak mengenal bagian itu."})
            return
        # Thumbs are worn, and the left forefinger is never on its cards: something to try the other answers with.
        result = {"left-index": "no-match", "left-thumb": "not-usable", "right-thumb": "not-usable"}.get(part, "match")
        self._say(200, {"serial": serial or "SIM00000001", "result": result})

    def _capture(self) -> None:
        try:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            modality, positions = str(asked["modality"]), [str(p) for p in asked["positions"]]
        except (ValueError, KeyError, TypeError):
            self._say(400, {"problem": "Permintaan tidak terbaca."})
            return
        if modality not in _KNOWN or not positions or not set(positions) <= _KNOWN[modality]:
            self._say(400, {"problem": "Alat ini tidak mengenal bagian itu."})
            return
        # Every capture is of somebody new: this device has no idea who stands before it.
        person, draw = secrets.token_hex(8), pictures.fingerprint if modality == "finger" else pictures.iris
        captures = [
            {
                "position": position,
                "image": b64encode(draw(person, position)).decode(),
                "quality": random.randint(62, 96),
            }
            for position in positions
        ]
        self._say(200, {"device": "Pasti simulasi SIM-1", "captures": captures})

    def _say(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing: this is a device."""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    args = parser.parse_args()
    ThreadingHTTPServer(("127.0.0.1", args.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
