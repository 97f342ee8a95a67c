"""Sealing: one packet that only the centre can open, on its way in the same moment in which the step is finished."""

import pytest
from tests.cast import ANYBODY, MONDAY, accepted

from pasti.applications.models import RecordStatus
from pasti.journal.models import Entry
from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import packet
from pasti.link.models import Envelope, Parcel
from pasti.link.schema import PacketContent
from pasti.recording import actions, queries
from pasti.recording.positions import MissingReason, Position
from pasti.recording.tests.pictures import fill, picture_of, portrait

SIGN = {"holds_card": "yes"}


def opened_by_the_centre(sha256: str, centre_node) -> tuple[PacketContent, dict[str, bytes]]:
    """Open a packet as the centre would, with its key and without our code."""
    import cbor2

    outer = cbor2.loads(blobs.read(sha256))
    content = PacketContent.model_validate_json(centre_node.unseal(outer["content"]))
    return content, {name: centre_node.unseal(part) for name, part in outer["parts"].items()}


def test_the_packet_holds_what_was_captured_and_who_it_is(opened, rini, case, centre_node):
    fill(opened, rini, without=(Position.LEFT_LITTLE,))
    actions.note_missing(opened, Position.LEFT_LITTLE, MissingReason.ABSENT, by=rini)
    sealed = actions.seal(opened, by=rini)
    content, parts = opened_by_the_centre(sealed.sha256, centre_node)
    assert (content.packet, content.application, content.service) == (opened.packet, case.number, "NEW")
    assert (content.biodata.nik, content.biodata.name, content.biodata.religion) == (case.nik, case.name, "Islam")
    assert (content.captured_at, content.operator) == (MONDAY, "Rini Wulandari")
    said = {c.position: (c.modality, c.part, c.quality, c.exception) for c in content.captures}
    assert len(said) == 14
    assert said["face"] == ("photo", "face", 88, "")
    assert said["left-little"] == ("finger", "", None, "absent")
    assert parts == {p: picture_of(p) for p in queries.wanted(opened) if p != Position.LEFT_LITTLE}


def test_the_office_cannot_open_the_packet_it_made(opened, rini):
    sealed = actions.seal(fill(opened, rini), by=rini)
    with pytest.raises(packet.NotReadable):
        packet.read(blobs.read(sealed.sha256))


def test_the_step_is_finished_and_the_packet_is_on_its_way_in_one_transaction(opened, rini, case):
    sealed = actions.seal(fill(opened, rini), by=rini)
    case.refresh_from_db()
    assert (sealed.state, sealed.sealed_at, case.current_step.code) == ("sealed", MONDAY, "centre")
    envelope, parcel = Envelope.objects.get(), Parcel.objects.get()
    assert (envelope.kind, envelope.key, envelope.happened_at) == ("recording.packet", opened.packet, MONDAY)
    assert envelope.body == {
        "packet": opened.packet,
        "application": case.number,
        "service": "NEW",
        "sha256": sealed.sha256,
        "size": sealed.size,
        "captured_at": "2026-11-23T08:30:00+07:00",
    }
    assert (
        (parcel.sha256, parcel.size) == (sealed.sha256, sealed.size) == (sealed.sha256, len(blobs.read(sealed.sha256)))
    )
    assert Entry.objects.get(kind="recording.seal").facts == {"size": sealed.size}
    assert [s.code for s in RecordStatus.objects.order_by("at", "id")] == ["BIO_CAPTURED", "PROCESSING"]
    assert {s.source for s in RecordStatus.objects.all()} == {"Disdukcapil Kota Bekasi"}


def test_something_missing_is_named_and_nothing_happens(opened, rini, case, lying):
    fill(opened, rini, without=(Position.SIGNATURE, Position.LEFT_EYE))
    before = lying()
    with pytest.raises(Refused, match=r"Belum direkam: tanda tangan, mata kiri\."):
        actions.seal(opened, by=rini)
    case.refresh_from_db()
    opened.refresh_from_db()
    assert (opened.state, case.current_step.code, lying()) == ("open", "recording", before)
    assert not Envelope.objects.exists()


def test_sealing_twice_is_harmless(opened, rini):
    first = actions.seal(fill(opened, rini), by=rini)
    again = actions.seal(opened, by=rini)
    assert (again.sha256, again.sealed_at) == (first.sha256, first.sealed_at)
    assert Envelope.objects.count() == Parcel.objects.count() == 1
    assert RecordStatus.objects.count() == 2
    assert Entry.objects.filter(kind="recording.seal").count() == 1


def test_only_the_packet_is_left_on_the_disk(opened, rini, lying, settle):
    fill(opened, rini)
    assert len(lying()) == 14
    with settle():
        sealed = actions.seal(opened, by=rini)
    assert list(lying()) == [sealed.sha256]


def test_what_was_captured_stays_until_the_packet_is_certain(opened, rini, lying):
    actions.seal(fill(opened, rini), by=rini)
    assert len(lying()) == 15


def test_a_cancelled_recording_is_not_sealed(opened, rini):
    fill(opened, rini)
    actions.cancel(opened, by=rini)
    with pytest.raises(Refused):
        actions.seal(opened, by=rini)
    assert not Envelope.objects.exists()


def test_only_an_operator_seals(opened, rini, office):
    fill(opened, rini)
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        actions.seal(opened, by=office.budi.actor)
    assert (Envelope.objects.count(), Parcel.objects.count(), RecordStatus.objects.count()) == (0, 0, 0)


def test_a_case_that_went_on_meanwhile_keeps_its_recording_open(opened, rini, case):
    """The step is no longer the recording's: nothing is sent for it."""
    fill(opened, rini)
    case.steps.filter(code="recording").update(done_at=MONDAY, done_by="x")
    with pytest.raises(NotAllowed, match="sudah di tahap lain"):
        actions.seal(opened, by=rini)
    opened.refresh_from_db()
    assert (opened.state, Envelope.objects.count()) == ("open", 0)


def test_a_changed_key_of_the_centre_does_not_touch_a_recording_that_is_open(opened, rini, centre_node):
    from pasti.link.models import Peer

    Peer.objects.update(recipient="age1" + "q" * 58)
    sealed = actions.seal(fill(opened, rini), by=rini)
    content, parts = opened_by_the_centre(sealed.sha256, centre_node)
    assert parts["face"] == portrait()
    assert content.packet == opened.packet


def test_a_new_signature_sends_the_signature_and_the_fingers_only(office, rini, centre_node):
    recording = actions.open_recording(accepted(ANYBODY, "SIGN", SIGN), by=rini)
    sealed = actions.seal(fill(recording, rini), by=rini)
    content, parts = opened_by_the_centre(sealed.sha256, centre_node)
    assert ("signature" in parts, "face" in parts, len(parts)) == (True, False, 11)
    assert content.service == "SIGN"


def test_a_person_who_cannot_be_captured_at_all_but_for_the_face_is_recorded(opened, rini, centre_node):
    fill(opened, rini, without=tuple(p for p in Position if p != Position.FACE))
    for position in queries.still_missing(opened):
        actions.note_missing(opened, position, MissingReason.ILLNESS, by=rini)
    content, parts = opened_by_the_centre(actions.seal(opened, by=rini).sha256, centre_node)
    assert list(parts) == ["face"]
    assert sum(bool(c.exception) for c in content.captures) == 13
