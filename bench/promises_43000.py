"""43,000 dates that rest on a link which has just been cut: given anew at once; beside reading the same rows.

`python -m bench.promises_43000` fills a database of its own in a temporary folder (SQLite, and a database of its own on
PostgreSQL if PASTI_TEST_POSTGRES names a server), measures, and throws it away. `--cases 5000` is quicker.
"""

import argparse
import random
import sys
from datetime import datetime, timedelta

from bench.databases import each_database
from bench.many_cases import an_office_with, timed

CASES, LIMIT_S = 43_000, 1.0


def main() -> int:
    """Measure on each database there is; fail when it takes longer than the issue allows."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cases", type=int, default=CASES)
    asked.add_argument("--on", default="")
    given = asked.parse_args()
    if given.on:
        return _measure(given.cases)
    return each_database("promises_43000", "office", "--cases", str(given.cases))


def _measure(cases: int) -> int:
    import django

    django.setup()
    from pasti.kit import clock

    # A Monday morning: what is lost is working time, whenever this is run.
    with clock.stopped_at(datetime.fromisoformat("2026-11-23T08:00:00+07:00")):
        return _measure_then(cases)


def _measure_then(cases: int) -> int:
    from pasti.kit import clock
    from pasti.promises.models import Promise
    from pasti.promises.watching import watch

    _fill(cases)
    read, _rows = timed(lambda: list(Promise.objects.filter(ended_at=None).values_list()))
    watch()  # what is down for a moment moves nothing
    with clock.stopped_at(clock.now() + timedelta(seconds=31)):
        took, making = timed(watch)
    assert making is not None
    print(f"  reading the rows                     {read:8.2f} s")
    print(f"  {making.moved} dates given anew            {took:8.2f} s   × {took / read:5.2f}   (limit {LIMIT_S} s)")
    return int(took > LIMIT_S or making.moved < cases * 0.9)


def _fill(cases: int) -> None:
    from pasti.applications.models import CaseStep
    from pasti.kit import clock
    from pasti.link.models import Peer
    from pasti.promises.models import PrintPace, Promise

    now, chance = clock.now(), random.Random(1)
    made = an_office_with(cases, lambda: chance.randrange(60 * 24 * 20))
    CaseStep.objects.bulk_create(
        (
            CaseStep(application=case, code=code, order=order, done_at=done, done_by="x" if done else "")
            for case in made
            for order, (code, done) in enumerate(
                [("papers", case.accepted_at), ("recording", case.accepted_at), ("centre", None), ("printing", None)]
            )
        ),
        batch_size=2000,
    )
    today = clock.today()
    Promise.objects.bulk_create(
        (
            Promise(
                application=case, what="ready", basis="measured", begins_at=case.accepted_at, made_by="x",
                hours=chance.uniform(70, 160), day=today, rests_on=["link", "may_send", "may_print", "blanks", "printer"],
            )
            for case in made
        ),
        batch_size=1000,
    )  # fmt: skip
    # So fast that what is printed in a day is a bound for some of them and not for others.
    PrintPace.objects.create(a_day=cases / 3, days=20, measured_at=now)
    _say_the_days()
    Peer.objects.create(
        node_id="centre-1",
        role="centre",
        name="Pusat",
        sign_key="x",
        recipient="x",
        down_since=now,
        last_contact_at=now,
    )


def _say_the_days() -> None:
    """Each promise gets the day that its rule gives before anything is cut."""
    from pasti.promises.days import Days
    from pasti.promises.models import Promise

    days, said = Days(), list(Promise.objects.all())
    for promise in said:
        promise.day = days.again(promise, ["link", "blanks"]).day
    Promise.objects.bulk_update(said, ["day"], batch_size=1000)


if __name__ == "__main__":
    sys.exit(main())
