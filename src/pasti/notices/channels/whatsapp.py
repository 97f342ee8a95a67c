"""WhatsApp by Meta's Cloud API: a template that Meta has approved, filled with our sentences."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import urllib3
from django.conf import settings

from pasti.notices.channels.port import Later, Outgoing, Undeliverable, Unsure

_pool = urllib3.PoolManager(maxsize=2, timeout=urllib3.Timeout(connect=5, read=20), retries=False)
# What surely did not reach the server.
_NEVER_LEFT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
# Meta's codes for "later": too many at once, the service is down, the template is paused.
_LATER = {4, 80007, 130429, 131048, 131056, 131000, 131016, 133004, 131057, 131049}
# Codes that say nothing of the message: the key is wrong or has ended, there is no money.
_OURS = {0, 190, 131042, 131045, 131031, 368, 10, 3}


class WhatsApp:
    """The business number's messages. The API knows no key against doubles: it is only told back with each report."""

    takes_once = False

    def is_on(self) -> bool:
        return bool(settings.WHATSAPP_NUMBER_ID and settings.WHATSAPP_TOKEN and settings.WHATSAPP_TEMPLATE)

    def send(self, message: Outgoing) -> str:
        try:
            answer = _pool.request(
                "POST",
                f"{settings.WHATSAPP_URL.rstrip('/')}/{settings.WHATSAPP_NUMBER_ID}/messages",
                body=json.dumps(request_of(message)).encode(),
                headers={
                    "Authorization": f"Bearer {settings.WHATSAPP_TOKEN}",
                    "Content-Type": "application/json",
                },
            )
        except _NEVER_LEFT as failure:
            raise Later(type(failure).__name__, counts=False) from failure
        except urllib3.exceptions.HTTPError as failure:
            raise Unsure(type(failure).__name__) from failure
        return _taken(answer.status, answer.data)


def request_of(message: Outgoing) -> dict[str, Any]:
    """Return the body of the request, as the API's reference has it."""
    common = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.to.removeprefix("+"),
        "biz_opaque_callback_data": message.key,
    }
    if message.is_answer:
        # Within a day of what somebody wrote, words of one's own are allowed.
        return {**common, "type": "text", "text": {"preview_url": False, "body": message.text}}
    words = [message.about, message.body, message.where]
    return {
        **common,
        "type": "template",
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": message.language},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": _parameter(word)} for word in words]}
            ],
        },
    }


def _parameter(words: str) -> str:
    # A parameter takes no new line, no tab and not more than four spaces, and may not be empty.
    return re.sub(r"\s+", " ", words).strip()[:1024] or "-"


def _taken(status: int, data: bytes) -> str:
    try:
        answer = json.loads(data)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        # Something between us and the API answered, or it broke: nobody knows what it did before.
        raise Unsure(f"HTTP {status}") if status >= 500 else Later(f"HTTP {status}", counts=False)
    if status == 200 and answer.get("messages"):
        return str(answer["messages"][0]["id"])
    fault = answer.get("error") or {}
    code = fault.get("code", -1)
    said = f"HTTP {status}, code {code}"
    if code in _OURS or status in (401, 403):
        raise Later(said, counts=False)
    if code in _LATER or status in (429, 500, 503):
        raise Later(said)
    raise Undeliverable(said)


# ── what Meta calls us with ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Report:
    """What became of a message: by our key, or by their name for it."""

    key: str
    their_id: str
    status: str
    error: str = ""


@dataclass(frozen=True)
class Came:
    """A message that somebody sent us."""

    key: str
    sender: str
    text: str


def is_genuine(body: bytes, signature: str) -> bool:
    """Whether Meta signed this body with our app's secret (X-Hub-Signature-256)."""
    secret = settings.WHATSAPP_SECRET
    wanted = "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()
    return bool(secret) and hmac.compare_digest(wanted.encode(), signature.encode())


def heard(body: bytes) -> Iterator[Report | Came]:
    """Yield what a call of the webhook tells. Raises ValueError for what is none."""
    try:
        for entry in json.loads(body)["entry"]:
            for change in entry["changes"]:
                yield from _of(change.get("value", {}))
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("not a call of the webhook") from wrong


def _of(value: dict[str, Any]) -> Iterator[Report | Came]:
    for status in value.get("statuses", []):
        faults = status.get("errors") or [{}]
        key = str(status.get("biz_opaque_callback_data", ""))
        yield Report(key, str(status["id"]), str(status["status"]), f"code {faults[0].get('code', '?')}")
    for message in value.get("messages", []):
        said = message.get("text", {}).get("body") or message.get("button", {}).get("text") or ""
        yield Came(f"whatsapp:{message['id']}", "+" + str(message["from"]), str(said))
