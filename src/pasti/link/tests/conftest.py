from collections.abc import Iterator

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.audit.actions import looked
from pasti.audit.models import Look
from pasti.journal.actors import SYSTEM
from pasti.link import actions, applying, arriving, registry
from pasti.link.actions import become, trust
from pasti.link.handlers import leave_empty
from pasti.link.models import Envelope, Peer
from pasti.link.schema import CardProgress, RecordStatus, Said
from pasti.link.tests.far_centre import FarCentre
from pasti.link.tests.other_side import status


class Room:
    """A room that takes envelopes and hears of deliveries. It writes to the database, so that undoing is seen too."""

    def __init__(self) -> None:
        self.trouble: dict[str, Exception] = {}
        self.arrival_hooks: list[registry.Arrived] = []

    def apply(self, said: CardProgress | RecordStatus, peer: Peer) -> None:
        name = said.serial if isinstance(said, CardProgress) else said.code
        looked("applied", peer.name, said.application, name)
        if name in self.trouble:
            raise self.trouble[name]

    def hear(self, envelope: Envelope) -> None:
        looked("delivered", envelope.peer.name, envelope.kind, envelope.key)
        if envelope.key in self.trouble:
            raise self.trouble[envelope.key]

    def _seen(self, what: str, peer: Peer | None) -> list[str]:
        looks = Look.objects.filter(by_id=what, **({"by_name": peer.name} if peer else {}))
        return list(looks.order_by("id").values_list("subject", flat=True))

    def applied(self, peer: Peer | None = None) -> list[str]:
        return self._seen("applied", peer)

    def delivered(self, peer: Peer | None = None) -> list[str]:
        return self._seen("delivered", peer)


@pytest.fixture
def room(monkeypatch) -> Room:
    """The only room there is."""
    room = Room()
    both = {Said.CARD_PROGRESS: room.apply, Said.RECORD_STATUS: room.apply}
    monkeypatch.setattr(registry.appliers, "_items", both | {Said.VOID: leave_empty})
    monkeypatch.setattr(registry.delivered_hooks, "_items", dict.fromkeys(both, room.hear))
    monkeypatch.setattr(arriving, "arrival_hooks", room.arrival_hooks)
    # However slow the machine is.
    monkeypatch.setattr(applying, "_LONGEST_WAITED_FOR", 3600.0)
    return room


@pytest.fixture
def tell(centre: Peer):
    """Put something into the outbox for the office."""

    def send(code: str, **other: object) -> Envelope:
        return actions.send(Said.RECORD_STATUS, status(code), key=code, to=centre, happened_at=MONDAY)

    return send


@pytest.fixture
def two_nodes(db) -> tuple[Peer, Peer]:
    become(role="office", name="Kantor", region_code="32.75")
    centre = trust(OtherNode("centre", "Pusat").card, url="http://127.0.0.1:9/", by=SYSTEM)
    return centre, trust(OtherNode("office", "Kantor").card, by=SYSTEM)


@pytest.fixture
def far(office, centre_node: OtherNode) -> Iterator[FarCentre]:
    far = FarCentre(centre_node)
    Peer.objects.update(url=far.url)
    yield far
    far.stop()


@pytest.fixture
def peer(far: FarCentre) -> Peer:
    return Peer.objects.get()
