"""Runs both nodes under load and does to them whatever can be done; then nothing may be lost or doubled.

python -m tests.torture.torture [--kills 200] [--recordings 150] [--seed 1] [--drills] [--clock-off] [--disks]
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
    django.setup()

from pasti.demo import run as demo
from tests import disks, loaded
from tests.journeys.city import MONDAY, City
from tests.torture.line import Line

# So long a disk is full: those who keep room aside look every five seconds.
_FULL_SECONDS = (6.0, 9.0)
_VICTIMS = [("office", "web"), ("office", "work"), ("office", "work"), ("centre", "web"), ("centre", "work")]


class Torture:
    """A city whose nodes talk over a bad line, and a clerk who records all the while.

    `own_disks`: what each node keeps lies on a disk of its own, which gets full. It takes the right to mount one.
    """

    def __init__(self, folder: Path, *, seed: int, clock_off: bool = False, own_disks: bool = False) -> None:
        self.city = City(folder)
        self.line = Line(int(self.city.centre.rpartition(":")[2]), seed)
        self.chance = random.Random(seed)
        self.clock_off = clock_off
        self.sealed: dict[str, tuple[str, int]] = {}
        self.fed = 0
        self.kills: Counter[str] = Counter()
        self.feeder: subprocess.Popen[str] | None = None
        self.disks = [folder / node for node in ("office", "centre") if own_disks and disks.mounted(folder / node)]
        self.to_fill: list[Path] = []
        self.full: tuple[Path, float] | None = None

    def begin(self) -> None:
        """Make both nodes and start them."""
        city = self.city
        office, centre = city.environments["office"], city.environments["centre"]
        ahead = demo.prepare(office, centre, self.line.address, city.capture, MONDAY)
        for environment, off in ((office, 0), (centre, 3600 * self.clock_off)):
            environment["PASTI_CLOCK_AHEAD"] = str(ahead + off)
        # Without an instrument nobody is recorded, and an office that found none looks again only after a while.
        city.start("capture")
        city.start("centre")
        city.start("office")

    def end(self) -> None:
        """Stop everything."""
        if self.feeder:
            self.feeder.kill()
            self.feeder.communicate()
        self.city.stop_all()
        self.line.stop()
        for disk in self.disks:
            disks.unmount(disk)

    # ── the load ────────────────────────────────────────────────────────────────────────────────────────────────────

    def feed(self, count: int, pause: float = 0.0) -> None:
        """Let somebody record so many people, from now on."""
        command = [sys.executable, "-m", "tests.torture.feed", str(self.fed), str(count), str(pause)]
        self.feeder = subprocess.Popen(command, env=self._environment("office"), stdout=subprocess.PIPE, text=True)
        self.fed += count

    def fed_up(self) -> None:
        """Wait until all of them are recorded."""
        assert self.feeder
        said, _nothing = self.feeder.communicate(timeout=1200)
        assert self.feeder.returncode == 0
        for told in said.splitlines():
            packet, sha256, size = told.split()
            self.sealed[packet] = (sha256, int(size))
        self.feeder = None

    # ── the accidents ───────────────────────────────────────────────────────────────────────────────────────────────

    def kill_one(self) -> None:
        """Kill one process of one node, whatever it is doing."""
        node, what = self.chance.choice(_VICTIMS)
        for pid in _children(self.city.programs[node].pid):
            if _name(pid) == f"pasti {what}":
                os.kill(pid, signal.SIGKILL)
                self.kills[f"{node} {what}"] += 1

    def change_disks(self) -> None:
        """Let the next disk be full, or one that was for long enough have room again."""
        if self.full is None and self.to_fill:
            disk = self.to_fill.pop(0)
            disks.is_full_from_now(disk)
            self.full = disk, time.monotonic() + self.chance.uniform(*_FULL_SECONDS)
        elif self.full and time.monotonic() > self.full[1]:
            disks.has_room_again(self.full[0])
            self.full = None

    def put_back(self, node: str, copy: Path) -> None:
        """Put a node back from a copy of its folder, as after a dead disk."""
        self.city.stop(node)
        folder = self.city.folder / node
        # The folder itself may be where a disk is.
        for one in folder.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        shutil.copytree(copy, folder, dirs_exist_ok=True)
        self.city.start(node)

    def copied(self, node: str) -> Path:
        """Copy a node's folder while it rests."""
        self.city.stop(node)
        copy = self.city.folder / f"copy of {node} {time.monotonic_ns()}"
        shutil.copytree(self.city.folder / node, copy)
        self.city.start(node)
        return copy

    # ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def drained(self, seconds: float = 300) -> float:
        """Wait until nothing is under way any more; return how long it took. The line is good from now on.

        Looked at twice, because what leads to something new may be on its way; the looking itself is not counted.
        """
        self.line.bad = self.line.down = False
        began = time.monotonic()
        rests_since: float | None = None
        while True:
            looked = time.monotonic()
            office, centre = self.look("office"), self.look("centre")
            if office["under_way"] or centre["under_way"] or centre["waiting"]:
                rests_since = None
            elif rests_since is None:
                rests_since = looked
            else:
                return rests_since - began
            late = time.monotonic() - began > seconds
            assert not late, [(one["under_way"], one["states"], one.get("record_states")) for one in (office, centre)]
            time.sleep(0.5)

    def losses(self) -> list[int]:
        """Return how many losses of memory each node knows of."""
        return [self.look(node)["losses"] for node in ("office", "centre")]

    def more_losses_noticed(self, *, than: list[int], seconds: float = 120) -> None:
        """Wait until both nodes know of one more: before they talk, neither can."""
        until = time.monotonic() + seconds
        while any(now <= before for now, before in zip(self.losses(), than, strict=True)):
            assert time.monotonic() < until, "a node was put back, and not both noticed"
            time.sleep(0.5)

    def look(self, node: str) -> dict[str, Any]:
        """Return how a node stands."""
        done = loaded.run(self._environment(node), "tests.torture.look", node)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def verified(self, node: str) -> str:
        """Return what is wrong with a node's journal; nothing when it holds."""
        done = loaded.run(self._environment(node), "pasti.site.command", "journal", "verify")
        return done.stderr if done.returncode else ""

    def troubles(self, *, forgotten: bool = False) -> list[str]:
        """Return everything that is not as it should be.

        `forgotten`: the office was put back from a copy, so that it may not know of cases which the centre speaks of.
        """
        office, centre = self.look("office"), self.look("centre")
        found = []
        for packet, (sha256, _size) in self.sealed.items():
            if centre["records"].get(packet) != 1:
                found.append(f"recording {packet} is {centre['records'].get(packet, 0)} times at the centre")
            if centre["files"].count(sha256) != 1:
                found.append(f"the file of {packet} is {centre['files'].count(sha256)} times whole at the centre")
        # Who was put back says what it had said: that it was heard twice is then in order, that it was not is never.
        again = bool(office["losses"] or centre["losses"])
        found += _compared("what the office said", office["said"], centre["heard"], again=again)
        answers = [tuple(one) for one in centre["said"]]
        heard = [tuple(one) for one in office["heard"]]
        known = [one for one in answers if one not in {tuple(one[:2]) for one in office["aside"]}]
        found += _compared("what the centre said", known, heard, again=again)
        if not forgotten:
            found += [f"set aside at the office: {one}" for one in office["aside"]]
        found += [f"set aside at the centre: {one}" for one in centre["aside"]]
        if not again:
            found += [f"journal of {node}: {wrong}" for node in ("office", "centre") if (wrong := self.verified(node))]
        for disk in self.disks:
            if "The disk is full" not in self.city.log(disk.name):
                found.append(f"the disk of the {disk.name} was full, and nobody noticed")
        for node in ("office", "centre"):
            found += [f"{node} stumbled: {fault}" for fault in _faults(self.city.log(node))]
        return found

    def _environment(self, node: str) -> dict[str, str]:
        return {**os.environ, **self.city.environments[node]}


