"""What a hostile sender tries at a really running centre: refused, counted, shown, and the next honest one goes."""

import json
import secrets
import urllib.error
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest

from pasti.demo.people import PEOPLE
from pasti.link import document
from pasti.link.tests.other_side import sealed_with
from pasti.link.wire import MOST_ENVELOPES
from tests.attacks.centre import LoneCentre, running
from tests.attacks.rogue import Rogue
from tests.attacks.test_a_trusted_office import asks, until

pytestmark = pytest.mark.processes

KNOWN = [person for person in PEOPLE.values() if person.recorded]


class Honest(Rogue):
    """An office that keeps to the protocol: it says the ticket that it was told, and remembers what it said."""

    ticket = ""

    def _post(self, what: str, payload: dict[str, Any], beside: bytes | None = None) -> dict[str, Any]:
        if what != "exchange":
            return super()._post(what, payload, beside)
        answer = super()._post(what, payload | {"said_ticket": self.ticket, "reads": {"record.status": 1}}, beside)
        self.ticket = answer["ticket"]
        return answer


def written(node: Rogue, payload: Any, *, about: str = "exchange", to: str = "", name: str = "") -> bytes:
    """A document that is signed by hand."""
    packed = zlib.compress(cbor2.dumps(payload))
    return sealed_with(node.signing, name or node.card.node_id, packed, [to or node.centre_id, about, b""])


