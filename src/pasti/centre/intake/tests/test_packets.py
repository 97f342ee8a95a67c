"""A packet is announced and arrives, in either order; it is read once, and what cannot be read is said."""

import hashlib
import json
from base64 import b64decode

import pyrage
import pytest
from tests.fixtures import OtherNode

from pasti.centre.intake import actions, queries
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import (
    CASE,
    FACE,
    PARTS,
    announced,
    arrives,
    biodata,
    received,
    releases,
    says,
    sealed,
    told,
)
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.link.actions import trust
from pasti.link.models import Envelope
from pasti.link.schema import CardContent, Said


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
    assert (row.state, row.name, row.nik, row.sex) == ("received", "Siti Nurjanah", "3275015206099001", "F")
    assert row.positions == sorted(PARTS)
    assert row.masked_nik == "3275********9001"
    assert (told(centre), stored()) == (["RECEIVED_AT_CENTRAL"], ["p1"])
    assert kinds() == ["record.announce", "record.receive"]


def test_arrived_then_announced(centre):
    content = sealed()
    arrives(centre, content)
    assert Record.objects.count() == 0
    announced(centre, content)
    assert Record.objects.get().state == "received"


def test_everything_twice_is_harmless(centre):
    content = sealed()
    for _ in range(2):
        announced(centre, content)
        arrives(centre, content)
    actions.open_packet(Record.objects.get())
    assert Record.objects.get().state == "received"
    assert (told(centre), stored()) == (["RECEIVED_AT_CENTRAL"], ["p1"])
    assert kinds() == ["record.announce", "record.receive"]


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
    row = Record.objects.get()
    assert row.state == "failed"
    assert row.problem
    assert told(centre) == ["ENROLL_FAILURE_AT_CENTRAL"]
    assert Entry.objects.get(kind="record.fail").facts["problem"] == row.problem


def test_a_packet_for_another_centre_fails(centre):
    received_by_mistake = sealed(recipient=str(OtherNode("centre", "Lain").identity.to_public()))
    announced(centre, received_by_mistake)
    arrives(centre, received_by_mistake)
    assert Record.objects.get().state == "failed"


@pytest.mark.parametrize(("name", "application"), [("p2", CASE), ("p1", "327500000002")])
def test_a_packet_that_is_not_the_one_announced_fails(centre, name, application):
    content = sealed(name, application)
    announced(centre, content, "p1", CASE)
    arrives(centre, content)
    row = Record.objects.get()
    assert (row.state, row.nik, told(centre)) == ("failed", "", ["ENROLL_FAILURE_AT_CENTRAL"])


def test_one_file_announced_for_two_packets_is_read_for_both(centre):
    content = sealed("p1")
    announced(centre, content, "p1")
    announced(centre, content, "p2")
    arrives(centre, content)
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


# ── released ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_released_can_be_opened_by_its_office_only(centre, bekasi):
    row = actions.release(received(centre), by=SYSTEM)
    assert row.state == "released"
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]
    said = releases(centre)[0]
    assert said["application"] == CASE
    card = CardContent.model_validate_json(bekasi.unseal(b64decode(said["content"])))
    assert card.biodata == biodata()
    assert b64decode(card.photo) == FACE
    assert card.signature
    with pytest.raises(pyrage.DecryptError):
        OtherNode("office", "Lain").unseal(b64decode(said["content"]))


def test_nothing_of_a_person_lies_open_in_the_outbox(centre):
    actions.release(received(centre), by=SYSTEM)
    lying = json.dumps([row.body for row in Envelope.objects.all()])
    assert "Siti" not in lying
    assert "3275015206099001" not in lying


def test_who_cannot_sign_is_released_without_a_signature(centre, bekasi):
    actions.release(received(centre, parts={"face": FACE}), by=SYSTEM)
    content = bekasi.unseal(b64decode(releases(centre)[0]["content"]))
    assert CardContent.model_validate_json(content).signature == ""


def test_without_any_photo_nothing_is_released(centre):
    row = received(centre, parts={"signature": FACE}, service="SIGN")
    before = Entry.objects.count()
    with pytest.raises(Refused):
        actions.release(row, by=SYSTEM)
    row.refresh_from_db()
    assert (row.state, releases(centre), Entry.objects.count()) == ("received", [], before)


def test_a_new_signature_goes_with_the_photo_of_before(centre, bekasi):
    actions.release(received(centre, "p1"), by=SYSTEM)
    new = received(centre, "p2", "327500000002", service="SIGN", parts={"signature": b"new"})
    actions.release(new, by=SYSTEM)
    card = CardContent.model_validate_json(bekasi.unseal(b64decode(releases(centre)[1]["content"])))
    assert (b64decode(card.photo), b64decode(card.signature)) == (FACE, b"new")


def test_a_card_is_never_made_with_the_photo_of_a_duplicate(centre):
    duplicate = received(centre, "p1")
    Record.objects.filter(pk=duplicate.pk).update(state="duplicate")
    assert queries.photo_record(duplicate.nik) is None


# ── taken over from before ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_older_recording_is_taken_over_once(centre):
    content = sealed("archive-1", "")
    rows = [actions.adopt(content, centre, by=SYSTEM) for _ in range(2)]
    assert rows[0] == rows[1]
    assert (rows[0].state, rows[0].name, Record.objects.count()) == ("issued", "Siti Nurjanah", 1)
    assert Entry.objects.filter(kind="record.adopt").count() == 1
    assert Envelope.objects.count() == 0
