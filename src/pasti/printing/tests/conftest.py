import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cast import Cast

from pasti.journal.actors import Actor
from pasti.printing import ipp, printers, sending
from pasti.printing.models import Job, Printer, Printout
from pasti.printing.tests.released import release


@pytest.fixture
def joko(office: Cast) -> Actor:
    return office.joko.actor


@pytest.fixture
def ready(office: Cast) -> Callable[[int], list[Job]]:
    """So many cards that the centre has released, a minute after each other."""
    return lambda count: [release(office, minutes=minute) for minute in range(count)]


@pytest.fixture
def settle(django_capture_on_commit_callbacks):
    """What waits for the end of a transaction happens at the end of this one."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class CardMachine:
    """A card machine behind a queue of a real CUPS server (scripts/cups)."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder

    def tray(self) -> list[str]:
        """Return the blanks that came out as cards, in the order in which they came."""
        cards = sorted((self.folder / "tray").iterdir(), key=lambda card: int(card.name.split()[0]))
        return [card.name.split()[1] for card in cards]

    def suffer(self, what: str) -> None:
        """Let it be so from now on: media-empty, marker-supply-empty, …, or once: fails, breaks."""
        (self.folder / what).touch()

    def recover(self, what: str) -> None:
        """Let it be mended."""
        (self.folder / what).unlink()

    def begin_anew(self) -> None:
        """Let nothing be in its queue and in its tray, and nothing wrong with it."""
        for trouble in ("media-empty", "marker-supply-empty", "media-jam", "fails", "breaks", "slow"):
            (self.folder / trouble).unlink(missing_ok=True)
        while self._is_at_work():
            time.sleep(0.02)
        for card in (self.folder / "tray").iterdir():
            card.unlink()

    def _is_at_work(self) -> bool:
        """Take out what is in its queue; False when it has ended, too.

        A job is *canceled* at once; the program that prints it lives on for a moment, and may lay down its card still.
        """
        seen = ipp.look(self.address, first=1)
        live = [job.id for job in seen.jobs if job.state < ipp.CANCELED]
        for job in live:
            ipp.cancel(self.address, job)
        return bool(live) or seen.state == ipp.AT_WORK


@pytest.fixture(scope="session")
def cups_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardMachine]:
    """One CUPS server for all tests of this process."""
    folder = tmp_path_factory.mktemp("cups") / "server"
    script = Path(__file__).parents[4] / "scripts" / "cups"
    try:
        said = subprocess.run([script, "start", folder], check=True, capture_output=True, text=True).stdout
        given = dict(line.removeprefix("export ").split("=", 1) for line in said.splitlines())
        yield CardMachine(given["PASTI_TEST_CUPS"], Path(given["PASTI_TEST_CARDS"]))
    finally:
        subprocess.run([script, "stop", folder], check=True)


@pytest.fixture
def machine(cups_server: CardMachine) -> Iterator[CardMachine]:
    """The card machine, with nothing in its tray and nothing wrong; its queue forgets what was before."""
    yield cups_server
    cups_server.begin_anew()


@pytest.fixture
def printer(office: Cast, machine: CardMachine) -> Printer:
    return printers.add_printer("Lantai 1", address=machine.address, by=office.nur.actor)


@pytest.fixture
def turn() -> Callable[..., None]:
    """Let the duties work until something is so: the queue is a program of its own and takes its time."""

    def work(until: Callable[[], object], *, seconds: float = 60.0) -> None:
        ends = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < ends, (
                f"it did not come to that: {list(Printout.objects.values('state', 'serial'))}"
            )
            sending.send_next()
            sending.watch()
            time.sleep(0.02)

    return work
