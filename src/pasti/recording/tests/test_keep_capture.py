"""Capturing: every image is sealed for the centre on the spot; what cannot be captured is an exception."""

import pytest
from django.db import IntegrityError
from tests.cast import ANYBODY, MONDAY, accepted

from pasti.journal.models import Entry
from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused
from pasti.recording import actions, queries
from pasti.recording.models import Capture
from pasti.recording.positions import MissingReason, Position
from pasti.recording.tests.pictures import capture, fill, finger, picture_of, portrait

THUMB = Position.RIGHT_THUMB


def test_a_capture_is_kept_with_its_quality(opened, rini):
    kept = actions.keep_capture(opened, THUMB, finger("x"), quality=77, by=rini)
    assert (kept.position, kept.modality, kept.quality, kept.missing, kept.captured_at) == (
        "right-thumb",
        "finger",
        77,
        "",
        MONDAY,
    )
    entry = Entry.objects.get(kind="recording.capture")
    assert (entry.facts, entry.by_name) == ({"what": "right-thumb"}, "Rini Wulandari")


def test_only_the_centre_can_open_what_lies_on_the_disk(opened, rini, centre_node, lying):
    for position in (Position.FACE, THUMB):
        capture(opened, position, rini)
    for kept in Capture.objects.all():
        assert centre_node.unseal(blobs.read(kept.sha256)) == picture_of(Position(kept.position))
    for name, content in lying().items():
        for position in (Position.FACE, THUMB):
            plain = picture_of(position)
            assert all(plain[i : i + 16] not in content for i in range(0, len(plain) - 16, 16)), name


def test_nothing_readable_is_left_anywhere_in_the_data_folder(opened, rini, settings):
    """Not in a temporary file, not in a log: nowhere."""
    marked = finger("the very image of a thumb")
    actions.keep_capture(opened, THUMB, marked, quality=80, by=rini)
    files = [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if b"the very image" in path.read_bytes()] == []


def test_capturing_again_replaces_the_image_and_deletes_the_old_one(opened, rini, lying, settle):
    capture(opened, THUMB, rini, finger("first"))
    [old] = lying()
    with settle():
        capture(opened, THUMB, rini, finger("second"))
    [new] = lying()
    assert old != new
    assert Capture.objects.get().sha256 == new


def test_an_image_that_was_replaced_stays_until_the_new_one_is_certain(opened, rini, lying):
    capture(opened, THUMB, rini, finger("first"))
    capture(opened, THUMB, rini, finger("second"))
    # The transaction of this test never ends, so both are still here.
    assert len(lying()) == 2


def test_what_the_service_does_not_ask_for_is_refused_and_leaves_nothing_on_the_disk(office, rini, lying):
    recording = actions.open_recording(
        accepted(ANYBODY, "PHOTO", {"photo_reason": "hijab", "holds_card": "yes"}), by=rini
    )
    for position in (Position.SIGNATURE, Position.LEFT_EYE):
        with pytest.raises(Refused, match="tidak direkam untuk layanan ini"):
            capture(recording, position, rini)
        with pytest.raises(Refused, match="tidak direkam untuk layanan ini"):
            actions.note_missing(recording, position, MissingReason.ABSENT, by=rini)
    assert (lying(), Capture.objects.count()) == ({}, 0)


def test_nothing_is_captured_into_a_recording_that_is_over(opened, rini, lying):
    actions.cancel(opened, by=rini)
    with pytest.raises(NotAllowed, match="sudah dibatalkan"):
        capture(opened, THUMB, rini)
    with pytest.raises(NotAllowed, match="sudah dibatalkan"):
        actions.note_missing(opened, THUMB, MissingReason.ABSENT, by=rini)
    assert lying() == {}


@pytest.mark.parametrize("position", [p for p in Position if p != Position.FACE])
def test_everything_but_the_face_may_be_missing(opened, rini, position):
    noted = actions.note_missing(opened, position, MissingReason.INJURED, by=rini)
    assert (noted.missing, noted.sha256, noted.quality) == ("injured", "", None)
    assert position not in queries.still_missing(opened)
    entry = Entry.objects.get(kind="recording.exception")
    assert entry.facts == {"what": str(position), "reason": "injured"}


def test_a_face_is_always_possible(opened, rini):
    with pytest.raises(Refused, match="Foto tidak dapat dikecualikan"):
        actions.note_missing(opened, Position.FACE, MissingReason.INJURED, by=rini)
    assert not Capture.objects.exists()


def test_an_exception_takes_the_place_of_an_image_and_the_image_goes(opened, rini, lying, settle):
    capture(opened, THUMB, rini)
    with settle():
        actions.note_missing(opened, THUMB, MissingReason.WORN, by=rini)
    assert lying() == {}
    assert [(c.position, c.missing) for c in Capture.objects.all()] == [("right-thumb", "worn")]


def test_an_image_takes_the_place_of_an_exception(opened, rini):
    actions.note_missing(opened, THUMB, MissingReason.WORN, by=rini)
    capture(opened, THUMB, rini)
    [kept] = Capture.objects.all()
    assert (kept.missing, bool(kept.sha256)) == ("", True)


def test_the_database_itself_refuses_an_image_that_is_also_missing(opened, rini):
    capture(opened, THUMB, rini)
    with pytest.raises(IntegrityError):
        Capture.objects.update(missing="worn")


def test_what_is_still_missing_is_in_the_order_of_capturing(opened, rini):
    fill(opened, rini, without=(Position.SIGNATURE, Position.LEFT_EYE, Position.LEFT_RING))
    assert queries.still_missing(opened) == ["signature", "left-ring", "left-eye"]
    assert queries.captures(opened)["face"].quality == 88


def test_cancelling_deletes_what_was_captured_and_the_case_stays_where_it_is(opened, rini, case, lying, settle):
    capture(opened, Position.FACE, rini, portrait())
    capture(opened, THUMB, rini)
    with settle():
        actions.cancel(opened, by=rini)
    assert (lying(), Capture.objects.count()) == ({}, 0)
    case.refresh_from_db()
    assert (case.current_step.code, queries.open_recording(case)) == ("recording", None)
    assert Entry.objects.get(kind="recording.cancel").case == case.number
    with pytest.raises(NotAllowed):
        actions.cancel(opened, by=rini)
