"""What is said of waits, against what came, in many offices that are made up by chance; and what asking costs."""

import os
import random
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup()

from pasti.queue.tests.made_up import Office, Said, share_true  # noqa: E402 - needs the rooms registered

_OFFICES, _DAYS = int(os.environ.get("PASTI_BENCH_OFFICES", "24")), 4
_LEAST, _MOST = 0.75, 0.85


def office(seed: int) -> Office:
    """Make up an office: how many counters, how busy, how steady."""
    dice = random.Random(seed)
    counters = dice.choice([1, 2, 3, 4, 6])
    lanes = [[0]] * counters + [[1]] * max(1, counters // 2) + [[0, 1, 2]] + [[2]]
    shape = dice.choice([1, 1.5, 2, 4])
    minutes = {0: dice.uniform(3, 8), 1: dice.uniform(4, 9), 2: dice.uniform(2, 5)}
    load, most = dice.uniform(0.7, 1.25), counters + 0.3
    return Office(
        dice,
        lanes,
        hourly={0: load * 60 / minutes[0] * most, 1: 2, 2: load * 60 / minutes[2] * 1.2},
        minutes=minutes,
        shape=shape,
        priority=dice.uniform(0, 0.15),
        goes_on=min(0.5, 0.8 * max(1, counters // 2) / minutes[1] * minutes[0] / most),
    )


def _line(name: str, every: list[Said]) -> str:
    said = [one for one in every if one.forecast]
    width = statistics.mean(one.high - one.low for one in said) / 60
    waited = statistics.mean(one.waited for one in said) / 60
    share = 100 * share_true(said)
    return f"  {name:28} {share:5.1f} of 100   {width:5.1f} minutes wide, waited {waited:5.1f}   ({len(said)} waits)"


def main() -> int:
    """Live through them; fail when what is said does not hold for about 80 of 100."""
    began, first, later = time.perf_counter(), [], []
    for seed in range(_OFFICES):
        days = [made.live() for made in [office(seed)] for _day in range(_DAYS)]
        first += days[0]
        later += [one for day in days[1:] for one in day]
    print(_line("on the first day", first))
    print(_line("after that", later))
    for name, low, high in (("5 minutes", 60, 300), ("15", 300, 900), ("more", 900, 1e9)):
        print(_line(f"  said to end in {name}", [one for one in later if low < one.high <= high] or later))
    for hour in range(4):
        print(_line(f"  in hour {hour + 1}", [one for one in later if one.at // 3600 == hour]))
    print(f"  {time.perf_counter() - began:.0f} s for {_OFFICES} offices of {_DAYS} days")
    good = _LEAST <= share_true(later) <= _MOST
    print("well within its limits" if good else "PAST ITS LIMITS")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
