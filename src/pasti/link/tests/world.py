"""Two nodes in one database and a network between them that may do anything: for tests of any order of events."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.cast import MONDAY
from tests.examples import examples

from pasti.audit.models import Look
from pasti.kit import clock
from pasti.link import actions, applying, exchange, hearing, outbox
from pasti.link.exchange import Message
from pasti.link.models import Envelope, Loss, Peer, Received, ThisNode
from pasti.link.schema import CardProgress, RecordStatus, Said
from pasti.link.tests.conftest import Room

MODEL = settings(
    derandomize=True,
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class World:
    """Two nodes in one database, each with its own row for the other, and messages on their way between them."""

    room: Room
    # How the office sees the centre, and how the centre sees the office.
    centre: Peer
    office: Peer
    # Requests and answers that the network still holds; it may deliver any of them at any time, more than once.
    requests: list[Message] = field(default_factory=list)
    answers: list[Message] = field(default_factory=list)
    told: int = 0
    reported: int = 0
    minutes: int = 0
    cases: int = 1
    # What was copied of each node's database, and how often it was put back.
    copies: dict[str, list[list[Model]]] = field(default_factory=dict)
    put_back_times: int = 0

    def report(self) -> None:
        """The office has something to tell."""
        self._be("office")
        self.reported += 1
        said = CardProgress(application=self._case(self.reported), code="X", serial=f"R{self.reported}", at=MONDAY)
        actions.send(Said.CARD_PROGRESS, said, key=said.serial, to=self.centre)

    def tell(self) -> None:
        """The centre has something to tell."""
        self._be("centre")
        self.told += 1
        said = RecordStatus(application=self._case(self.told), code=f"T{self.told}", at=MONDAY)
        actions.send(Said.RECORD_STATUS, said, key=said.code, to=self.office)

    def call(self) -> None:
        """The office calls: its request is on the way."""
        self.requests.append(self._copy(exchange.compose(self.centre)))

    def arrive(self, which: int) -> None:
        """A request arrives (first, late or once more) and is answered; the answer is on the way."""
        if self.requests:
            self.answers.append(self._answered(self.requests[which % len(self.requests)]))

    def _answered(self, request: Message) -> Message:
        self._be("centre")
        self.office.refresh_from_db()
        return self._copy(exchange.answer(self.office, request))

    def return_(self, which: int) -> None:
        """An answer comes back, first, late or once more."""
        if self.answers:
            self._be("office")
            exchange.take_in(self.centre, self.answers[which % len(self.answers)])

    def work(self) -> None:
        """Both nodes try again what is due."""
        for role, peer in (("centre", self.office), ("office", self.centre)):
            self._be(role)
            applying.apply_due(peer, most=1000)
        hearing.hear_due()

    def give_up(self) -> None:
        """The office hears no answer."""
        flying = Envelope.objects.filter(peer=self.centre, state="in_flight").values_list("number", flat=True)
        outbox.put_back(self.centre, [number for number in flying if number], "no answer")

    def forget(self) -> None:
        """The network loses all that is under way."""
        self.requests.clear()
        self.answers.clear()

    def wait(self) -> None:
        """Time passes, and what was in flight for too long is taken back."""
        self.minutes += 3

    def _be(self, role: str) -> None:
        """Both nodes live in one database: from here on it is this one's."""
        ThisNode.objects.update(role=role)

    def _case(self, number: int) -> str:
        return f"32750000000{number % self.cases}"

    def _copy(self, message: Message) -> Message:
        return Message.model_validate(message.model_dump(mode="python"))

    def good_call(self) -> bool:
        """A call during which nothing goes wrong; return whether there was anything to say."""
        self._be("office")
        self.centre.refresh_from_db()
        # As caller does.
        request, known = self._copy(exchange.compose(self.centre)), self.centre.acknowledged
        answer = self._answered(request)
        self._be("office")
        exchange.take_in(self.centre, answer, known=known)
        return bool(request.envelopes or answer.envelopes)

    def _rows_of(self, peer: Peer) -> list[QuerySet[Model]]:
        """All that a node keeps of another: which of the rows are whose is known by the peer."""
        mine: Iterable[type[Model]] = (Envelope, Received, Loss)
        return [*(model._base_manager.filter(peer=peer) for model in mine), Look.objects.filter(by_name=peer.name)]

    def _side(self, which: int) -> Peer:
        return Peer.objects.get(pk=(self.centre.pk, self.office.pk)[which % 2])

    def copy(self, which: int) -> None:
        """Somebody copies the database of one node."""
        peer = self._side(which)
        self.copies[peer.name] = [[peer], *(list(rows) for rows in self._rows_of(peer))]

    def put_back(self, which: int) -> None:
        """The database of one node is put back from its last copy: what it did since, it has never done."""
        peer = self._side(which)
        if copied := self.copies.get(peer.name):
            self.put_back_times += 1
            for rows, kept in zip(self._rows_of(peer), copied[1:], strict=True):
                rows.delete()
                rows.model._base_manager.bulk_create(kept)
            copied[0][0].save()

    def settle_down(self) -> None:
        """An hour later, some calls in which nothing goes wrong: by the second, each knows what the other lost."""
        self.minutes += 60
        for call in range(4):
            self.do(("wait", 0))
            self.do(("work", 0))
            busy = self.do(("good_call", 0))
            if call and not busy and not Envelope.objects.exclude(state=Envelope.State.DELIVERED).exists():
                break

    def do(self, step: tuple[str, int]) -> bool | None:
        name, which = step
        with clock.stopped_at(MONDAY + timedelta(minutes=self.minutes)):
            if name == "wait":
                outbox.sweep()
            method = getattr(self, name)
            busy: bool | None = method(which) if name in TO_ONE else method()
        return busy


TO_ONE = {"arrive", "return_", "copy", "put_back"}

STEPS = st.tuples(
    st.sampled_from(
        [
            "report",
            "tell",
            "call",
            "call",
            "arrive",
            "arrive",
            "return_",
            "return_",
            "give_up",
            "wait",
            "forget",
            "work",
        ]
    ),
    st.integers(0, 5),
)


def world_of(room: Room, two_nodes: tuple[Peer, Peer]) -> World:
    centre, office = (Peer.objects.get(pk=peer.pk) for peer in two_nodes)
    return World(room, centre, office)


def expected(count: int, letter: str) -> list[str]:
    return [f"{letter}{n}" for n in range(1, count + 1)]
