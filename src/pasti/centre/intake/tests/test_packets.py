"""A packet is announced and arrives, in either order; it is read once, and what cannot be read is said."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.centre.intake import actions, queries
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import (
    CASE,
    PARTS,
    announced,
    arrives,
    opened,
    received,
    says,
    sealed,
    told,
)
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.claims import MOST_TRIES
from pasti.kit.errors import Refused
from pasti.link import keys
from pasti.link.actions import trust
from pasti.link.models import Envelope
from pasti.link.schema import Said


def kinds() -> list[str]:
    return list(Entry.objects.filter(case=CASE).order_by("id").values_list("kind", flat=True))


def stored() -> list[str]:
    return [row.body["packet"] for row in Envelope.objects.filter(kind=Said.PACKET_STORED)]


def test_announced_then_arrived(centre):
    content = sealed()
    announced(centre, content)
    row = Record.objects.get()
    assert (row.state, row.nik, row.name, told(centre)) == ("announced", "", "", [])
    assert not queries.is_stored(row)
    arrives(centre, content)
    row.refresh_from_db()
    assert (row.state, row.name, told(centre), stored()) == ("arrived", "", [], ["p1"])
    opened()
    row.refresh_from_db()
    assert (row.state, row.name, row.nik, row.sex) == ("received", "Siti Nurjanah", "3275015206099001", "F")
    assert row.positions == sorted(PARTS)
    assert row.masked_nik == "3275********9001"
    assert (told(centre), stored()) == (["RECEIVED_AT_CENTRAL"], ["p1"])
    assert kinds() == ["record.announce", "record.arrive", "record.receive"]


def test_arrived_then_announced(centre):
    content = sealed()
    arrives(centre, content)
    assert Record.objects.count() == 0
    announced(centre, content)
    assert Record.objects.get().state == "arrived"


def test_everything_twice_is_harmless(centre):
    content = sealed()
    for _ in range(2):
        announced(centre, content)
        arrives(centre, content)
        opened()
    actions.open_packet(Record.objects.get())
    assert Record.objects.get().state == "received"
    assert (told(centre), stored()) == (["RECEIVED_AT_CENTRAL"], ["p1"])
    assert kinds() == ["record.announce", "record.arrive", "record.receive"]


def test_another_packet_of_the_same_case_is_a_record_of_its_own(centre):
    received(centre, "p1")
    received(centre, "p2")
    assert list(Record.objects.order_by("packet").values_list("packet", "state")) == [
        ("p1", "received"),
        ("p2", "received"),
    ]


@pytest.mark.parametrize("content", [b"rubbish", b"\xa0", b"\x81" * 3000])
def test_what_is_no_packet_fails_and_the_office_hears_it(centre, content):
    announced(centre, content)
    arrives(centre, content)
    opened()
    row = Record.objects.get()
    assert row.state == "failed"
    assert row.problem
    assert told(centre) == ["ENROLL_FAILURE_AT_CENTRAL"]
    assert Entry.objects.get(kind="record.fail").facts["problem"] == row.problem.kept


def test_a_packet_for_another_centre_fails(centre):
    received_by_mistake = sealed(recipient=str(OtherNode("centre", "Lain").identity.to_public()))
    announced(centre, received_by_mistake)
    arrives(centre, received_by_mistake)
    opened()
    assert Record.objects.get().state == "failed"


@pytest.mark.parametrize(("name", "application"), [("p2", CASE), ("p1", "327500000002")])
def test_a_packet_that_is_not_the_one_announced_fails(centre, name, application):
    content = sealed(name, application)
    announced(centre, content, "p1", CASE)
    arrives(centre, content)
    opened()
    row = Record.objects.get()
    assert (row.state, row.nik, told(centre)) == ("failed", "", ["ENROLL_FAILURE_AT_CENTRAL"])


def test_one_file_announced_for_two_packets_is_read_for_both(centre):
    content = sealed("p1")
    announced(centre, content, "p1")
    announced(centre, content, "p2")
    arrives(centre, content)
    opened()
    assert dict(Record.objects.values_list("packet", "state")) == {"p1": "received", "p2": "failed"}


def test_a_file_of_another_office_opens_nothing(centre):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    content = sealed()
    announced(centre, content)
    arrives(karawang, content)
    assert Record.objects.get().state == "announced"
    assert not queries.is_stored(Record.objects.get())


def test_two_offices_may_use_the_same_name(centre):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    received(centre, "p1")
    received(karawang, "p1")
    assert Record.objects.filter(state="received").count() == 2
    assert [told(office) for office in (centre, karawang)] == [["RECEIVED_AT_CENTRAL"]] * 2


@pytest.mark.parametrize(
    "other", [{"packet": ""}, {"packet": "x" * 41}, {"sha256": "x"}, {"size": 0}, {"application": "1"}]
)
def test_an_announcement_of_nonsense_is_set_aside(centre, other):
    body = {
        "packet": "p1",
        "application": CASE,
        "service": "NEW",
        "sha256": hashlib.sha256(b"").hexdigest(),
        "size": 3,
        "captured_at": "2026-11-23T08:00:00+07:00",
    }
    assert says(centre, Said.PACKET, **(body | other))
    assert Record.objects.count() == 0


def test_a_name_that_was_announced_for_something_else_is_refused(centre):
    """Or a packet could be replaced by another while it is looked at."""
    received(centre, "p1")
    reason = announced(centre, sealed("p1", CASE), "p1")
    assert "isi lain" in reason
    assert Record.objects.get().state == "received"


def test_a_packet_that_says_another_service_inside_fails(centre):
    """A first recording must not come in as a new photo of somebody."""
    content = sealed(service="NEW")
    announced(centre, content, service="PHOTO")
    arrives(centre, content)
    opened()
    assert Record.objects.get().state == "failed"


def test_nothing_is_opened_in_the_peers_request(centre):
    """Opening takes time, and the peer's row is locked meanwhile."""
    content = sealed()
    announced(centre, content)
    Path(keys._file("sealing.age")).rename(keys._file("away"))
    keys._private.cache_clear()
    arrives(centre, content)
    assert Record.objects.get().state == "arrived"


