"""Nodes of different ages: what is too new waits by name and is applied after the update; what is old is read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.link import duties, exchange, inbox, mending, queries
from pasti.link import outcomes as fates
from pasti.link.exchange import Message
from pasti.link.models import Envelope, Peer, Received
from pasti.link.schema import SAYINGS, Said, Step
from pasti.link.tests.other_side import progress, status
from pasti.link.tests.world import world_of

OTHER = "327500000002"


def lift(body):
    return {**body, "serial": body["number_on_card"]} if "number_on_card" in body else body


def lower(body):
    return {**body, "number_on_card": body["serial"]}


@pytest.fixture
def updated(monkeypatch):
    """Let this node become one that reads card.progress up to a version."""

    def update(version: int, *, lowers: bool = True) -> None:
        step = Step(lift, lower if lowers else None)
        monkeypatch.setitem(
            SAYINGS, Said.CARD_PROGRESS, replace(SAYINGS[Said.CARD_PROGRESS], steps=(step,) * (version - 1))
        )

    return update


def waiting() -> list[tuple[int, str, int]]:
    return [(row.number, row.kind, row.version) for row in queries.unread()]


# ── what is too new ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_version_that_is_too_new_waits_by_name_with_its_case_and_holds_up_no_other(centre, room):
    assert inbox.receive(centre, [progress(1, version=2), progress(2), progress(3, case=OTHER)]) == 3
    assert room.applied() == ["BK3"]
    assert waiting() == [(1, "card.progress", 2)]
    assert queries.unread_by_kind() == [("Disdukcapil Kota Bekasi", "card.progress", 2, 1)]
    assert fates.untold(centre).told == [], "its sender hears of no refusal"
    assert not queries.set_aside().exists()


def test_an_unknown_kind_waits_by_name(centre, room):
    inbox.receive(centre, [progress(1, kind="card.teleported"), progress(2)])
    assert room.applied() == ["BK2"]
    assert waiting() == [(1, "card.teleported", 1)]


def test_no_try_is_counted_while_it_waits_however_long(centre, room):
    inbox.receive(centre, [progress(1, version=2)])
    for day in range(1, 60):
        with clock.stopped_at(MONDAY + timedelta(days=day)):
            duties.apply_what_is_due()
            exchange.forget()
    row = Received.objects.get()
    assert (row.attempts, row.set_aside, row.applied_at, row.body["serial"]) == (0, "", None, "BK1")


def test_after_the_update_it_is_applied_by_itself_and_those_of_its_case_after_it(centre, room, updated):
    inbox.receive(centre, [progress(1, version=2), progress(2)])
    updated(2)
    duties.apply_what_is_due()
    duties.apply_what_is_due()
    assert (room.applied(), waiting()) == (["BK1", "BK2"], [])


def test_nobody_can_have_it_applied_before_that(centre, room):
    inbox.receive(centre, [progress(1, version=2)])
    row = Received.objects.get()
    assert mending.apply_again(row, by=ANYBODY) is False
    assert mending.apply_all_again(by=ANYBODY) == 0
    assert waiting() == [(1, "card.progress", 2)]


def test_a_person_may_dismiss_it_and_the_sender_reads_why(centre, room):
    inbox.receive(centre, [progress(1, kind="card.teleported")])
    row = mending.dismiss(Received.objects.get(), reason="kiriman uji", by=ANYBODY)
    assert (waiting(), str(row.set_aside)) == ([], "kiriman uji")
    centre.refresh_from_db()
    assert [(told.number, told.reason) for told in fates.untold(centre).told] == [(1, "kiriman uji")]
    with pytest.raises(NotAllowed):
        mending.dismiss(row, reason="lagi", by=ANYBODY)


def test_what_is_applied_cannot_be_dismissed(centre, room):
    inbox.receive(centre, [progress(1)])
    with pytest.raises(NotAllowed):
        mending.dismiss(Received.objects.get(), reason="lagi", by=ANYBODY)


def test_said_again_in_a_version_that_we_read_it_is_applied(centre, room):
    """Its sender learnt meanwhile what we read; our acknowledgement was lost."""
    inbox.receive(centre, [progress(1, version=2), progress(2)])
    inbox.receive(centre, [progress(1)])
    assert (room.applied(), waiting()) == (["BK1", "BK2"], [])


@pytest.mark.parametrize("version", [0, -1, 1000, "2a", 1.5, None, [2]])
def test_a_version_that_is_none_is_set_aside_under_its_number(centre, room, version):
    said = {**progress(1).model_dump(mode="json"), "version": version}
    message = Message.model_validate({"envelopes": [said, progress(2).model_dump(mode="json")]})
    exchange.take_in(centre, message)
    assert str(Received.objects.get(number=1).set_aside).startswith("version: ")
    assert room.applied() == ["BK2"]


# ── what is old ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_old_node_is_understood(centre, room, updated):
    updated(2)
    old = progress(1)
    body = {**old.body, "number_on_card": "BK7", "serial": ""}
    said = {**old.model_dump(mode="json"), "body": body}
    del said["version"]
    exchange.take_in(centre, Message.model_validate({"envelopes": [said]}))
    assert room.applied() == ["BK7"]


def test_the_same_fact_in_two_versions_is_one(centre, room, updated):
    updated(2)
    old = progress(1, body={**progress(1).body, "number_on_card": "BK1"})
    inbox.receive(centre, [old, progress(2, key="k1", body=lift(old.body), version=2)])
    inbox.receive(centre, [progress(1, body=lift(old.body), version=2)])
    assert room.applied() == ["BK1"]
    assert not queries.set_aside().exists()
    assert not Received.objects.filter(taken=True).exists()


def test_other_content_is_still_another_fact(centre, room, updated):
    updated(2)
    inbox.receive(centre, [progress(1), progress(2, key="k1", serial="BK9", version=2)])
    assert room.applied() == ["BK1"]
    assert [row.number for row in queries.set_aside()] == [2]


# ── what we say ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(room, two_nodes):
    return world_of(room, two_nodes)


def sent_to(world, reads: dict[str, int]) -> tuple[int, dict[str, Any]]:
    world.report()
    world.centre.reads = reads
    world.centre.save()
    [wire] = exchange.compose(world.centre).envelopes
    return wire.version, wire.body


def test_an_old_node_is_told_in_its_own_version(world, updated):
    updated(2)
    version, body = sent_to(world, {"card.progress": 1})
    assert (version, body["number_on_card"]) == (1, "R1")


def test_one_that_never_said_what_it_reads_is_told_in_the_first(world, updated):
    updated(3)
    version, body = sent_to(world, {})
    assert (version, body["number_on_card"]) == (1, "R1")


def test_one_of_our_age_or_newer_is_told_in_ours(world, updated):
    updated(2)
    version, body = sent_to(world, {"card.progress": 7})
    assert (version, "number_on_card" in body) == (2, False)


def test_what_cannot_be_said_in_an_old_version_is_said_in_its_own(world, updated):
    updated(2, lowers=False)
    assert sent_to(world, {"card.progress": 1})[0] == 2


def test_what_was_written_before_an_update_goes_out_as_it_is_today(world, updated):
    world.report()
    Envelope.objects.update(body={**Envelope.objects.get().body, "number_on_card": "R1", "serial": ""})
    updated(2)
    world.centre.reads = {"card.progress": 2}
    world.centre.save()
    [wire] = exchange.compose(world.centre).envelopes
    assert (wire.version, wire.body["serial"]) == (2, "R1")


def test_said_twice_with_an_update_between_it_is_sent_once(world, updated):
    world.report()
    before = Envelope.objects.get()
    updated(2)
    world.reported = 0
    world.report()
    assert list(Envelope.objects.all()) == [before]


def test_each_learns_what_the_other_reads_and_an_old_request_does_not_change_that(world, updated):
    world.good_call()
    world.good_call()
    old = exchange.compose(world.centre)
    world.good_call()
    updated(2)
    world.good_call()
    for peer in Peer.objects.all():
        assert peer.reads["card.progress"] == 2
    world.office.refresh_from_db()
    exchange.answer(world.office, old)
    world.office.refresh_from_db()
    assert world.office.reads["card.progress"] == 2


def test_a_newer_centre_and_an_older_office_talk_until_nothing_is_left(world, room, updated):
    """An office that was never updated gets all that can be said to it, and its own words are read."""
    world.good_call()
    updated(2)
    for _fact in range(3):
        world.report()
    world.tell()
    Peer.objects.update(reads={"card.progress": 1, "record.status": 1})
    world.settle_down()
    assert room.applied(world.office) == ["R1", "R2", "R3"]
    assert room.applied(world.centre) == ["T1"]
    assert not queries.unread().exists()


def test_a_status_is_still_what_it_was(centre, tell):
    """Nothing of today has a second version: what is said looks as it always did, with its version beside it."""
    tell("PROCESSING")
    [wire] = exchange.compose(centre).envelopes
    assert (wire.version, wire.body["code"]) == (1, status("PROCESSING").code)
