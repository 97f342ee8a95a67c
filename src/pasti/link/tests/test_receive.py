"""What arrives: applied once, in order, in one transaction each; what cannot be applied blocks none behind it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from tests.cast import ANYBODY, MONDAY

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.link import applying, inbox, mending, outbox
from pasti.link import outcomes as fates
from pasti.link.actions import trust
from pasti.link.models import Peer, Received
from pasti.link.registry import NeedsPerson
from pasti.link.schema import Said
from pasti.link.tests.other_side import progress, status


def aside() -> dict[int, str]:
    aside = Received.objects.exclude(set_aside="").values_list("number", "set_aside")
    return {number: str(why) for number, why in aside}


def told() -> list[tuple[str, object]]:
    kinds = ("received.aside", "received.applied")
    return [(e.kind, e.facts["number"]) for e in Entry.objects.filter(kind__in=kinds).order_by("id")]


def test_envelopes_are_applied_in_their_order(centre, room):
    assert inbox.receive(centre, [progress(1), progress(2)]) == 2
    assert inbox.receive(centre, [progress(3)]) == 3
    assert room.applied() == ["BK1", "BK2", "BK3"]
    row = Received.objects.get(number=1)
    assert (row.kind, row.key, row.applied_at, row.set_aside) == ("card.progress", "k1", MONDAY, "")
    assert told() == []


def test_the_same_envelope_again_is_not_applied_again(centre, room):
    for _time in range(3):
        assert inbox.receive(centre, [progress(1), progress(1), progress(2)]) == 2
    assert room.applied() == ["BK1", "BK2"]
    assert Received.objects.count() == 2


def test_what_comes_too_early_is_kept_until_the_gap_closes(centre, room):
    assert inbox.receive(centre, [progress(3), progress(5)]) == 0
    assert inbox.receive(centre, [progress(2)]) == 0
    assert room.applied() == []
    assert inbox.receive(centre, [progress(1)]) == 3
    assert inbox.receive(centre, [progress(4)]) == 5
    assert room.applied() == ["BK1", "BK2", "BK3", "BK4", "BK5"]


def test_each_peer_has_its_own_line(centre, room, bekasi):
    other = trust(replace(bekasi.card, node_id="office-3273-1", name="Bandung", region_code="32.73"), by=SYSTEM)
    assert inbox.receive(other, [progress(2)]) == 0
    assert inbox.receive(centre, [progress(1)]) == 1
    assert inbox.receive(other, [progress(1)]) == 2
    assert (room.applied(other), room.applied(centre)) == (["BK1", "BK2"], ["BK1"])


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (NeedsPerson("no application 327500000001 here"), "no application 327500000001 here"),
        (NeedsPerson(""), "?"),
        (Refused("Kartu ini sedang dicetak."), "Kartu ini sedang dicetak."),
        (RuntimeError("cannot"), "RuntimeError: cannot"),
        (KeyError("x" * 400), "KeyError: '" + "x" * 289),
    ],
)
def test_what_cannot_be_applied_is_set_aside_and_blocks_none_behind_it(centre, room, caplog, trouble, reason):
    room.trouble["BK2"] = trouble
    assert inbox.receive(centre, [progress(n) for n in (1, 2, 3)]) == 3
    assert room.applied() == ["BK1", "BK3"], "and it left nothing behind"
    assert aside() == {2: reason}
    entry = Entry.objects.get(kind="received.aside")
    assert entry.facts == {
        "number": 2, "what": "card.progress", "peer": "Disdukcapil Kota Bekasi", "reason": reason
    }  # fmt: skip
    # A fault of ours is one for the log; a refusal is not.
    assert bool(caplog.records) is not isinstance(trouble, (NeedsPerson, Refused))


def test_a_reason_never_carries_a_nik(centre, room):
    """PostgreSQL names the value that was there already, and the journal refuses a NIK."""
    room.trouble["BK1"] = RuntimeError("Key (nik)=(3275015206099001) already exists.")
    assert inbox.receive(centre, [progress(1), progress(2)]) == 2
    assert aside() == {1: "RuntimeError: Key (nik)=(3275********9001) already exists."}
    assert room.applied() == ["BK2"]


def test_a_kind_that_nobody_takes_here_is_set_aside(centre, room):
    body = {"application": "327500000001", "service": "LOST", "biodata": {}}
    inbox.receive(centre, [progress(1, kind=Said.PRINT_REQUEST, body=body)])
    assert aside() == {1: "Tidak ada yang menerima “permintaan data kartu” di simpul ini."}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "application: Field required"),
        ({"application": "12", "code": "X", "at": "2026-11-23T08:30:00+07:00"}, "application: String should match"),
        ({"application": "327500000001", "code": 5, "at": "2026-11-23T08:30:00+07:00"}, "code: Input should be"),
        ({"application": "327500000001", "code": "X", "at": "Monday"}, "at: Input should be a valid datetime"),
        ({"application": "327500000001", "code": "X", "at": "2026-11-23T08:30:00"}, "at: Input should have timezone"),
    ],
)
def test_a_body_of_the_wrong_shape_is_set_aside_and_says_where(centre, room, body, reason):
    assert inbox.receive(centre, [progress(1, body=body), progress(2)]) == 2
    assert aside()[1].startswith(reason)
    assert room.applied() == ["BK2"]


def test_a_field_that_a_newer_node_added_is_ignored(centre, room):
    body = {**progress(1).body, "mood": "happy"}
    inbox.receive(centre, [progress(1, body=body)])
    assert room.applied() == ["BK1"]


def test_only_a_centre_says_what_a_centre_says(centre, room):
    """An office, or a laptop of its own, must not be able to release a card."""
    said = progress(1, kind=Said.RECORD_STATUS, body=status("PRINT_READY_RECORD").model_dump(mode="json"))
    inbox.receive(centre, [said, progress(2)])
    assert aside() == {1: "“status data” tidak boleh disampaikan simpul kantor kepada simpul pusat."}
    assert room.applied() == ["BK2"]


def test_a_centre_does_not_say_what_an_office_says(office, room):
    peer = Peer.objects.get()
    inbox.receive(peer, [progress(1)])
    assert aside() == {1: "“keberadaan kartu” tidak boleh disampaikan simpul pusat kepada simpul kantor."}


@pytest.mark.parametrize("count", [1, 3])
def test_a_failure_while_writing_down_undoes_the_application(centre, room, monkeypatch, count):
    """Applied and noted as applied, or neither."""
    noted = applying._note_applied

    def fail(rows: list[Received], *others: object) -> None:
        noted(rows, *others)
        raise OperationalError("the power went")

    wires = [progress(n, case=f"32750000000{n}") for n in range(1, count + 1)]
    with monkeypatch.context() as power:
        power.setattr(applying, "_note_applied", fail)
        assert inbox.receive(centre, wires) == count
    assert (room.applied(), Received.objects.exclude(applied_at=None).count()) == ([], 0)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        mending.apply_all_again(by=ANYBODY)
        applying.apply_due(centre, most=10)
    assert room.applied() == [f"BK{n}" for n in range(1, count + 1)]


def test_a_person_can_have_it_applied_again(centre, room):
    room.trouble["BK1"] = NeedsPerson("no application here")
    inbox.receive(centre, [progress(1), progress(2)])
    row = Received.objects.get(number=1)
    assert mending.apply_again(row, by=ANYBODY) is False
    assert aside() == {1: "no application here"}
    room.trouble["BK1"] = NeedsPerson("it is closed")
    assert mending.apply_again(row, by=ANYBODY) is False
    assert aside() == {1: "it is closed"}
    room.trouble.clear()
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        assert mending.apply_again(row, by=ANYBODY) is True
        assert mending.apply_again(row, by=ANYBODY) is True
    row.refresh_from_db()
    assert (row.set_aside, row.applied_at) == ("", MONDAY + timedelta(hours=1))
    assert room.applied() == ["BK2", "BK1"]
    assert told() == [("received.aside", 1), ("received.aside", 1), ("received.applied", 1)]


def test_when_it_is_sent_again_it_gets_another_chance_with_what_it_says_now(centre, room):
    inbox.receive(centre, [progress(1, body={}), progress(2)])
    inbox.receive(centre, [progress(1, serial="BK1-mended")])
    assert aside() == {}
    assert room.applied() == ["BK2", "BK1-mended"]
    inbox.receive(centre, [progress(1, serial="BK1-mended-twice")])
    assert room.applied() == ["BK2", "BK1-mended"]
    assert told() == [("received.aside", 1), ("received.applied", 1)]


# ── the same again, and not the same ────────────────────────────────────────────────────────────────────────────────


def test_the_same_under_another_number_is_taken_once_whenever_it_was_noted(centre, room):
    body = progress(1).body | {"at": "2026-11-24T09:00:00Z"}
    assert inbox.receive(centre, [progress(1), progress(2, key="k1", body=body)]) == 2
    assert room.applied(centre) == ["BK1"]
    assert aside() == {}


def test_other_content_under_a_key_that_was_applied_is_set_aside_and_not_swallowed(centre, room):
    assert inbox.receive(centre, [progress(1), progress(2, key="k1", serial="BK9")]) == 2
    assert room.applied(centre) == ["BK1"]
    assert aside() == {2: "Pernah disampaikan dengan isi lain, sebagai kiriman 1."}


def test_other_content_under_a_number_that_is_held_is_told_as_a_number_that_was_used_before(centre, room):
    inbox.receive(centre, [progress(1)])
    inbox.receive(centre, [progress(1, serial="BK9")])
    assert room.applied(centre) == ["BK1"]
    assert fates.untold(centre).told[-1].reason == outbox.NUMBER_TAKEN


def test_what_was_emptied_since_counts_as_the_same(centre, room):
    inbox.receive(centre, [progress(1)])
    Received.objects.update(body={})
    inbox.receive(centre, [progress(1), progress(2, key="k1")])
    assert room.applied(centre) == ["BK1"]
    assert aside() == {}
