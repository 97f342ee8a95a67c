"""What was granted is made, sealed for its office and sent, once, by a duty; what cannot be read waits for a person."""

import json
from base64 import b64decode
from datetime import timedelta

import pyrage
import pytest
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import CASE, FACE, SIGNATURE, biodata, received, releases, told
from pasti.centre.persons.models import Person
from pasti.centre.release import actions
from pasti.centre.release.duties import seal_granted
from pasti.centre.release.models import Ground, Release, Tally
from pasti.centre.release.tests.granted import granted, released, searching
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.claims import MOST_TRIES
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope
from pasti.link.schema import CardContent


def card(office_node: OtherNode, release: dict[str, str]) -> CardContent:
    return CardContent.model_validate_json(office_node.unseal(b64decode(release["content"])))


def test_what_is_released_can_be_opened_by_its_office_only(centre, bekasi):
    row = released(centre)
    assert row.state == "released"
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]
    [said] = releases(centre)
    assert said["application"] == CASE
    content = card(bekasi, said)
    assert content.biodata == biodata()
    assert (b64decode(content.photo), b64decode(content.signature)) == (FACE, SIGNATURE)
    with pytest.raises(pyrage.DecryptError):
        OtherNode("office", "Lain").unseal(b64decode(said["content"]))


def test_it_is_on_record_who_got_what_and_why(centre):
    row = released(centre)
    release = Release.objects.get()
    assert (release.office, release.record, release.person) == (centre, row, row.person)
    assert (release.ground, release.from_store, release.granted_by) == ("own", False, "Pasti")
    assert (release.day, release.sealed_at, release.problem) == (MONDAY.date(), MONDAY, "")
    assert Tally.objects.get().own == 1


def test_until_it_is_sealed_the_office_is_not_told(centre):
    release = granted(centre)
    assert (release.record.state, told(centre), releases(centre)) == ("cleared", ["RECEIVED_AT_CENTRAL"], [])


def test_sealing_twice_sends_once(centre):
    release = granted(centre)
    assert [actions.seal(release), actions.seal(release)] == [True, False]
    seal_granted()
    assert len(releases(centre)) == 1
    assert Entry.objects.filter(kind="record.release").count() == 1


def test_nothing_of_a_person_lies_open_in_the_outbox(centre):
    released(centre)
    lying = json.dumps([row.body for row in Envelope.objects.all()])
    assert "Siti" not in lying
    assert "3275015206099001" not in lying


def test_who_cannot_sign_is_released_without_a_signature(centre, bekasi):
    released(centre, parts={"face": FACE})
    assert card(bekasi, releases(centre)[0]).signature == ""


def test_without_any_photo_nothing_is_granted(centre):
    row = searching(received(centre, parts={"signature": FACE}))
    person = Person.objects.create(nik=row.nik, name=row.name, birth_date=row.birth_date, sex=row.sex)
    before = Entry.objects.count()
    with pytest.raises(Refused):
        actions.grant(row, person, Ground.OWN, by=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.person, Release.objects.count(), Entry.objects.count()) == ("searching", None, 0, before)


def test_a_new_signature_goes_with_the_photo_of_before(centre, bekasi):
    person = released(centre, "p1").person
    assert person is not None
    new = searching(received(centre, "p2", "327500000002", service="SIGN", parts={"signature": b"new"}))
    release = actions.grant(new, person, Ground.HOME, by=SYSTEM)
    assert release.from_store
    seal_granted()
    content = card(bekasi, releases(centre)[1])
    assert (b64decode(content.photo), b64decode(content.signature)) == (FACE, b"new")


def test_a_card_is_never_made_with_the_photo_of_a_duplicate(centre):
    row = released(centre)
    assert row.person is not None
    assert records.record_with(row.person, "face") == row
    Record.objects.update(state="duplicate")
    assert records.record_with(row.person, "face") is None


def test_a_card_is_never_made_with_the_photo_of_somebody_else_of_the_same_nik(centre):
    """Two people with one NIK are two persons."""
    released(centre, "p1")
    other = searching(received(centre, "p2", "327500000002", parts={"signature": FACE}, name="Wati Rahmawati"))
    person = Person.objects.create(nik=other.nik, name=other.name, birth_date=other.birth_date, sex=other.sex)
    with pytest.raises(Refused):
        actions.grant(other, person, Ground.DECIDED, by=SYSTEM)


# ── a file that is gone ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stalled(centre) -> Record:
    """A record whose packet is gone from the disk."""
    row = granted(centre, "gone").record
    blobs.path_of(row.sha256).rename(blobs.path_of(row.sha256).with_suffix(".away"))
    for minutes in range(MOST_TRIES):
        with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
            seal_granted()
    row.refresh_from_db()
    return row


def test_a_missing_file_is_tried_some_times_and_then_a_person_looks(stalled, centre):
    assert (stalled.state, releases(centre)) == ("stalled", [])
    assert "FileNotFoundError" in str(stalled.problem)
    assert Entry.objects.get(kind="record.stall").facts["problem"] == stalled.problem.kept
    assert told(centre) == ["RECEIVED_AT_CENTRAL"], "what the office was told is still true"


def test_others_go_past_it(centre):
    gone = granted(centre, "gone").record
    blobs.path_of(gone.sha256).unlink()
    granted(centre, "p2", "327500000002", nik="3275015206099002")
    seal_granted()
    assert [said["application"] for said in releases(centre)] == ["327500000002"]


def test_a_person_tries_again_once_the_file_is_back(stalled, centre):
    maya = account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR).actor
    path = blobs.path_of(stalled.sha256)
    path.with_suffix(".away").rename(path)
    with pytest.raises(NotAllowed):
        actions.retry(stalled, by=account("tono", "Tono", Role.CENTRE_ADMIN).actor)
    actions.retry(stalled, by=maya)
    seal_granted()
    stalled.refresh_from_db()
    assert (stalled.state, stalled.problem, len(releases(centre))) == ("released", "", 1)
