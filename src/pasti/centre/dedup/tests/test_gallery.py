"""The engine's gallery: filled before anybody is looked for; an engine that is away lets everything wait, for long."""

from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connection
from tests.cast import ANYBODY, MONDAY

from pasti.centre.dedup import actions, gallery, queries
from pasti.centre.dedup.duties import keep_gallery, ping, search
from pasti.centre.dedup.engine import Candidate, Probe, engine
from pasti.centre.dedup.health import findings
from pasti.centre.dedup.models import Gallery, Reference, Search, Traits
from pasti.centre.dedup.tests.engines import Nobody
from pasti.centre.dedup.tests.flow import screened, work
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import asks, received, sealed
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.kit.claims import MOST_TRIES, claim


class Asleep(Nobody):
    """An engine that can be switched off."""

    name = "asleep"
    awake = False
    picky = False

    def ping(self) -> bool:
        return type(self).awake

    def insert(self, probe: Probe) -> None:
        if not type(self).awake or type(self).picky:
            raise TimeoutError("no answer for 3275015206099001")
        super().insert(probe)

    def delete(self, reference: int) -> None:
        if not type(self).awake:
            raise TimeoutError("no answer")
        super().delete(reference)


class OutsideOnly(Nobody):
    """An engine that notices when somebody keeps a transaction open while asking it."""

    name = "outside"
    asked = 0
    outside: ClassVar[list[str]] = []

    def _check(self) -> None:
        # The test's own transaction is there, around it what the test begins with, and no other one within.
        assert connection.savepoint_ids == self.outside
        type(self).asked += 1

    def insert(self, probe: Probe) -> None:
        self._check()

    def identify(self, probe: Probe) -> list[Candidate] | None:
        self._check()
        return []

    def delete(self, reference: int) -> None:
        self._check()

    def ping(self) -> bool:
        self._check()
        return True


@pytest.fixture
def asleep(settings, monkeypatch) -> type[Asleep]:
    settings.DEDUP_ENGINE = f"{__name__}.Asleep"
    monkeypatch.setattr(Asleep, "awake", False)
    monkeypatch.setattr(Asleep, "picky", False)
    return Asleep


def adopted(office, number: int = 1) -> Record:
    content = sealed(f"archive-{number}", "", nik=f"321501520609900{number}", name="Siti Nurjannah")
    return intake.adopt(content, office, by=SYSTEM)


def later(seconds: int):
    return clock.stopped_at(MONDAY + timedelta(seconds=seconds))


def test_the_engine_is_a_setting(settings):
    assert engine().name == "demographic"
    settings.DEDUP_ENGINE = "pasti.centre.dedup.tests.engines.Nobody"
    assert engine().name == "nobody"


def test_what_was_taken_over_is_put_into_the_gallery_before_anybody_is_looked_for(centre):
    old, row = adopted(centre), received(centre)
    actions.ask(row)
    search()
    assert Search.objects.get().state == "asked"
    assert not gallery.ready()
    assert not keep_gallery()
    assert gallery.ready()
    with later(3):
        search()
    row.refresh_from_db()
    assert (row.state, row.suggestions.get().other) == ("suspected", old)
    assert engine().reference_count() == Traits.objects.count() == 2


def test_put_in_twice_is_harmless(centre):
    old = adopted(centre)
    for _time in range(2):
        gallery.keep(Reference.objects.get())
    intake.adopt(sealed("archive-1", "", nik="3215015206099001", name="Siti Nurjannah"), centre, by=SYSTEM)
    assert list(Traits.objects.values_list("pk", flat=True)) == [old.pk]


def test_what_leaves_is_found_no_more_and_a_slow_worker_does_not_bring_it_back(centre):
    first = screened(received(centre))
    gallery.leave(first)
    work()
    assert not Traits.objects.exists()
    gallery.insert(first, engine())
    work()
    assert not Traits.objects.exists()
    assert screened(received(centre, "p2", "327500000002")).state == "released"