def sent(centre: LoneCentre, body: bytes, what: str = "exchange", **head: str) -> int:
    """Return the status; 0 when the line was cut while we were still sending."""
    heads = {"Content-Type": document.CONTENT_TYPE} | head
    request = urllib.request.Request(f"{centre.centre}/link/v1/{what}", body, heads, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except (ConnectionError, urllib.error.URLError):
        return 0


def message(*envelopes: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"held": 0, "envelopes": list(envelopes), "nonce": secrets.token_hex(8), **other}


def nested(depth: int) -> bytes:
    return b"\xd2\x84" + b"\x81" * depth + b"\x00"


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[tuple[LoneCentre, Honest]]:
    with running(tmp_path_factory.mktemp("hostile")) as centre:
        home = Honest("Disdukcapil Kota Bekasi", "32.75", centre.centre, centre.card.node_id)
        centre.fill(home)
        centre.start("centre")
        asks(home, "327500000001", KNOWN[0])
        home.says()
        yield centre, home
        assert "Traceback" not in centre.log("centre")


@pytest.fixture
def centre(city) -> LoneCentre:
    node: LoneCentre = city[0]
    return node


@pytest.fixture
def home(city) -> Honest:
    node: Honest = city[1]
    return node


def refused(centre: LoneCentre) -> dict[str, int]:
    """How often each kind was refused, in whose name, as the centre's own screen asks."""
    found: dict[str, int] = centre.ask(
        "from pasti.link import rejections as r; from collections import Counter; c = Counter(); "
        "[c.update({f'{x.why} {x.peer.name if x.peer else str()}'.strip(): x.times}) for x in r.rejections()]; "
        "print(json.dumps(c))"
    )
    return found


BEKASI = "Disdukcapil Kota Bekasi"


FORGER = "Palsu"
TRIED: list[tuple[str, str, int, Callable[[Honest], bytes]]] = [
    ("no document", "unsigned", 403, lambda home: b"{}"),
    ("truncated", "unsigned", 403, lambda home: written(home, message())[:-9]),
    ("nested", "unsigned", 403, lambda home: nested(100_000)),
    ("of a stranger", "stranger", 403, lambda home: written(palsu(home), message())),
    ("forged", f"forged {BEKASI}", 403, lambda home: written(palsu(home), message(), name=home.card.node_id)),
    ("for another node", f"forged {BEKASI}", 403, lambda home: written(home, message(), to="centre-id-00000000")),
    ("about something else", f"forged {BEKASI}", 403, lambda home: written(home, message(), about="parcels")),
    ("altered", f"forged {BEKASI}", 403, lambda home: altered(written(home, message()))),
    ("a zip bomb", f"swollen {BEKASI}", 403, lambda home: written(home, message(x=b"\0" * (200 * 1024 * 1024)))),
    ("an impossible number", f"shape {BEKASI}", 400, lambda home: written(home, message(held=-1))),
    ("too many", f"shape {BEKASI}", 400, lambda home: written(home, message(*[{"number": 1}] * (MOST_ENVELOPES + 1)))),
    ("no message", f"shape {BEKASI}", 403, lambda home: written(home, [1, 2, 3])),
    ("oversized", "large", 413, lambda home: secrets.token_bytes(9 * 1024 * 1024)),
]


def altered(said: bytes) -> bytes:
    return said[:-1] + bytes([said[-1] ^ 1])


def palsu(home: Honest) -> Rogue:
    return Rogue(FORGER, "32.75", home.centre, home.centre_id)


def test_each_is_refused_and_counted_and_stops_nothing(centre, home):
    for what, _why, status, make in TRIED:
        # Who is still sending what is too large may find the line cut.
        assert sent(centre, make(home)) in {status, 0 if status == 413 else status}, what
        case = f"32750001{home.number:04d}"
        asks(home, case, KNOWN[1])
        until(home, lambda case=case: "RECEIVED_AT_CENTRAL" in home.told(case))
    assert refused(centre) == Counter(why for _what, why, _status, _make in TRIED)


def test_a_request_that_was_said_before_is_told_nothing_and_takes_nothing(centre, home, monkeypatch):
    kept: list[bytes] = []
    real = urllib.request.Request

    def remembers(url: str, body: bytes, *rest: Any, **more: Any) -> Any:
        kept.append(body)
        return real(url, body, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(urllib.request, "Request", remembers)
        asks(home, "327500020001", KNOWN[2])
    for _time in range(2):
        home.says()
    held = centre.ask("from pasti.link import queries as q; print(q.peers().get(name='Disdukcapil Kota Bekasi').held)")
    for _time in range(3):
        assert sent(centre, kept[0]) == 200
    assert refused(centre)[f"repeated {BEKASI}"] == 3
    assert held == home.number
    # The office itself is told so once, and goes on.
    home.says()
    asks(home, "327500020002", KNOWN[3])
    until(home, lambda: "RECEIVED_AT_CENTRAL" in home.told("327500020002"))


def test_an_envelope_of_a_wrong_version_or_that_is_not_its_to_say_is_set_aside_and_said(home):
    first = home.number + 1
    home.number += 3
    now = {"happened_at": datetime.now(UTC), "body": {}}
    envelopes = [
        {"number": first, "kind": "print.request", "key": "v", "version": 0, **now},
        {"number": first + 1, "kind": "print.request", "key": "w", "version": 10**9, **now},
        {"number": first + 2, "kind": "packet.stored", "key": "x", **now},
    ]
    home._post("exchange", {"held": home.held, "envelopes": envelopes})
    told = {}

    def all_told() -> bool:
        told.update({o["number"]: o["reason"] for o in home.says()["outcomes"]["told"]})
        return len(told.keys() & {first, first + 1, first + 2}) == 3

    until(home, all_told)
    assert "version" in told[first]
    assert "version" in told[first + 1]


def test_all_of_it_is_on_the_screen_and_in_pasti_check(centre):
    said = centre.ask("from pasti.site.check import _links; print(json.dumps([f'{f.how} {f.text}' for f in _links()]))")
    alarms = [line for line in said if "refused in the name of" in line]
    assert len(alarms) == 4
    assert all(line.startswith("warning") and BEKASI in line for line in alarms)
    page = centre.ask(
        "from django.template.loader import render_to_string as r; from pasti.link import rejections as s; "
        "print(json.dumps(r('link/rejections.html', {'list': {'rows': s.rejections()}})))"
    )
    assert page.count("<tr>") == 1 + centre.ask("from pasti.link import rejections as r; print(r.rejections().count())")
    assert json.dumps(page).count(BEKASI) >= 4
