"""When the blanks run out, as a range: from what is used, what waits, and how boxes really come."""

from datetime import date, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.kit import clock
from pasti.offices.actions import decide
from pasti.stock import actions, demand, forecast
from pasti.stock.models import Blank, Delivery

TODAY = MONDAY.date()


def a_box(serial: str, count: int) -> None:
    actions.receive_delivery(first_serial=serial, count=count, letter=serial, by=ANYBODY)


def used(on: date, count: int) -> None:
    """Let so many blanks have been used on a day."""
    delivery, _new = Delivery.objects.get_or_create(first_serial="ZZ0001", letter="z", count=0, received_by="x")
    ended = {"delivery": delivery, "state": "used", "ended_at": clock.at(on, 10)}
    last = Blank.objects.filter(delivery=delivery).count()
    Blank.objects.bulk_create(Blank(serial=f"ZZ{last + n:06d}", **ended) for n in range(count))


def working_days_before(count: int) -> list[date]:
    days = [TODAY - timedelta(days=n) for n in range(1, count * 2 + 8)]
    return sorted(day for day in days if day.weekday() < 5)[-count:]


@pytest.fixture
def waiting(monkeypatch):
    def say(count: int) -> None:
        monkeypatch.setattr(demand, "_asked", [lambda: count])

    say(0)
    return say


def test_until_a_week_was_measured_it_is_as_the_office_expects(office, waiting):
    decide("stock.use_a_day", value=4, valid_from=TODAY, legal_basis="SOP", by=ANYBODY)
    found = forecast.forecast()
    assert (found.use.days, found.use.a_day) == (0, 4)
    # Twenty at four a day: on the fifth working day from now.
    assert found.likely == date(2026, 11, 30)
    assert found.earliest <= found.likely <= found.latest


def test_what_was_used_is_measured_on_working_days(office, waiting):
    for day, count in zip(working_days_before(6), (3, 5, 4, 4, 0, 8), strict=True):
        used(day, count)
    use = forecast.use()
    assert (use.days, use.a_day) == (6, 4.0)
    assert use.spread == pytest.approx(2.3805, abs=0.001)


def test_a_steady_office_has_a_narrow_range_and_a_restless_one_a_wide_one(office, waiting):
    a_box("BK5000", 400)
    for day in working_days_before(8):
        used(day, 20)
    steady = forecast.forecast()
    assert steady.earliest == steady.likely == steady.latest
    Blank.objects.filter(state="used").delete()
    for n, day in enumerate(working_days_before(8)):
        used(day, 40 * (1 - n % 2))
    restless = forecast.forecast()
    assert restless.use.a_day == 20
    assert restless.earliest < steady.likely < restless.latest


def test_cards_that_wait_take_their_blanks_first(office, waiting):
    waiting(35)
    found = forecast.forecast()
    assert (found.short, found.earliest, found.latest) == (15, TODAY, TODAY)


def test_a_box_that_comes_in_time_puts_the_day_off(office, waiting):
    decide("stock.use_a_day", value=4, valid_from=TODAY, legal_basis="SOP", by=ANYBODY)
    without = forecast.forecast().likely
    assert forecast.forecast([(date(2026, 11, 25), 20)]).likely > without
    assert forecast.forecast([(date(2026, 12, 25), 20)]).likely == without


def test_boxes_are_late_and_short_as_they_were(office, waiting):
    for n in range(5):
        actions.expect_delivery(letter=f"470/{n}", day=TODAY, count=100, by=ANYBODY)
        late = 9 if n == 2 else 2
        with clock.stopped_at(MONDAY + timedelta(days=late)):
            actions.receive_delivery(
                first_serial=f"AB{n}000", count=10 if n == 3 else 80, letter=f"470/{n}", by=ANYBODY
            )
    known = forecast.arriving()
    assert (known.late, known.share, known.boxes) == (9, 0.1, 5)
    actions.expect_delivery(letter="470/9", day=TODAY + timedelta(days=10), count=500, by=ANYBODY)
    assert forecast.boxes() == [(TODAY + timedelta(days=19), 50)]
    assert forecast.boxes(cautious=False) == [(TODAY + timedelta(days=10), 500)]


def test_serang_short_by_fifteen_thousand_asks_for_more_than_that(office, waiting):
    waiting(35_000)
    a_box("SR00000001", 19_980)
    found = forecast.forecast()
    assert (found.in_stock, found.short) == (20_000, 15_000)
    assert forecast.should_ask(found)
    assert forecast.to_ask_for() >= 15_000
