"""What it costs to know whether the hall has news, at the beginning of a day and at its end.

python -m bench.screens_version NUMBERS ...   for so many numbers of the day, says milliseconds: first look, later ones
"""

import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup()

from django.db import transaction  # noqa: E402

from pasti.journal import tallies  # noqa: E402 - needs the rooms registered
from pasti.journal.actions import Fact, record_all  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.queue.queries import board_version  # noqa: E402

# What is written down of each number: taken, called, served, ended.
_LINES, _LOOKS = 4, 200


def _milliseconds(act: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _time in range(times):
        act()
    return (time.process_time() - began) / times * 1000


def main(numbers: list[int]) -> None:
    """Write down so many numbers of a day, and look each time."""
    written = 0
    for wanted in numbers:
        facts = [
            Fact("ticket.serve", f"ticket:2026-11-23/C-{n}", SYSTEM, facts={"ticket": f"C-{n}", "counter": 1})
            for n in range(written, wanted)
            for _line in range(_LINES)
        ]
        with transaction.atomic():
            record_all(facts)
        written = wanted
        tallies.forget()
        # As if a minute had passed since the first look.
        tallies._SETTLED_AFTER = 0
        first = _milliseconds(board_version, 1)
        later = _milliseconds(board_version, _LOOKS)
        print(f"  {wanted:6} numbers on a day: first look {first:6.2f} ms, later ones {later:6.2f} ms of processor")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])