def test_a_file_that_is_gone_is_tried_some_times_and_then_said(centre):
    content = sealed()
    announced(centre, content)
    arrives(centre, content)
    blobs.path_of(Record.objects.get().sha256).unlink()
    for minutes in range(MOST_TRIES):
        with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
            opened()
            assert Record.objects.get().state == ("arrived" if minutes < MOST_TRIES - 1 else "failed")
    assert told(centre) == ["ENROLL_FAILURE_AT_CENTRAL"]


def test_other_packets_go_past_one_whose_file_is_gone(centre):
    content = sealed("p0")
    announced(centre, content, "p0")
    arrives(centre, content)
    blobs.path_of(Record.objects.get().sha256).unlink()
    assert received(centre, "p1").state == "received"


# ── taken over from before ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_older_recording_is_taken_over_once(centre):
    content = sealed("archive-1", "")
    rows = [actions.adopt(content, centre, by=SYSTEM) for _ in range(2)]
    assert rows[0] == rows[1]
    person = rows[0].person
    assert person is not None
    assert (person.name, person.nik, person.region) == ("Siti Nurjanah", "3275015206099001", "32.75")
    assert (rows[0].state, rows[0].name, Record.objects.count()) == ("issued", "Siti Nurjanah", 1)
    assert Entry.objects.filter(kind="record.adopt").count() == 1
    assert Envelope.objects.count() == 0


def test_sealed_anew_it_is_the_same(centre):
    first = actions.adopt(sealed("archive-1", ""), centre, by=SYSTEM)
    assert actions.adopt(sealed("archive-1", ""), centre, by=SYSTEM) == first


@pytest.mark.parametrize("other", [{"name": "Wati"}, {"nik": "3275015206099002"}], ids=str)
def test_with_other_content_it_is_refused_and_nothing_changes(centre, other):
    first = actions.adopt(sealed("archive-1", ""), centre, by=SYSTEM)
    with pytest.raises(Refused, match="sudah pernah diambil alih dengan isi lain"):
        actions.adopt(sealed("archive-1", "", **other), centre, by=SYSTEM)
    assert Record.objects.get() == first
    assert Entry.objects.filter(kind="record.adopt").count() == 1


# ── telling the same status again ───────────────────────────────────────────────────────────────────────────────────


def test_a_record_that_comes_to_a_status_again_tells_it_again(centre):
    row = received(centre)
    for _again in range(2):
        actions.tell(row, "SEARCH_FAILURE_AT_CENTRAL")
    assert told(centre)[-2:] == ["SEARCH_FAILURE_AT_CENTRAL"] * 2
