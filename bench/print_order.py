"""Serang: 35,000 cards ready, 20,000 blanks. The whole order, and where one card stands in it; beside reading the rows.

`python -m bench.print_order` fills databases of its own (bench.databases). `--cards 5000` is quicker.
"""

import argparse
import random
import sys
from datetime import timedelta

from bench.databases import each_database
from bench.many_cases import an_office_with, timed

CARDS, BLANKS, PLAN_S, PLACE_MS = 35_000, 20_000, 2.0, 100.0
_ASKED = 20


def main() -> int:
    """Measure on each database there is; fail when the plan takes longer than the issue allows."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cards", type=int, default=CARDS)
    asked.add_argument("--on", default="")
    given = asked.parse_args()
    if given.on:
        return _measure(given.cards)
    return each_database("print_order", "office", "--cards", str(given.cards))


def _measure(cards: int) -> int:
    import django

    django.setup()
    from pasti.printing import queries
    from pasti.printing.models import Job
    from pasti.stock import forecast

    _fill(cards)
    read, _rows = timed(lambda: list(Job.objects.values_list()))
    plan, order = timed(queries.order)
    assert len(order) == cards
    cases = [job.application for job in Job.objects.select_related("application")[:: cards // _ASKED]]
    place, _places = timed(lambda: [queries.standing(case) for case in cases])
    each = 1000 * place / len(cases)
    found = forecast.forecast()
    print(f"  reading the rows                     {read:8.2f} s")
    print(f"  the plan of {cards} cards            {plan:8.2f} s   × {plan / read:5.2f}   (limit {PLAN_S} s)")
    print(f"  where one of them stands             {each:8.1f} ms  (limit {PLACE_MS} ms)")
    print(
        f"  {found.waiting} wait, {found.in_stock} blanks, {found.short} without; to be asked for: {forecast.to_ask_for()}"
    )
    return int(plan > PLAN_S or each > PLACE_MS or forecast.to_ask_for() < found.short)


def _fill(cards: int) -> None:
    from pasti.journal.actors import SYSTEM
    from pasti.kit import clock
    from pasti.printing.models import Advance, Deadline, Job
    from pasti.stock import actions as stock

    now, today, chance = clock.now(), clock.today(), random.Random(1)
    cases = an_office_with(cards, lambda: 0)
    Job.objects.bulk_create(
        (
            Job(application=case, content="0" * 64, state="waiting", beginner=chance.random() < 0.4,
                released_at=now - timedelta(minutes=chance.randrange(60 * 24 * 20)))
            for case in cases
        ),
        batch_size=1000,
    )  # fmt: skip
    chosen = chance.sample(cases, cards // 50)
    Deadline.objects.bulk_create(
        Deadline(application=case, day=today + timedelta(days=chance.randrange(30)), proof="x", stated_by="x")
        for case in chosen
    )
    Advance.objects.bulk_create(
        Advance(application=case, reason="x", proposed_by_id="x", proposed_by="x", state="granted", granted_at=now,
                granted_on=today, granted_by="y")
        for case in chosen[:20]
    )  # fmt: skip
    blanks = BLANKS * cards // CARDS
    stock.receive_delivery(first_serial="SR00000001", count=blanks, letter="470/1", by=SYSTEM)


if __name__ == "__main__":
    sys.exit(main())
