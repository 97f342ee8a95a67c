"""Faces side by side: opened for who decides, in that decision only, each look on record, and nothing else opened."""

import re

import pytest
from django.test import Client
from tests.cast import ANYBODY, account
from tests.scenes import scene

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.dedup import actions
from pasti.centre.dedup.engine import Candidate, Probe
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.reasons import Reason
from pasti.centre.dedup.tests.engines import Nobody
from pasti.centre.dedup.tests.flow import decide, screened, work
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import SIGNATURE, asks, picture, received, sealed
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs

LIST = "/pusat/kemiripan/"
OLD, NEW = picture("old"), picture("new")
OTHER_NIK = "3215015206099002"


@pytest.fixture
def maya(centre, signed_in) -> Client:
    client: Client = signed_in(account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR))
    return client


def archived(centre, packet: str = "archive-1", face: bytes = OLD, **person: str) -> Record:
    parts = {"face": face, "signature": SIGNATURE}
    return intake.adopt(sealed(packet, "", parts=parts, **person), centre, by=SYSTEM)


@scene
def suggestion(centre) -> Suggestion:
    archived(centre, nik=OTHER_NIK, name="Siti Nurjannah")
    screened(received(centre, parts={"face": NEW, "signature": SIGNATURE}))
    return Suggestion.objects.get()


def at(suggestion: Suggestion, side: str) -> str:
    return f"{LIST}{suggestion.pk}/wajah/{side}/"


def pictures_on(page: str) -> list[str]:
    return re.findall(r'<img[^>]*src="([^"]*/wajah/[^"]*)"', page)


def test_both_faces_stand_side_by_side(maya, suggestion):
    page = maya.get(f"{LIST}{suggestion.pk}/").content.decode()
    assert pictures_on(page) == [at(suggestion, "baru"), at(suggestion, "ada")]
    assert [maya.get(address).content for address in pictures_on(page)] == [NEW, OLD]


def test_a_face_is_served_as_a_picture_only_and_kept_nowhere(maya, suggestion):
    answer = maya.get(at(suggestion, "baru"))
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_each_look_at_a_face_is_on_record(maya, suggestion):
    maya.get(at(suggestion, "baru"))
    maya.get(at(suggestion, "ada"))
    looks = list(Look.objects.filter(what="adjudication face").order_by("id").values_list("by_name", "subject"))
    assert looks == [("Maya Kusumawati", row.subject) for row in (suggestion.record, suggestion.other)]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CENTRE_OPERATOR])
def test_nobody_else_sees_a_face(suggestion, signed_in, role):
    other = signed_in(account("lain", "Orang Lain", role))
    for side in ("baru", "ada"):
        answer = other.get(at(suggestion, side))
        # The head comes in when two disagree; until then there is nothing for them to see.
        assert answer.status_code in ((404,) if role == Role.CENTRE_HEAD else (302, 403))
        assert not {OLD, NEW} & {answer.content}
    assert not Look.objects.filter(what="adjudication face").exists()


def test_a_stranger_is_asked_to_sign_in(suggestion, client):
    assert client.get(at(suggestion, "baru")).status_code == 302


@pytest.mark.parametrize("same", [True, False])
def test_after_the_decision_nobody_sees_them_any_more(maya, suggestion, same):
    decide(suggestion, same=same, reason="Wajah diperiksa", by=ANYBODY)
    assert pictures_on(maya.get(f"{LIST}{suggestion.pk}/").content.decode()) == []
    assert maya.get(at(suggestion, "baru")).status_code == 404
    assert maya.get(at(suggestion, "ada")).status_code == 404


def test_decided_by_another_suggestion_it_is_closed_too(maya, centre):
    archived(centre, nik=OTHER_NIK, name="Siti Nurjannah")
    archived(centre, "archive-2", picture("third"), nik="3215015206099003", name="Siti Nurjannaa")
    screened(received(centre))
    first, second = Suggestion.objects.order_by("pk")
    decide(first, same=True, reason="Wajah diperiksa", by=ANYBODY)
    assert second.state == "open"
    assert maya.get(at(second, "ada")).status_code == 404


def test_who_only_asks_for_a_card_has_no_new_face(maya, centre):
    archived(centre, name="Orang Lain")
    asks(centre)
    screened(Record.objects.get(packet=""))
    found = Suggestion.objects.get()
    page = maya.get(f"{LIST}{found.pk}/").content.decode()
    assert pictures_on(page) == [at(found, "ada")]
    assert "tanpa perekaman" in page
    assert maya.get(at(found, "baru")).status_code == 404
    assert maya.get(at(found, "ada")).content == OLD


def test_a_person_who_has_a_newer_photo_is_shown_with_the_one_that_was_compared(maya, centre):
    archived(centre, nik=OTHER_NIK, name="Siti Nurjannah")
    screened(received(centre, parts={"face": NEW}))
    found = Suggestion.objects.get()
    assert maya.get(at(found, "ada")).content == OLD


def test_a_face_that_cannot_be_read_says_so_and_the_decision_goes_on(maya, suggestion):
    blobs.path_of(suggestion.other.sha256).unlink()
    answer = maya.get(at(suggestion, "ada"))
    assert answer.status_code == 404
    assert maya.get(f"{LIST}{suggestion.pk}/").status_code == 200
    assert not Look.objects.filter(what="adjudication face").exists()


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"%PDF-1.4 x", b"GIF89a" + b"\0" * 40, b""])
def test_what_is_no_photo_is_not_served(maya, centre, content):
    archived(centre, face=content, nik=OTHER_NIK, name="Siti Nurjannah")
    screened(received(centre))
    assert maya.get(at(Suggestion.objects.get(), "ada")).status_code == 404


@pytest.mark.parametrize("side", ["kiri", "signature", "right-thumb", "face"])
def test_no_other_part_of_a_recording_is_opened(maya, suggestion, side):
    assert maya.get(at(suggestion, side)).status_code == 404


class ByFaces(Nobody):
    """An engine that says how alike each part is."""

    name = "faces"

    def identify(self, probe: Probe) -> list[Candidate]:
        old = Record.objects.get(packet="archive-1")
        return [Candidate(old.pk, 97, (Reason.SAME_BIRTH,), scores={"face": 91, "right-eye": 99})]


def test_scores_of_an_engine_stand_beside_the_faces(maya, centre):
    archived(centre, nik=OTHER_NIK, name="Siti Nurjannah")
    row = received(centre)
    work()
    actions.ask(row)
    actions.look(row.search, ByFaces())
    found = Suggestion.objects.get()
    assert found.scores == {"face": 91, "right-eye": 99}
    page = " ".join(maya.get(f"{LIST}{found.pk}/").content.decode().split())
    assert "wajah 91" in page
    assert "iris kanan 99" in page
    assert "faces" in page


def test_the_built_in_engine_says_that_it_compares_words(maya, suggestion):
    work()
    page = maya.get(f"{LIST}{suggestion.pk}/").content.decode()
    assert suggestion.scores == {}
    assert "Nilai mesin" not in page
