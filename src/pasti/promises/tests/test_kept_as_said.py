"""As many promises are kept as are said to be: in offices made up here, whatever happens to them.

Time is counted in working hours, seven a day. Each day the office measures itself from what it then knows, as
`measuring` does, and promises by the same rule as `days`; what becomes of a promise teaches it as in `learning`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from pasti.promises.learning import factor_after
from pasti.promises.survival import Spell, estimate

DAY, STATED = 7.0, 0.9
PER_DAY, DAYS, LAST = 40, 150, 500
OFFICES = 4


def steady(_day: int) -> float:
    return 3.0


def drifting(day: int) -> float:
    return 2.0 + 3.0 * day / DAYS


def doubled(day: int) -> float:
    return 2.0 if day < DAYS // 2 else 4.0


def printed_at_night(_day: int) -> float:
    return 2.0


@dataclass
class World:
    """An office: how many days a case takes on average when it begins on a day, and what it has seen."""

    mean: Callable[[int], float]
    chance: random.Random
    nightly: bool = False
    # Each case: when its papers were complete, when it is ready, by which day it was promised, and
    # whether that followed from what was measured: only then its end teaches.
    cases: list[tuple[float, float, int, bool]] = field(default_factory=list)
    open: list[tuple[float, float, int, bool]] = field(default_factory=list)
    ended: list[bool] = field(default_factory=list)
    factor: float = 1.0

    def run(self) -> None:
        for day in range(DAYS):
            self._learn(day)
            within = self._measure(day)
            for _case in range(PER_DAY):
                begins = (day + self.chance.random()) * DAY
                ready = begins + self.chance.gammavariate(4, self.mean(day) / 4) * DAY
                if self.nightly:
                    ready = (ready // DAY + 1) * DAY - 0.01
                # With too little seen, as the office expects.
                promised = (begins + (within if within is not None else 5 * DAY)) // DAY
                case = (begins, ready, int(promised), within is not None)
                self.cases.append(case)
                self.open.append(case)

    def _learn(self, today: int) -> None:
        over = [case for case in self.open if min(case[1] // DAY, case[2]) < today]
        self.open = [case for case in self.open if min(case[1] // DAY, case[2]) >= today]
        for _begins, ready, promised, measured in sorted(over, key=lambda case: min(case[1] // DAY, case[2])):
            self.ended.append(kept := ready // DAY <= promised)
            if measured:
                self.factor = factor_after([kept], stated=STATED, factor=self.factor)

    def _measure(self, today: int) -> float | None:
        spells = []
        for begins, ready, _promised, _measured in self.cases[-1500:]:
            age = today - begins / DAY
            weight = 3.0 if age <= 10 else 2.0 if age <= 20 else 1.0
            over = ready // DAY < today
            until = (ready // DAY if over else today) * DAY
            spells.append(Spell(max(0.0, until - begins), over, weight))
        if sum(spell.over for spell in spells) < 50:
            return None
        found = estimate(spells).within(STATED)
        return None if found is None else found * self.factor


@pytest.mark.parametrize("mean", [steady, drifting, doubled, printed_at_night])
def test_of_the_last_promises_so_many_were_kept(mean):
    shares = []
    for seed in range(OFFICES):
        world = World(mean, random.Random(seed), nightly=mean is printed_at_night)
        world.run()
        shares.append(sum(world.ended[-LAST:]) / LAST)
    # 500 throws of a coin that falls well nine times in ten lie within 0.9 ± 0.04 in all but three of a thousand cases.
    assert 0.88 <= sum(shares) / OFFICES <= 0.92, shares
    assert all(0.86 <= share <= 0.94 for share in shares), shares


def test_from_finished_cases_alone_it_would_promise_too_much():
    """When cases become slow, those that are finished are the quick ones."""
    chance = random.Random(1)
    quick = [Spell(chance.gammavariate(4, 0.5) * DAY, over=True) for _ in range(300)]
    slow = [chance.gammavariate(4, 2.0) * DAY for _ in range(300)]
    seen = [Spell(min(hours, 4 * DAY), hours <= 4 * DAY) for hours in slow]
    alone = estimate([*quick, *(spell for spell in seen if spell.over)]).within(STATED)
    whole = estimate([*quick, *seen]).within(0.75)
    assert alone is not None
    assert sum(hours <= alone for hours in slow) / len(slow) < 0.6
    assert whole is not None
