"""A print room whose processes are killed, and what may be wrong with it afterwards. As a program: all of it.

python -m tests.processes.print_room [--kills 50] [--cards 40] [--seed 1]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.house.floors import ROOT
from tests.processes.database import node


@contextmanager
def cups(folder: Path) -> Iterator[dict[str, str]]:
    """A CUPS server with a card machine (scripts/cups), as settings for the programs that use it."""
    script = ROOT / "scripts" / "cups"
    try:
        said = subprocess.run([script, "start", folder], check=True, capture_output=True, text=True).stdout
        yield dict(line.removeprefix("export ").split("=", 1) for line in said.splitlines())
    finally:
        subprocess.run([script, "stop", folder], check=True)


def run(folder: Path, *, kills: int, cards: int, seed: int) -> dict[str, Any]:
    """Let a print room print its cards while it is killed; return what there is in the end (see `troubles`)."""
    with cups(folder / "cups") as there, node(folder) as own:

        def ask(*arguments: object) -> Any:
            done = subprocess.run(
                [sys.executable, "-m", "tests.processes.printing_programs", *map(str, arguments)],
                env={**own.environment, **there}, capture_output=True, text=True, cwd=ROOT, timeout=1800, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr[-3000:]
            return json.loads(done.stdout.strip().splitlines()[-1])

        (Path(there["PASTI_TEST_CARDS"]) / "slow").touch()
        ask("make", cards)
        return {**ask("kill", kills, seed, cards), **ask("state")}


def troubles(found: dict[str, Any]) -> list[str]:
    """Return what is wrong: a serial lost, a card twice, a reservation that hangs."""
    received, used, spoiled, loaded, in_stock = found["blanks"]
    came, cards = Counter(found["tray"]), found["ready"]
    checks = {
        "each card is printed once": found["cards"] == {"printed": cards} and found["cases"] == cards,
        "no blank went through the machine twice": set(came.values()) == {1},
        "each printed card came out of the machine": set(found["printed"]) <= set(came),
        "what came out is a card or spoiled": len(came) == used + spoiled,
        "no serial is lost": received == used + spoiled + loaded + in_stock and used == cards,
        "no reservation hangs": loaded == 0,
        "each run has ended": set(found["runs"]) == {"finished"},
        "nothing is at the machine": set(found["printouts"]) <= {"done", "withdrawn"},
        "ledger and cards agree": found["findings"] == [],
    }
    return [what for what, so in checks.items() if not so]


def main() -> int:
    """Kill, and say what is wrong."""
    asked = argparse.ArgumentParser()
    for name, default in (("kills", 50), ("cards", 40), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), kills=given.kills, cards=given.cards, seed=given.seed)
    wrong = troubles(found)
    _received, used, spoiled, _loaded, _in_stock = found["blanks"]
    print(f"{found['killed']} kills, at the machine then: {found['hit']}")
    print(f"{used} cards, {spoiled} spoiled, {found['sent_again']} sent again after a look")
    for line in wrong:
        print("WRONG: not so:", line, found)
    print("no serial lost, no card twice, no reservation hanging" if not wrong else f"{len(wrong)} things are wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
