"""A stand-in for WhatsApp's Cloud API: it takes what its reference describes and nothing else, and counts."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import Client

NUMBER_ID, TOKEN, SECRET, VERIFY = "106540352242922", "EAAG-test", "app secret", "a word"


def wrong_with(said: Any) -> str:
    """Return what of a request is not as the reference has it; nothing if all is."""
    if not isinstance(said, dict):
        return "no object"
    common = {"messaging_product", "recipient_type", "to", "type", "biz_opaque_callback_data"}
    if said.get("messaging_product") != "whatsapp" or said.get("recipient_type") != "individual":
        return "messaging_product, recipient_type"
    if not str(said.get("to", "")).isdigit() or len(said["biz_opaque_callback_data"]) > 512:
        return "to, biz_opaque_callback_data"
    if said.get("type") == "text":
        text = said.get("text", {})
        return "" if set(said) == {*common, "text"} and 0 < len(text.get("body", "")) <= 4096 else "text"
    if said.get("type") != "template" or set(said) != {*common, "template"}:
        return "type"
    return wrong_with_template(said["template"])


def wrong_with_template(template: Any) -> str:
    """Return what of a template is not as the reference has it."""
    if set(template) != {"name", "language", "components"} or template["language"].keys() != {"code"}:
        return "template"
    (body,) = template["components"]
    if body["type"] != "body" or len(body["parameters"]) != 3:
        return "components"
    for parameter in body["parameters"]:
        text = parameter.get("text", "")
        if parameter.keys() != {"type", "text"} or parameter["type"] != "text" or not text:
            return "parameter"
        # (#132018) parameters must not contain new lines, tabs, or more than four spaces.
        if "\n" in text or "\t" in text or "     " in text or len(text) > 1024:
            return "text of a parameter"
    return ""


class Meta:
    """What it took, and what it answers next: a fault (status, code), or "cut" for a line that breaks."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.next: tuple[int, int] | str | None = None
        self.url = ""

    def answer(self, path: str, token: str, kind: str, body: bytes) -> tuple[int, dict[str, Any]]:
        said = json.loads(body)
        wrong = wrong_with(said)
        if path != f"/v23.0/{NUMBER_ID}/messages" or kind != "application/json" or wrong:
            self.refused.append(wrong or f"{path} {kind}")
            return 400, fault(100)
        if token != f"Bearer {TOKEN}":
            return 401, fault(190)
        if isinstance(self.next, tuple):
            return self.next[0], fault(self.next[1])
        self.taken.append(said)
        known = {"input": said["to"], "wa_id": said["to"]}
        name = f"wamid.{len(self.taken)}"
        return 200, {"messaging_product": "whatsapp", "contacts": [known], "messages": [{"id": name}]}


def fault(code: int) -> dict[str, Any]:
    return {"error": {"message": f"(#{code})", "type": "OAuthException", "code": code, "fbtrace_id": "x"}}


@contextmanager
def meta(settings: Any) -> Iterator[Meta]:
    """The stand-in listens, and the office is set up to use it."""
    there = Meta()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = self.headers["Content-Type"]
            status, said = there.answer(self.path, self.headers.get("Authorization", ""), kind, body)
            if there.next == "cut":
                self.connection.close()
                return
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    settings.WHATSAPP_URL = there.url = f"http://127.0.0.1:{server.server_port}/v23.0"
    settings.WHATSAPP_NUMBER_ID, settings.WHATSAPP_TOKEN, settings.WHATSAPP_TEMPLATE = NUMBER_ID, TOKEN, "kabar"
    settings.WHATSAPP_SECRET, settings.WHATSAPP_VERIFY = SECRET, VERIFY
    try:
        yield there
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _call(value: dict[str, Any], secret: str = SECRET) -> int:
    """Call the office's webhook as Meta does, signed."""
    told = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER_ID}, **value}
    said = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": told}]}],
    }
    body = json.dumps(said).encode()
    signature = "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()
    answer = Client(enforce_csrf_checks=True).post(
        "/pemberitahuan/whatsapp/", body, content_type="application/json", headers={"X-Hub-Signature-256": signature}
    )
    return answer.status_code


def report(status: str, key: str = "", their_id: str = "wamid.1", *, secret: str = SECRET) -> int:
    told: dict[str, Any] = {"id": their_id, "status": status, "timestamp": "1", "recipient_id": "6281234567890"}
    if key:
        told["biz_opaque_callback_data"] = key
    if status == "failed":
        told["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
    return _call({"statuses": [told]}, secret)


def write(sender: str, text: str, their_id: str = "wamid.in") -> int:
    message = {"from": sender, "id": their_id, "timestamp": "1", "type": "text", "text": {"body": text}}
    return _call({"messages": [message]})
