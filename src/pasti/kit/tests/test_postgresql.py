"""What is our own of talking with PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, ProgrammingError, connection, connections, models, transaction
from django.db.models.functions import Cast
from django.db.transaction import TransactionManagementError

from pasti.kit import clock
from pasti.kit.many import insert_each, update_each
from pasti.kit.models import Beat
from pasti.kit.postgresql import base
from pasti.kit.prepared import Columns, Rows

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")

OF_NAME = Rows(lambda name: Beat.objects.filter(duty=name), name=models.CharField())
SHARE = Columns(lambda: Beat.objects.filter(duty__contains="%").values_list("duty"))
SAID = Columns(
    lambda said: Beat.objects.annotate(said=Cast(said, models.JSONField())).values_list("said", "last_run_at"),
    said=models.JSONField(),
)
LONGER = Columns(
    lambda than: (
        Beat.objects.annotate(
            since=models.ExpressionWrapper(
                models.F("failing_since") - models.F("last_run_at"), output_field=models.DurationField()
            )
        )
        .filter(since__gt=than)
        .values_list("since")
    ),
    than=models.DurationField(),
)


@pytest.fixture
def line(db) -> Iterator[base.DatabaseWrapper]:
    """A connection of its own, as a thread of a node has."""
    made = connections.create_connection(DEFAULT_DB_ALIAS)
    assert isinstance(made, base.DatabaseWrapper)
    made.ensure_connection()
    yield made
    made.close()


def number_of(line: base.DatabaseWrapper) -> int:
    return int(line.connection.info.backend_pid)


def last_asked(line: base.DatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        # What others do is looked at once in a transaction, else.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [number_of(line)])
        [query] = cursor.fetchone()
    return str(query)


def a_request_begins(line: base.DatabaseWrapper) -> None:
    """What Django does with a connection between two requests."""
    line.close_if_unusable_or_obsolete()
    line.health_check_enabled, line.health_check_done = True, False


def test_what_is_asked_again_is_prepared(db):
    Beat.objects.create(duty="ani")
    assert [OF_NAME.one(name="ani").duty for _time in range(3)] == ["ani"] * 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        prepared = [statement for (statement,) in cursor.fetchall()]
    assert [statement for statement in prepared if '"kit_beat"."duty" = ($1)' in statement]


def test_json_moments_and_spans_come_as_from_a_queryset(db):
    now = clock.now()
    Beat.objects.create(duty="a", last_run_at=now, failing_since=now + timedelta(days=40, microseconds=3))
    facts = {"reason": "ä 😀 100 %", "entry": [7, None, 2.5], "more": {}}
    expected = Beat.objects.get().last_run_at
    # As often as it takes to be prepared.
    for _time in range(3):
        [(said, at)] = SAID.all(said=facts)
        assert (said, at, at.tzinfo) == (facts, expected, expected.tzinfo)
        assert LONGER.all(than=timedelta(days=40)) == [(timedelta(days=40, microseconds=3),)]
        assert LONGER.all(than=timedelta(days=41)) == []


def test_a_per_cent_sign_is_one(db):
    Beat.objects.create(duty="90 %")
    Beat.objects.create(duty="90")
    assert SHARE.all() == SHARE.all() == [("90 %",)]


def test_a_transaction_that_failed_is_asked_nothing(db):
    Beat.objects.create(duty="ani")
    with pytest.raises(IntegrityError), transaction.atomic():
        Beat.objects.create(duty="ani")
    assert OF_NAME.one(name="ani").duty == "ani"
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            OF_NAME.one(name="ani")
        with pytest.raises(TransactionManagementError):
            insert_each(Beat, [{"duty": "budi", "last_run_at": clock.now()}])


def test_after_what_was_taken_back_it_is_asked_as_before(line):
    for _time in range(4):
        line.set_autocommit(False)
        assert line.ask("SELECT %s::int + 1", [1]) == [(2,)]
        line.rollback()
        line.set_autocommit(True)
        assert line.ask("SELECT %s::int + 1", [1]) == [(2,)]
    Beat.objects.create(duty="ani")
    for _time in range(3):
        with transaction.atomic():
            insert_each(Beat, [{"duty": "budi", "last_run_at": clock.now()}])
            assert OF_NAME.one(name="budi").duty == "budi"
            transaction.set_rollback(True)
        assert OF_NAME.first(name="budi") is None
    assert OF_NAME.one(name="ani").duty == "ani"


def test_one_row_and_several_are_written_alike(db):
    rows = [Beat.objects.create(duty=name) for name in ("ani", "budi", "cici")]
    for some in (rows[:1], rows[1:]):
        for row in some:
            row.last_error = f"of {row.duty}"
        update_each(some, ["last_error"])
    assert sorted(Beat.objects.values_list("last_error", flat=True)) == ["of ani", "of budi", "of cici"]


def test_a_server_that_hung_up_a_moment_ago_is_noticed_before_anything_is_asked(line):
    a_request_begins(line)
    assert line.ask("SELECT %s::int", [1]) == [(1,)]
    before = number_of(line)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    a_request_begins(line)
    assert line.ask("SELECT %s::int", [2]) == [(2,)]
    assert number_of(line) != before


def test_a_line_in_use_is_not_asked_and_one_that_rested_or_failed_is(line):
    for _time in range(2):
        a_request_begins(line)
        line.ask("SELECT %s::text", ["mine"])
    assert last_asked(line) == "SELECT $1::text"
    assert line.is_usable()
    assert last_asked(line) != "SELECT 1"
    line._used_at -= base._RESTED_AFTER
    assert line.is_usable()
    assert last_asked(line) == "SELECT 1"
    with pytest.raises(ProgrammingError, match="nonsense"):
        line.ask("SELECT nonsense", [])
    assert last_asked(line) != "SELECT 1"
    assert line.is_usable()
    assert last_asked(line) == "SELECT 1"


def test_who_watches_sees_each_question(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        OF_NAME.first(name="ani")
        OF_NAME.first(name="budi")


def test_errors_are_those_of_django(line):
    with pytest.raises(ProgrammingError, match="nonsense") as failure:
        line.ask("SELECT nonsense", [])
    assert isinstance(failure.value.__cause__, psycopg.errors.UndefinedColumn)
