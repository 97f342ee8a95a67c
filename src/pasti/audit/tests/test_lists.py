"""A list is one look at everybody on it."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.audit import queries
from pasti.audit.actions import looked, looked_over
from pasti.audit.models import Look
from pasti.audit.sights import Sight
from pasti.kit import clock

LIST = Sight("waiting list", "daftar", listing=True, again_after=timedelta(minutes=5))


def over(*subjects: str) -> None:
    looked_over("account:1", "Budi Hartono", LIST, subjects)


def test_everybody_on_it_is_named(db):
    over("application:1", "application:2")
    look = Look.objects.get()
    assert (look.what, look.subject, look.subjects) == (
        "waiting list",
        "waiting list",
        ["application:1", "application:2"],
    )
    assert look.at == MONDAY


def test_what_is_fetched_again_and_again_writes_nothing(db, django_assert_num_queries):
    over("application:1")
    with django_assert_num_queries(1):  # one question, and no transaction
        over("application:1")
    assert Look.objects.count() == 1


def test_whoever_is_new_on_it_is_added(db):
    over("application:1")
    over("application:2", "application:1")
    assert Look.objects.get().subjects == ["application:1", "application:2"]


def test_later_it_is_another_look(db):
    over("application:1")
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        over("application:1")
    assert Look.objects.count() == 2


def test_a_very_long_one_is_several_rows_and_nobody_is_left_out(db):
    everybody = [f"application:{n}" for n in range(450)]
    over(*everybody)
    assert sorted(s for look in Look.objects.all() for s in look.subjects) == sorted(everybody)
    assert max(len(look.subjects) for look in Look.objects.all()) == 200
    over(*everybody)
    over(*reversed(everybody))
    assert Look.objects.count() == 3


def test_an_empty_one_is_a_look_all_the_same(db):
    over()
    assert Look.objects.get().listed == ""


def test_who_looked_at_one_of_them_is_found_and_nobody_of_a_similar_number(db):
    over("application:12", "application:3")
    looked("account:2", "Rini", "case", "application:12")
    assert [look.by_id for look in queries.looks_at("application:12")] == ["account:2", "account:1"]
    assert list(queries.looks_at("application:1")) == []
    assert [look.what for look in queries.looks_by("account:1")] == ["waiting list"]


@pytest.mark.parametrize("subject", ["3275015206099001", "resident:3275015206099001"])
def test_a_nik_is_not_kept(db, subject):
    with pytest.raises(ValueError, match="has no place in the audit"):
        looked("account:1", "Budi", "case", subject)
    with pytest.raises(ValueError, match="has no place in the audit"):
        over("application:1", subject)
    assert not Look.objects.exists()
