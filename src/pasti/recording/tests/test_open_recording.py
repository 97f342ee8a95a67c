"""Beginning to record: only at the recording step, only for a centre, only with room on the disk."""

import shutil
from datetime import date
from typing import NamedTuple

import pytest
from tests.cast import ANYBODY, LOST, MONDAY, accepted, submitted

from pasti.applications import actions as applications
from pasti.applications.corrections import digest
from pasti.applications.held import record_again
from pasti.applications.models import Application
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Peer
from pasti.offices.actions import decide
from pasti.recording import actions, queries
from pasti.recording.models import Recording
from pasti.recording.tests.pictures import fill

PHOTO = {"photo_reason": "hijab", "holds_card": "yes"}
SIGN = {"holds_card": "yes"}


def test_it_begins_with_the_key_of_the_centre_and_is_written_down(case, rini, centre_node):
    recording = actions.open_recording(case, by=rini)
    assert (recording.state, recording.opened_by, recording.opened_at) == ("open", "Rini Wulandari", MONDAY)
    assert recording.recipient == centre_node.card.recipient
    assert len(recording.packet) == 32
    entry = Entry.objects.get(kind="recording.open")
    assert (entry.subject, entry.case, entry.by_name) == (f"recording:{recording.pk}", case.number, "Rini Wulandari")


def test_the_one_that_is_open_is_continued(case, rini, opened):
    assert actions.open_recording(case, by=rini).pk == opened.pk
    assert Recording.objects.count() == Entry.objects.filter(kind="recording.open").count() == 1


def test_a_cancelled_one_is_not_continued(case, rini, opened):
    actions.cancel(opened, by=rini)
    assert actions.open_recording(case, by=rini).pk != opened.pk


def test_a_case_that_is_not_there_yet_is_refused(office, rini):
    with pytest.raises(NotAllowed, match="tidak sedang di tahap perekaman"):
        actions.open_recording(submitted(), by=rini)


def test_a_case_that_needs_no_recording_is_refused(office, rini):
    with pytest.raises(NotAllowed, match="tidak sedang di tahap perekaman"):
        actions.open_recording(accepted(ANYBODY, "LOST", LOST), by=rini)
    assert not Recording.objects.exists()


def test_without_a_centre_nothing_could_be_sealed(case, rini):
    Peer.objects.all().delete()
    with pytest.raises(Refused, match="belum disambungkan ke pusat"):
        actions.open_recording(case, by=rini)
    assert not Recording.objects.exists()


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def free(monkeypatch, megabytes: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(10**12, 0, megabytes * 1024 * 1024))


def test_a_disk_that_is_nearly_full_stops_recording_with_a_sentence(case, rini, monkeypatch):
    free(monkeypatch, 499)
    with pytest.raises(Refused, match=r"Penyimpanan hampir penuh \(sisa 499 MB\)"):
        actions.open_recording(case, by=rini)
    assert not Recording.objects.exists()
    free(monkeypatch, 500)
    assert actions.open_recording(case, by=rini).state == "open"


def test_whoever_is_being_recorded_may_finish_on_a_full_disk(case, rini, opened, monkeypatch):
    free(monkeypatch, 1)
    assert actions.open_recording(case, by=rini).pk == opened.pk


def test_how_full_is_too_full_is_the_offices_rule(case, rini, office, monkeypatch):
    decide(
        "recording.least_free_disk_mb", value=2000, valid_from=date(2026, 11, 1), legal_basis="SK", by=office.nur.actor
    )
    free(monkeypatch, 1999)
    with pytest.raises(Refused, match=r"sisa 1.?999 MB"):
        actions.open_recording(case, by=rini)


@pytest.mark.parametrize(
    ("service", "answers", "count", "first"),
    [("NEW", None, 14, "face"), ("PHOTO", PHOTO, 11, "face"), ("SIGN", SIGN, 11, "signature")],
)
def test_only_what_the_service_asks_for_is_wanted(office, rini, service, answers, count, first):
    recording = actions.open_recording(accepted(ANYBODY, service, answers), by=rini)
    wanted = queries.wanted(recording)
    assert (len(wanted), wanted[0]) == (count, first)
    assert ("face" in wanted, "signature" in wanted, "right-eye" in wanted) == (
        service != "SIGN",
        service != "PHOTO",
        service == "NEW",
    )


def test_who_waits_to_be_recorded_is_in_the_list_and_nobody_else(case, rini, office):
    accepted(ANYBODY, "LOST", LOST)
    submitted()
    assert [c.number for c in queries.waiting()] == [case.number]


# ── who was recorded before ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def recorded_before(case, rini) -> str:
    """The same person, recorded for another case; returns that case's number as people say it."""
    actions.seal(fill(actions.open_recording(case, by=rini), rini), by=rini)
    return str(case.shown_number)


def from_abroad(case: Application) -> Application:
    """Who came home says not to know of a recording."""
    return accepted(ANYBODY, "MOVE_LN", {"recorded_before": "unsure"}, nik=case.nik)


def test_nobody_is_recorded_twice_under_one_nik_unknowingly(recorded_before, case, office, rini):
    second = from_abroad(case)
    with pytest.raises(Refused, match="NIK ini pernah direkam"):
        actions.open_recording(second, by=rini)
    assert queries.open_recording(second) is None
    actions.open_recording(second, knowing=True, by=rini)
    assert Entry.objects.get(kind="recording.second").facts == {"number": recorded_before}
    assert actions.open_recording(second, by=rini).state == "open"


def test_a_recording_that_was_broken_off_is_none(case, opened, office, rini):
    actions.cancel(opened, by=rini)
    assert actions.open_recording(from_abroad(case), by=rini).state == "open"
    assert not Entry.objects.filter(kind="recording.second").exists()


def test_the_same_case_recorded_again_is_no_second_one(recorded_before, case, rini):
    held = applications.hold(Application.objects.get(), "Buram", by=node("centre-1", "Pusat"))
    again = record_again(held, by=rini)
    assert queries.earlier_of(again) == []
    assert actions.open_recording(again, by=rini).state == "open"


@pytest.mark.parametrize(("service", "answers"), [("PHOTO", PHOTO), ("SIGN", SIGN)])
def test_a_new_photo_of_who_is_known_is_no_second_one(recorded_before, case, rini, service, answers):
    assert actions.open_recording(accepted(ANYBODY, service, answers, nik=case.nik), by=rini).state == "open"


def test_the_page_warns_before_it_begins(recorded_before, case, office, signed_in):
    second = from_abroad(case)
    browser = signed_in(office.rini)
    page = browser.get(f"/perekaman/{second.number}/").content.decode()
    assert "NIK ini pernah direkam di kantor ini" in page
    assert recorded_before in page
    seen = {"seen": digest(second)}
    refused = browser.post(f"/perekaman/{second.number}/mulai/", seen, follow=True).content.decode()
    assert "NIK ini pernah direkam. Pastikan dahulu" in refused
    assert queries.open_recording(second) is None
    browser.post(f"/perekaman/{second.number}/mulai/", {**seen, "knowing": "on"})
    assert queries.open_recording(second) is not None


def test_whoever_was_never_recorded_is_not_asked(case, office, signed_in):
    page = signed_in(office.rini).get(f"/perekaman/{case.number}/").content.decode()
    assert "pernah direkam" not in page
    assert 'name="knowing"' not in page
