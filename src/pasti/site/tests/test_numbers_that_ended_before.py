"""Numbers that ended before anybody wrote down how: they say so, nobody is made up to have been served."""

from pathlib import Path

from pasti.site.tests.program import rows
from pasti.site.tests.test_days_that_cases_carried import migrate, write


def test_old_numbers_say_that_nobody_knows(node: Path):
    migrate(node, "queue", "0001_initial")
    write(
        node, "offices_lane", letter="C", name_id="KTP", name_en="KTP", purpose_id="", purpose_en="", serves="[]",
        priority=False, active=True,
    )  # fmt: skip
    (lane,) = rows(node, "SELECT id FROM offices_lane")
    for sequence, state in enumerate(("done", "left", "unserved", "waiting"), start=1):
        write(
            node, "queue_ticket", state=state, day="2026-11-20", letter="C", sequence=sequence, token=f"t{sequence}",
            issued_at="2026-11-20 01:00:00", queued_at="2026-11-20 01:00:00", calls=0, lane_id=lane[0],
        )  # fmt: skip
    migrate(node)
    assert rows(node, "SELECT state, outcome, reason FROM queue_ticket ORDER BY sequence") == [
        ("done", "unrecorded", ""), ("left", "unrecorded", ""), ("unserved", "unrecorded", ""), ("waiting", "", "")
    ]  # fmt: skip
    assert (
        rows(node, "SELECT way, outcome, known, ended_at FROM arrivals_arrival")
        == [("number", "unrecorded", "", None)] * 3
    )
