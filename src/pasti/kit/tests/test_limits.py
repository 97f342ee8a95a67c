from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.kit import clock
from pasti.kit.limits import TooOften, count_attempt, prune, take_back
from pasti.kit.models import Attempt

QUARTER = timedelta(minutes=15)


def tries(times: int, scope: str = "door", key: str = "10.0.0.1", limit: int = 3) -> None:
    for _ in range(times):
        count_attempt(scope, key, limit=limit, within=QUARTER)


def test_exactly_so_many_are_let_through(db):
    tries(3)
    with pytest.raises(TooOften, match=r"Terlalu banyak percobaan\. Silakan coba lagi dalam 15 menit\."):
        tries(1)


def test_a_refused_attempt_writes_nothing(db):
    tries(3)
    for _ in range(2):
        with pytest.raises(TooOften):
            tries(1)
    assert Attempt.objects.count() == 3


def test_an_attempt_that_was_right_does_not_count_and_those_before_do(db):
    tries(3)
    take_back("door", "10.0.0.1")
    take_back("door", "10.0.0.9")
    tries(1)
    with pytest.raises(TooOften):
        tries(1)


def test_the_door_opens_again_when_the_time_is_over(db):
    tries(3)
    with clock.stopped_at(MONDAY + QUARTER), pytest.raises(TooOften):
        tries(1)
    with clock.stopped_at(MONDAY + QUARTER + timedelta(seconds=1)):
        tries(3)


def test_it_counts_a_sliding_stretch_of_time(db):
    tries(2)
    with clock.stopped_at(MONDAY + timedelta(minutes=10)):
        tries(1)
    with clock.stopped_at(MONDAY + timedelta(minutes=16)):
        tries(2)
        with pytest.raises(TooOften):
            tries(1)


def test_others_and_other_doors_are_counted_apart(db):
    tries(3)
    tries(3, key="10.0.0.2")
    tries(3, scope="window")


def test_scope_and_key_do_not_run_into_each_other(db):
    tries(3, scope="a", key="b\nc")
    tries(3, scope="a\nb", key="d")
    assert Attempt.objects.values("key").distinct().count() == 2


def test_the_table_knows_no_key(db):
    tries(1, key="3275015206099001")
    kept = Attempt.objects.get()
    assert "3275" not in kept.key
    assert len(kept.key) == 64
    assert set(kept.key) <= set("0123456789abcdef")


def test_what_is_too_old_to_count_is_forgotten(db):
    tries(2)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        tries(1)
        assert prune(MONDAY + timedelta(minutes=1)) == 2
    assert Attempt.objects.count() == 1
