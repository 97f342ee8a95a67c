"""Hours get a date: what an office had set is not lost, there and back."""

from pasti.site.tests.program import rows
from pasti.site.tests.test_days_that_cases_carried import migrate, write

_BEFORE = ("offices", "0003_shifts")


def test_the_hours_that_held_hold_on_every_day_there_was(node):
    migrate(node, *_BEFORE)
    write(node, "offices_workinghours", weekday=5, opens="09:00:00", closes="12:00:00")
    had = rows(node, "SELECT weekday, opens, closes FROM offices_workinghours ORDER BY 1")
    migrate(node)
    assert rows(node, "SELECT valid_from, valid_until FROM offices_timetable") == [("2000-01-01", None)]
    assert rows(node, "SELECT weekday, opens, closes FROM offices_dayhours ORDER BY 1") == had
    migrate(node, *_BEFORE)
    assert rows(node, "SELECT weekday, opens, closes FROM offices_workinghours ORDER BY 1") == had
