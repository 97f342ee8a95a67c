from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, models

from pasti.kit import clock
from pasti.kit.models import Allowance, Beat
from pasti.kit.prepared import _KEPT, Columns, Rows, counted

OF_NAME = Rows(lambda name: Beat.objects.filter(duty=name), name=models.CharField())
NAMES = Columns(lambda: Beat.objects.order_by("-duty").values_list("duty", "last_error"))
HOW_MANY = Columns(
    lambda said: counted(Beat.objects.filter(last_error=said), last=models.Max("duty")), said=models.CharField()
)
SINCE = Columns(
    lambda since: Allowance.objects.filter(whole_at__gte=since).values_list("whole_at"), since=models.DateTimeField()
)
OF_MODEL = Rows(
    lambda model, staff: (
        Permission.objects.filter(content_type__model=model, content_type__in=staff)
        .select_related("content_type")
        .order_by("codename")
    ),
    model=models.CharField(),
    staff=models.BigIntegerField(),
)
LOCKED = Rows(lambda key: Beat.objects.select_for_update().filter(pk=key), key=models.CharField())


@pytest.fixture
def three(db):
    return [Beat.objects.create(duty=name) for name in ("ani", "budi", "cici")]


def test_it_finds_what_the_queryset_finds_each_time_with_other_values(three):
    assert [OF_NAME.first(name=one.duty) for one in three] == three
    assert OF_NAME.first(name="dodi") is None
    assert OF_NAME.one(name="budi") == LOCKED.one(key="budi") == three[1]
    with pytest.raises(Beat.DoesNotExist):
        OF_NAME.one(name="dodi")


def test_nothing_of_an_answer_is_kept(three):
    assert OF_NAME.one(name="ani").last_error == ""
    Beat.objects.filter(duty="ani").update(last_error="x")
    assert OF_NAME.one(name="ani").last_error == "x"
    Beat.objects.filter(duty="budi").delete()
    assert NAMES.all() == [("cici", ""), ("ani", "x")]


def test_what_belongs_to_it_comes_with_it(db, django_assert_num_queries):
    kind = ContentType.objects.get_for_model(Beat)
    own = list(Permission.objects.filter(content_type=kind).order_by("codename"))
    with django_assert_num_queries(2):
        found = OF_MODEL.all(model="beat", staff=kind.pk)
        assert [one.content_type for one in found] == [kind] * len(own)
        assert OF_MODEL.all(model="allowance", staff=kind.pk) == []
    assert found == own != []


def test_moments_are_read_and_compared_as_fields_have_them(db):
    at = clock.now()
    Allowance.objects.create(key="a", whole_at=at)
    assert SINCE.all(since=at) == [(at,)]
    assert SINCE.all(since=at + timedelta(microseconds=1)) == []


def test_it_counts(three):
    assert HOW_MANY.all(said="") == [(3, "cici")]
    assert sum(number for number, _last in HOW_MANY.all(said="x")) == 0


def test_only_what_is_asked_for_is_read(three, django_assert_num_queries):
    few = Rows(lambda: Beat.objects.only("last_error").order_by("duty"))
    with django_assert_num_queries(2):
        assert [one.duty for one in few.all()] == ["ani", "budi", "cici"]
        assert few.all()[0].get_deferred_fields() == {"last_run_at", "failing_since"}


def test_a_statement_is_kept_no_longer_than_its_question_and_its_connection(three):
    def kept() -> int:
        return len(vars(connections["default"])[_KEPT])

    OF_NAME.all(name="ani")
    before = kept()
    for _time in range(3):
        assert len(Rows(Beat.objects.all).all()) == 3
    assert OF_NAME.one(name="budi") == three[1]
    assert kept() == before


def test_a_number_that_no_column_can_hold_is_found_nowhere(db):
    for key in (2**63 - 1, 2**63, 10**30, -(10**30)):
        assert OF_MODEL.all(model="beat", staff=key) == []