def test_while_the_engine_is_away_everything_waits_and_nothing_counts_as_tried(centre, asleep):
    row = received(centre)
    actions.ask(row)
    for minute in range(MOST_TRIES * 3):
        with later(60 * minute):
            found = claim(queries.to_search())
            assert found is not None
            actions.look(found)
    waiting = Search.objects.get()
    assert (waiting.state, waiting.tries) == ("asked", 0)
    state = gallery.state()
    assert (state.down_since, state.problem) == (MONDAY, "TimeoutError: no answer for 3275********9001")
    with later(60 * 60):
        search()
        assert Search.objects.get().tries == 0
        asleep.awake = True
        ping()
        assert gallery.state().down_since is None
        work()
    row.refresh_from_db()
    assert row.state == "released"


def test_what_needs_no_engine_goes_on_meanwhile(centre, asleep):
    ping()
    asks(centre)
    actions.ask(Record.objects.get())
    search()
    assert Record.objects.get().state == "unknown"


def test_a_recording_that_the_engine_does_not_take_is_shown_and_holds_up_nobody(centre, asleep, caplog):
    asleep.awake = asleep.picky = True
    old, at = adopted(centre), 0
    for at in range(0, 60 * MOST_TRIES, 60):
        with later(at):
            keep_gallery()
    stuck = queries.not_kept().get()
    assert (stuck.record, stuck.problem) == (old, "TimeoutError: no answer for 3275********9001")
    assert gallery.ready()
    asleep.picky = False
    gallery.try_again(stuck, by=ANYBODY)
    keep_gallery()
    assert Reference.objects.get().done


def test_another_engine_gets_everybody_first(centre, settings):
    ping()
    screened(received(centre))
    adopted(centre)
    work()
    settings.DEDUP_ENGINE = "pasti.centre.dedup.tests.engines.Nobody"
    assert gallery.ready()
    ping()
    assert not gallery.ready()
    told = Nobody()
    while reference := claim(queries.to_keep()):
        gallery.keep(reference, told)
    assert sorted(told.told) == [("insert", pk) for pk in Record.objects.order_by("pk").values_list("pk", flat=True)]
    assert gallery.ready()


def test_how_the_engine_is_stands_in_one_row(centre):
    screened(received(centre))
    ping()
    state = Gallery.objects.get()
    assert (state.engine, state.seen_at, state.references, state.pending) == ("demographic", MONDAY, 1, 0)


def test_nobody_keeps_a_transaction_open_while_an_engine_is_asked(centre, settings):
    OutsideOnly.outside = list(connection.savepoint_ids)
    settings.DEDUP_ENGINE = f"{__name__}.OutsideOnly"
    adopted(centre)
    row = received(centre)
    actions.ask(row)
    ping()
    work()
    row.refresh_from_db()
    assert row.state == "released"
    gallery.leave(row)
    work()
    assert not Reference.objects.filter(done=False).exists()
    assert OutsideOnly.asked > 4


# ── how it is, for whoever looks ────────────────────────────────────────────────────────────────────────────────────


def test_check_says_how_the_engine_is(centre, asleep):
    assert [how for how, _text in findings()] == ["warning"]
    asleep.awake = True
    ping()
    assert list(findings()) == [
        ("ok", "engine asleep answers, 0 recordings; 0 searches and 0 gallery jobs wait here, 0 at the engine")
    ]
    asleep.awake = False
    actions.ask(received(centre))
    ping()
    [(how, said)] = findings()
    assert how == "BAD"
    assert "is away since 2026-11-23 01:30 UTC (ConnectionError" in said
    assert "1 searches" in said


def test_check_says_what_waits_long_and_what_was_not_taken(centre):
    row = adopted(centre)
    actions.ask(received(centre))
    ping()
    assert [how for how, _text in findings()] == ["ok", "warning"]
    Reference.objects.filter(record=row).update(problem="x")
    with later(16 * 60):
        ping()
        said = [text for _how, text in findings()]
    assert len(said) == 3
    assert "oldest search waits" in said[1]
    assert "did not take 1 recordings" in said[2]