def _compared(what: str, said: list[Any], heard: list[Any], *, again: bool) -> list[str]:
    """What was said must have been heard, each once, and nothing else; or, `again`, each at least once."""
    counts, known = Counter(map(tuple, heard)), list(map(tuple, said))
    lacking = [one for one in known if not counts[one] or (counts[one] > 1 and not again)]
    found = [f"{what}: {one} was applied {counts[one]} times" for one in lacking]
    return found + ([] if again else [f"{what}: {one} was never said" for one in set(counts) - set(known)])


def _faults(log: str) -> list[str]:
    """Return what each traceback in a log ends with."""
    found, within = [], False
    for line in log.splitlines():
        # Those of a group stand behind a bar.
        said = re.sub(r"^\s*\| ?", "", line)
        if "Traceback (most recent call last)" in said:
            within = True
        elif within and not said.startswith(" "):
            found.append(said)
            within = False
    return found


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def run(
    folder: Path,
    *,
    kills: int,
    recordings: int,
    seed: int,
    clock_off: bool = False,
    drills: bool = False,
    own_disks: bool = False,
) -> int:
    """Torture both nodes; print what was done and what is wrong, and return 1 if anything is."""
    torture = Torture(folder, seed=seed, clock_off=clock_off, own_disks=own_disks)
    if own_disks and not torture.disks:
        print("No disk was filled: this user may not mount any.", flush=True)
    try:
        torture.begin()
        began = time.monotonic()
        torture.line.bad = True
        # Each of them once, and in a long run several times.
        torture.to_fill = torture.disks * max(1, kills // 70)
        torture.feed(recordings)
        while sum(torture.kills.values()) < kills or torture.full or torture.to_fill:
            time.sleep(torture.chance.uniform(0.2, 1.5))
            torture.change_disks()
            if sum(torture.kills.values()) < kills:
                torture.kill_one()
            # Now and then nothing passes for a while.
            torture.line.down = torture.chance.random() < 0.15
        torture.line.down = False
        torture.fed_up()
        print(f"{len(torture.sealed)} recordings and {sum(torture.kills.values())} kills {dict(torture.kills)}")
        print(f"the line carried {dict(torture.line.carried)}, all in {time.monotonic() - began:.0f} s", flush=True)
        print(f"nothing was under way any more {torture.drained():.1f} s after the last accident", flush=True)
        wrong = torture.troubles()
        if drills and not wrong:
            wrong = _drills(torture)
    finally:
        torture.end()
    for line in wrong:
        print("WRONG", line)
    print("nothing was lost, nothing was doubled" if not wrong else f"{len(wrong)} things are wrong")
    return int(bool(wrong))


def _drills(torture: Torture) -> list[str]:
    """Put each node back from a copy, with and without work that was done since."""
    wrong = []
    for node in ("centre", "office"):
        copy = torture.copied(node)
        torture.feed(10)
        torture.fed_up()
        torture.drained()
        known = torture.losses()
        torture.put_back(node, copy)
        torture.more_losses_noticed(than=known)
        print(f"the {node} was put back; quiet again after {torture.drained():.1f} s", flush=True)
        wrong += torture.troubles(forgotten=node == "office")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--recordings", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock-off", action="store_true")
    parser.add_argument("--drills", action="store_true")
    parser.add_argument("--disks", action="store_true", dest="own_disks")
    given = vars(parser.parse_args())
    with tempfile.TemporaryDirectory(prefix="pasti-torture-") as folder:
        sys.exit(run(Path(folder), **given))
