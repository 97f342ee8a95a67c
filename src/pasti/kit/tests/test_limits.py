from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from tests.cast import MONDAY

from pasti.kit import clock
from pasti.kit.limits import Attempt, Scope, TooOften, by_network, count_attempt, prune
from pasti.kit.models import Allowance

QUARTER = timedelta(minutes=15)
DOOR = Scope("door", within=QUARTER, each=3)


def asks(address: str = "10.0.0.1") -> Any:
    return RequestFactory(REMOTE_ADDR=address).get("/")


def tries(times: int, address: str = "10.0.0.1", scope: Scope = DOOR, **more: Any) -> Attempt:
    for _ in range(times):
        attempt = count_attempt(scope, asks(address), **more)
    return attempt


def refused(address: str = "10.0.0.1", scope: Scope = DOOR, **more: Any) -> bool:
    before = list(Allowance.objects.order_by("key").values_list("key", "whole_at"))
    try:
        count_attempt(scope, asks(address), **more)
    except TooOften:
        assert list(Allowance.objects.order_by("key").values_list("key", "whole_at")) == before, "it wrote something"
        return True
    return False


def test_exactly_so_many_are_let_through_at_once_and_the_sentence_says_when_to_come_back(db):
    tries(3)
    with pytest.raises(TooOften, match=r"Terlalu banyak percobaan\. Silakan coba lagi dalam 5 menit\."):
        tries(1)


@pytest.mark.parametrize("most", [1, 7, 11, 600, 3601])
def test_the_number_is_exact_whatever_it_is(db, most):
    scope = Scope("door", within=timedelta(hours=1), each=most)
    tries(1, scope=scope, cost=most)
    assert refused(scope=scope)
    if most < 20:
        tries(most, "10.0.9.1", scope)
        assert refused("10.0.9.1", scope)


def test_a_refused_attempt_writes_nothing(db):
    tries(3)
    assert [refused() for _ in range(3)] == [True] * 3


def test_an_attempt_that_was_right_does_not_count_and_those_before_do(db):
    tries(2)
    tries(1).take_back()
    tries(1)
    assert refused()


def test_a_right_one_gives_nobody_else_anything_back(db):
    """Who knows one right answer must not wash away what was guessed beside it."""
    tries(3, also={"number 1": 3})
    tries(1, "10.0.1.1", also={"number 2": 3}).take_back()
    assert refused("10.0.1.1", also={"number 1": 3})
    assert refused()


def test_taken_back_twice_by_two_is_two(db):
    first, second = tries(1), tries(1)
    first.take_back()
    second.take_back()
    tries(3)
    assert refused()


def test_the_allowance_grows_back_evenly(db):
    tries(3)
    with clock.stopped_at(MONDAY + timedelta(minutes=4, seconds=59)):
        assert refused()
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        tries(1)
        assert refused()
    with clock.stopped_at(MONDAY + timedelta(minutes=20)):
        tries(3)
        assert refused()


def test_others_and_other_doors_are_counted_apart(db):
    tries(3)
    tries(3, "10.0.9.2")
    tries(3, scope=Scope("window", within=QUARTER, each=3))


def test_scope_and_key_do_not_run_into_each_other(db):
    count_attempt(Scope("a", QUARTER, 1), None, also={"b\nc": 1})
    count_attempt(Scope("a\nb", QUARTER, 1), None, also={"c": 1})
    assert Allowance.objects.count() == 2


@pytest.mark.parametrize(
    ("width", "subnets"),
    [
        ("/64", ["2001:db8:1:2::{}"] * 99),
        ("/56", ["2001:db8:1:2{:02x}::1"] * 99),
        ("/48", ["2001:db8:1:{:x}00::1"] * 99),
        ("/32", ["2001:db8:{:04x}::1"] * 99),
        ("/32 IPv4", ["192.0.2.7"] * 99),
        ("/24 IPv4", ["192.0.2.{}"] * 99),
    ],
)
def test_a_wide_network_is_one_guesser_too(db, width, subnets):
    """Today's fault: with a /48 of IPv6, 65,536 subscribers of the limit were one person's."""
    most = {"/64": 3, "/56": 6, "/48": 12, "/32": 48, "/32 IPv4": 3, "/24 IPv4": 12}[width]
    for number in range(most):
        tries(1, subnets[number].format(number))
    assert refused(subnets[most].format(most))
    assert not refused("2001:db9::1")
    assert not refused("198.51.100.1")


def test_one_bound_holds_for_everybody_together(db):
    scope = Scope("door", within=QUARTER, each=3, everybody=5)
    for host in range(5):
        tries(1, f"10.{host}.0.1", scope)
    assert refused("10.77.0.1", scope)


def test_a_client_without_an_address_is_counted_too(db):
    tries(3, "")
    assert refused("")


def test_what_is_named_is_counted_beside_the_networks(db):
    for host in range(2):
        tries(1, f"10.{host}.0.1", also={"number 327548217708": 2})
    assert refused("10.9.0.1", also={"number 327548217708": 2})
    tries(1, "10.9.0.1", also={"number 327548217709": 2})


def test_without_a_request_only_what_is_named_counts(db):
    tries(3)
    count_attempt(DOOR, None, also={"browser x": 1})
    with pytest.raises(TooOften):
        count_attempt(DOOR, None, also={"browser x": 1})


def test_one_thing_has_an_allowance_for_every_network(rf):
    assert by_network("name siti from", 5, asks("2001:db8:1:2::1")) == {
        "name siti from 2001:db8:1:2::/64": 5, "name siti from 2001:db8:1::/56": 10,
        "name siti from 2001:db8:1::/48": 20, "name siti from 2001:db8::/32": 80,
    }  # fmt: skip


def test_it_can_cost_more_than_one(db):
    day = Scope("megabytes", within=timedelta(days=1), each=100)
    tries(1, scope=day, cost=60)
    assert refused(scope=day, cost=41)
    tries(1, scope=day, cost=40)
    assert refused(scope=day)


def test_the_table_knows_no_key(db):
    count_attempt(DOOR, asks(), also={"3275015206099001": 3})
    for kept in Allowance.objects.all():
        assert len(kept.key) == 64
        assert set(kept.key) <= set("0123456789abcdef")


def test_what_is_whole_again_is_forgotten(db):
    tries(2)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        tries(1, "10.9.0.1")
        assert prune(clock.now()) == 2
    assert Allowance.objects.count() == 2
