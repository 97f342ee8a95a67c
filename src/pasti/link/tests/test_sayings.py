"""Who may say what to whom, and in which shape: every kind, every pair of roles, both at the door out and the door in.

The table is written a second time here, as docs/link.md has it, so that a change of it is noticed.
"""

from itertools import product
from typing import Any

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.journal.actors import SYSTEM
from pasti.kit.errors import Refused
from pasti.link import actions, inbox, registry
from pasti.link.actions import become, trust
from pasti.link.models import Envelope, NodeRole, Received
from pasti.link.schema import SAYINGS, Body, Said, label_of, may_say
from pasti.link.tests.other_side import CASE, progress

WAYS = {
    "recording.packet": {"office to centre"},
    "print.request": {"office to centre"},
    "card.progress": {"office to centre"},
    "record.status": {"centre to office"},
    "record.release": {"centre to office"},
    "packet.stored": {"centre to office"},
    "blank.request": {"office to centre"},
    "blank.allotment": {"centre to office"},
    "link.void": {"office to centre", "centre to office", "mobile to office", "office to mobile"},
}
BIODATA = {
    "nik": "3275015206099001", "name": "Siti", "birth_place": "Bekasi", "birth_date": "2009-06-12", "sex": "F",
    "address": "Jl. Mawar 1", "village": "a", "district": "b", "regency": "c", "province": "d",
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    "recording.packet": {"application": CASE, "packet": "p", "service": "NEW", "sha256": "ab" * 32, "size": 1,
                         "captured_at": MONDAY},
    "print.request": {"application": CASE, "service": "LOST", "biodata": BIODATA},
    "card.progress": {"application": CASE, "code": "CARD_PRINTED", "at": MONDAY},
    "record.status": {"application": CASE, "code": "CARD_PRINTED", "at": MONDAY},
    "record.release": {"application": CASE, "at": MONDAY, "content": "x"},
    "packet.stored": {"application": CASE, "packet": "p", "at": MONDAY},
    "blank.request": {"request": "r", "count": 1, "letter": "1", "in_stock": 0, "waiting": 0, "a_day": 1.5,
                      "at": MONDAY},
    "blank.allotment": {"request": "r", "count": 1, "day": MONDAY.date(), "letter": "1", "at": MONDAY},
    "link.void": {},
}  # fmt: skip
KINDS = sorted(Said)
PAIRS = list(product(NodeRole.values, NodeRole.values))
EVERY = [(kind, says, hears) for kind in KINDS for says, hears in PAIRS]


def may(kind: str, says: str, hears: str) -> bool:
    return f"{says} to {hears}" in WAYS[kind]


class Ear:
    """Every kind's room."""

    def __init__(self) -> None:
        self.heard: list[Body] = []

    def hear(self, said: Body, peer: object) -> None:
        self.heard.append(said)


@pytest.fixture
def ear(monkeypatch) -> Ear:
    ear = Ear()
    monkeypatch.setattr(registry.appliers, "_items", dict.fromkeys(SAYINGS, ear.hear))
    monkeypatch.setattr(registry.delivered_hooks, "_items", {})
    return ear


def test_every_kind_is_in_the_table():
    assert set(SAYINGS) == set(Said) == set(WAYS) == set(BODIES)
    assert len({saying.shape for saying in SAYINGS.values()}) == len(SAYINGS), "each kind has a shape of its own"


@pytest.mark.parametrize(("kind", "says", "hears"), EVERY)
def test_who_may_say_it(db, ear, kind, says, hears):
    assert may_say(kind, says=says, hears=hears) is may(kind, says, hears)


@pytest.mark.parametrize(("kind", "says", "hears"), EVERY)
def test_what_may_not_be_said_does_not_leave(db, kind, says, hears):
    become(role=says, name="Kami", region_code="32.75")
    peer = trust(OtherNode(hears, "Mereka", "32.76").card, by=SYSTEM)
    body = SAYINGS[kind].shape.model_validate(BODIES[kind])
    if may(kind, says, hears):
        assert actions.send(Said(kind), body, key="k", to=peer).kind == kind
    else:
        with pytest.raises(Refused, match="tidak boleh mengirim"):
            actions.send(Said(kind), body, key="k", to=peer)
    assert Envelope.objects.count() == may(kind, says, hears)


@pytest.mark.parametrize(("kind", "says", "hears"), EVERY)
def test_what_may_not_be_said_is_not_applied(db, ear, kind, says, hears):
    become(role=hears, name="Kami", region_code="32.75")
    peer = trust(OtherNode(says, "Mereka", "32.76").card, by=SYSTEM)
    body = SAYINGS[kind].shape.model_validate(BODIES[kind]).model_dump(mode="json")
    assert inbox.receive(peer, [progress(1, kind=kind, body=body)]) == 1
    row = Received.objects.get()
    assert (row.applied_at is not None, row.set_aside == "", len(ear.heard) == 1) == (may(kind, says, hears),) * 3
    if not may(kind, says, hears):
        label, ours, theirs = label_of(kind), NodeRole(hears).label, NodeRole(says).label
        assert row.set_aside == f"“{label}” tidak boleh disampaikan simpul {theirs} kepada simpul {ours}."


@pytest.mark.parametrize("kind", [kind for kind in KINDS if SAYINGS[kind].shape.model_fields])
def test_what_has_not_its_shape_neither_leaves_nor_is_applied(db, ear, kind):
    says, hears = next(way for way in PAIRS if may(kind, *way))
    become(role=hears, name="Kami", region_code="32.75")
    peer = trust(OtherNode(says, "Mereka", "32.76").card, by=SYSTEM)
    inbox.receive(peer, [progress(1, kind=kind, body={"application": "12", "packet": ""})])
    assert str(Received.objects.get().set_aside).partition(":")[0] in SAYINGS[kind].shape.model_fields
    assert ear.heard == []
    with pytest.raises(TypeError, match="wants a"):
        actions.send(Said(kind), Body(), key="k", to=peer)
