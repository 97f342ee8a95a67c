"""A counter whose processes are killed, and what may be wrong with it afterwards. As a program: all of it.

python -m tests.processes.counter [--kills 100] [--cards 20] [--seed 1]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.house.floors import ROOT
from tests.processes.database import node


def run(folder: Path, *, kills: int, cards: int, seed: int) -> dict[str, Any]:
    """Let cards be handed over while whoever does so is killed; return what there is in the end (see `troubles`)."""
    with node(folder) as own:
        done = subprocess.run(
            [sys.executable, "-m", "tests.processes.counter_programs", "all_of_it", str(kills), str(seed), str(cards)],
            env=own.environment, capture_output=True, text=True, cwd=ROOT, timeout=1800, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def troubles(found: dict[str, Any]) -> list[str]:
    """Return what is wrong: a card given twice, to the wrong case or to nobody; a paper too many or too few."""
    received, used, spoiled, loaded, in_stock = found["blanks"]
    cards, entries = found["ready"], found["entries"]
    once = [1] * cards
    checks = {
        "nothing was given that must not be": all(line[0] == "given" for line in found["seen"]),
        "each card went away once, with whom it is written down": found["seen"] == found["handed_over"],
        "each card was handed over": len(found["seen"]) == cards == len({line[1] for line in found["seen"]}),
        "each card is its own": sorted({line[2] for line in found["seen"]}) == found["serials"],
        "each case is closed": found["cases"] == {"closed": cards},
        "no card lies on the shelf": found["cards"] == {"handed_over": cards} and found["lying"] == 0,
        "each has one receipt, and its picture": found["receipts"] == cards,
        "each was recognised once": found["recognised"] == cards and found["recognitions"] == {"recognised": cards},
        "each has one entry": entries["application.hand_over"] == once == entries["recognition.look"],
        "each old card was taken in once": found["old"] == found["to_be_old"]
        and entries["handover.old_card"] == [1] * len(found["old"]),
        "the centre is told once of each": found["told"] == found["serials"],
        "each has one slip": found["slips"] == once,
        "each Suket is settled once": found["suket"] == {"settled": found["owed"]}
        and entries["suket.settle"] == [1] * found["owed"],
        "ledger and cards agree": found["findings"] == [] and found["used"] == found["serials"],
        "no blank is lost": received == used + spoiled + loaded + in_stock and used == cards,
        "the journal is whole, and read": found["torn"] == [] and found["set_aside"] == 0,
    }
    return [what for what, so in checks.items() if not so]


def main() -> int:
    """Kill, and say what is wrong."""
    asked = argparse.ArgumentParser()
    for name, default in (("kills", 100), ("cards", 20), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), kills=given.kills, cards=given.cards, seed=given.seed)
    wrong = troubles(found)
    print(f"{found['killed']} clerks killed: {found['ways']}")
    print(f"{found['ready']} cards; {found['on_counter']} times one was written down and still lay on the counter")
    for line in wrong:
        print("WRONG: not so:", line)
    if wrong:
        print(found)
    said = "no card twice, none to the wrong case, none lost, each with its receipt, entry and Suket"
    print(f"{len(wrong)} things are wrong" if wrong else said)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
