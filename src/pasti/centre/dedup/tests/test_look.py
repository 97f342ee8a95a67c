"""Searching through the port: an engine may take its time or fail; asked, answered and decided are kept apart."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.centre.dedup import actions, queries
from pasti.centre.dedup.demographic import Demographic
from pasti.centre.dedup.engine import Candidate, Probe
from pasti.centre.dedup.models import Search
from pasti.centre.dedup.tests.engines import Nobody
from pasti.centre.dedup.tests.flow import decide, screened, work
from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import PARTS, asks, received, told
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.claims import MOST_TRIES, claim
from pasti.kit.errors import NotAllowed


class Irises(Nobody):
    """Compares the pictures themselves, which takes a while; it knows what it was told of."""

    name = "irises"

    def __init__(self, *, looks: int = 0) -> None:
        super().__init__()
        self.looks = looks
        self.known: dict[int, bytes] = {}

    def insert(self, probe: Probe) -> None:
        self.known[probe.reference] = probe.pictures()["right-thumb"]

    def identify(self, probe: Probe) -> list[Candidate] | None:
        if self.looks:
            self.looks -= 1
            return None
        mine = self.known[probe.reference]
        same = [known for known, picture in self.known.items() if picture == mine and known != probe.reference]
        return [Candidate(known, 97, ("same-birth",)) for known in same]


class Broken(Irises):
    def identify(self, probe: Probe) -> list[Candidate] | None:
        raise ConnectionError("3275015206099001 is not reachable")


def asked(row: Record) -> Search:
    actions.ask(row)
    return Search.objects.get(record=row)


def taken() -> Search:
    search = claim(queries.to_search())
    assert search is not None
    return search


def now(row: Record) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.search.state


def test_asked_answered_decided(centre):
    row = received(centre)
    search = asked(row)
    assert (now(row), search.asked_at, search.place) == (("searching", "asked"), MONDAY, None)
    with clock.stopped_at(MONDAY + timedelta(seconds=5)):
        actions.look(taken())
    search.refresh_from_db()
    assert now(row) == ("cleared", "decided")
    assert (search.engine, search.place, search.answer) == ("demographic", 1, [])
    assert search.answered_at == search.decided_at == MONDAY + timedelta(seconds=5)


def test_what_was_found_waits_for_a_decision(centre):
    first = screened(received(centre))
    row = screened(received(centre, "p2", "327500000002"))
    assert now(row) == ("suspected", "answered")
    assert row.search.answer == [[first.pk, 100, ["same-nik"]]]
    maya = account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR).actor
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        decide(queries.open_suggestions().get(), same=True, reason="Wajah sama", by=maya)
    assert now(row) == ("duplicate", "decided")
    assert Search.objects.get(record=row).decided_at == MONDAY + timedelta(hours=1)
    assert row.person == first.person


def test_asking_twice_is_harmless(centre):
    row = received(centre)
    actions.ask(row)
    actions.ask(row)
    assert Search.objects.count() == 1


def test_an_engine_that_takes_seconds_is_asked_again_without_counting_as_failed(centre):
    irises, row = Irises(looks=9), received(centre)
    asked(row)
    for seconds in range(0, 20, 2):
        assert now(row) == ("searching", "asked")
        with clock.stopped_at(MONDAY + timedelta(seconds=seconds)):
            actions.look(taken(), irises)
    assert now(row) == ("cleared", "decided")


def test_an_engine_sees_the_pictures(centre):
    irises = Irises()
    for name, application, nik in (
        ("p1", "327500000001", "3275015206099001"),
        ("p2", "327500000002", "3215015206099002"),
    ):
        asked(received(centre, name, application, nik=nik, name="Lain" if name == "p2" else "Siti Nurjanah"))
        actions.look(taken(), irises)
    assert list(irises.known.values()) == [PARTS["right-thumb"]] * 2
    assert dict(Record.objects.values_list("packet", "state")) == {"p1": "cleared", "p2": "suspected"}


def test_a_request_is_nothing_to_search_for(centre):
    asks(centre)
    asked(Record.objects.get())
    actions.look(taken(), Broken())
    assert Record.objects.get().state == "unknown"


def test_an_engine_that_fails_is_tried_some_times_then_a_person_looks_and_the_office_hears(centre, caplog):
    row, at = received(centre), MONDAY
    asked(row)
    for _time in range(MOST_TRIES):
        assert now(row) == ("searching", "asked")
        with clock.stopped_at(at):
            actions.look(taken(), Broken())
        at += timedelta(minutes=1)
    search = queries.failed_searches().get()
    assert now(row) == ("searching", "failed")
    assert search.problem == "ConnectionError: 3275********9001 is not reachable"
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "SEARCH_FAILURE_AT_CENTRAL"]
    assert Entry.objects.get(kind="search.fail").facts["problem"] == search.problem
    with pytest.raises(NotAllowed):
        actions.ask_again(search, by=account("tono", "Tono", Role.CENTRE_ADMIN).actor)
    actions.ask_again(search, by=account("maya", "Maya", Role.CENTRE_OPERATOR).actor)
    work()
    assert (now(row), told(centre)[-1]) == (("released", "decided"), "PRINT_READY_RECORD")


def test_others_go_past_one_that_fails(centre, caplog):
    asked(received(centre))
    actions.look(taken(), Broken())
    other = screened(received(centre, "p2", "327500000002", nik="3275015206099002", name="Orang Lain"))
    assert other.state == "released"


# ── two that arrive together ────────────────────────────────────────────────────────────────────────────────────────


class Meanwhile(Demographic):
    """While it searches for one record, another worker does everything for another one."""

    def __init__(self, other: Search) -> None:
        self.other = other

    def identify(self, probe: Probe) -> list[Candidate]:
        actions.look(self.other)
        return super().identify(probe)


def test_of_two_searched_for_at_once_the_later_sees_the_earlier(centre):
    first, second = (asked(received(centre, f"p{n}", f"32750000000{n}")) for n in (1, 2))
    actions.look(first, Meanwhile(second))
    assert now(first.record) == ("cleared", "decided")
    assert now(second.record) == ("suspected", "answered")


def test_one_case_recorded_twice_waits_for_its_own_first_search(centre):
    first, second = (asked(received(centre, f"p{n}")) for n in (1, 2))
    actions.look(first, Meanwhile(second))
    assert now(second.record) == ("searching", "asked")
    with clock.stopped_at(MONDAY + timedelta(seconds=2)):
        work()
    assert {row.state for row in Record.objects.all()} == {"released"}
    first.record.refresh_from_db()
    assert set(Record.objects.values_list("person", flat=True)) == {first.record.person_id}
    assert list(records.same_case(second.record)) == [first.record]


def test_a_worker_that_was_too_slow_changes_nothing(centre):
    search = asked(received(centre))
    actions.look(search)
    before = Entry.objects.count()
    actions.look(search)
    assert Entry.objects.count() == before
    assert now(search.record) == ("cleared", "decided")
