"""What PostgreSQL need not be asked again is found by what each test asked of SQLite."""

from contextlib import suppress

from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.offices import queries as offices
from pasti.offices.models import Lane
from tests.asked import Asked, enough, read, shape_of
from tests.examples import examples


def noted(do, tmp_path) -> frozenset[str]:
    asked = Asked(tmp_path / "asked")
    with asked.noting("a test", connection.execute_wrappers):
        do()
    asked.keep("one")
    return read(tmp_path / "asked")["a test"]


def test_numbers_and_lengths_of_lists_make_no_other_statement():
    assert shape_of("SELECT a FROM b WHERE c IN (%s, %s) LIMIT 21") == shape_of(
        "SELECT a FROM b WHERE c IN (%s) LIMIT 1"
    )
    assert shape_of("INSERT INTO b VALUES (%s, %s), (%s, %s)") == shape_of("INSERT INTO b VALUES (%s, %s)")
    assert shape_of("SELECT a FROM b") != shape_of("SELECT a FROM c")


def test_a_statement_that_fails_is_another_one():
    assert shape_of("INSERT INTO b VALUES (%s)", "IntegrityError") != shape_of("INSERT INTO b VALUES (%s)")


def test_what_is_asked_is_noted_however_it_is_asked(office, tmp_path):
    [statement] = noted(lambda: list(offices.lanes()), tmp_path)
    assert 'FROM "offices_lane"' in statement


def test_how_it_failed_is_noted(office, tmp_path):
    def twice() -> None:
        with suppress(IntegrityError), transaction.atomic():
            Lane.objects.create(letter="A")

    [statement] = noted(twice, tmp_path)
    assert statement.startswith("INSERT")
    assert statement.endswith("→ IntegrityError")


def test_what_several_processes_noted_is_one(tmp_path):
    for process, shape in (("gw0", "a"), ("gw1", "b")):
        asked = Asked(tmp_path)
        asked.of["a test"] = {asked.shapes.setdefault(shape, 0)}
        asked.keep(process)
    assert read(tmp_path) == {"a test": {"a", "b"}}


SETS = st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("123456789")), max_size=8)


@settings(max_examples=examples(150), deadline=None)
@given(SETS, st.frozensets(st.sampled_from("123456789")))
def test_all_is_asked_that_all_ask_and_nobody_is_chosen_for_nothing(asked, known):
    chosen = enough(asked, known)
    assert frozenset().union(known, *(asked[test] for test in chosen)) == frozenset().union(known, *asked.values())
    for test in chosen:
        assert asked[test] - known
    assert enough(asked, known) == chosen
