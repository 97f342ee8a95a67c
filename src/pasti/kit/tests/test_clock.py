from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from tests.cast import MONDAY

from pasti.kit import clock


def test_it_can_be_stopped():
    with clock.stopped_at(datetime(2030, 1, 1, tzinfo=UTC)):
        assert clock.now() == datetime(2030, 1, 1, tzinfo=UTC)
    assert clock.now() == MONDAY


def test_it_goes_on_after_a_failure():
    with pytest.raises(RuntimeError), clock.stopped_at(datetime(2030, 1, 1, tzinfo=UTC)):
        raise RuntimeError
    assert clock.now() == MONDAY


def test_it_is_stopped_for_one_thread_only(settings):
    settings.CLOCK_AHEAD = 0
    seen = []
    other = Thread(target=lambda: seen.append(clock.now()))
    other.start()
    other.join()
    assert seen[0] != MONDAY
    assert abs(seen[0] - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_clock_of_a_sample_runs_ahead(settings):
    settings.CLOCK_AHEAD = 7200.0
    seen = []
    other = Thread(target=lambda: seen.append(clock.now()))
    other.start()
    other.join()
    assert timedelta(minutes=119) < seen[0] - datetime.now(UTC) < timedelta(minutes=121)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Jakarta", "2026-11-23T16:59:59+00:00", date(2026, 11, 23)),
        ("Asia/Jakarta", "2026-11-23T17:00:00+00:00", date(2026, 11, 24)),
        ("Asia/Makassar", "2026-11-23T16:00:00+00:00", date(2026, 11, 24)),
        ("Asia/Jayapura", "2026-11-23T14:59:59+00:00", date(2026, 11, 23)),
        ("Asia/Jayapura", "2026-11-23T15:00:00+00:00", date(2026, 11, 24)),
    ],
)
def test_a_day_is_the_offices_own(settings, zone, moment, day):
    settings.TIME_ZONE = zone
    at = datetime.fromisoformat(moment)
    assert clock.local_day(at) == day
    with clock.stopped_at(at):
        assert clock.today() == day


def test_a_local_time_of_a_day_is_a_moment(settings):
    settings.TIME_ZONE = "Asia/Jayapura"
    assert clock.at(date(2026, 11, 23), 8, 30) == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert clock.local(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)).hour == 8
