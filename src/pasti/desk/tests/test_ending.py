"""How a visit ends stands on one key; another reason is one key further."""

import re

import pytest
from tests.cast import ANYBODY, CARD_DATA, accepted, submitted

from pasti.applications import actions as applications
from pasti.applications.shared_nik import set_apart
from pasti.desk.tests.conftest import Clerk
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Reason
from pasti.readiness import actions as readiness
from pasti.readiness.needs import Cause, Need


def keys(page: str) -> dict[str, str]:
    """What each key on the page says while nothing more is unfolded."""
    found = re.findall(r'<(?:button|summary|a)[^>]*data-key="([^"]+)"[^>]*>(.*?)</(?:button|summary|a)>', page)
    return {key: re.sub(r"<kbd>.*?</kbd>|<[^>]+>", "", said).strip() for key, said in reversed(found)}


def ended() -> list[tuple[str, str, str]]:
    return [(t.outcome, t.reason, str(t.said)) for t in Ticket.objects.order_by("id")]


def test_who_was_served_is_finished_by_the_same_key_as_ever(rini, office):
    case = accepted(office.budi.actor)
    rini.serve(case)
    applications.finish_step(case, "recording", by=office.rini.actor)
    page = rini.sees()
    assert keys(page)["Enter"] == "Selesai"
    rini.press("akhiri", ending="served")
    assert ended() == [("served", "", "")]


def test_the_reason_that_the_records_have_stands_on_the_key(budi, office):
    case = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    budi.serve(case)
    readiness.open_incident(needs=[Need.LINK], cause=Cause.CARRIER, by=ANYBODY)
    page = budi.sees()
    assert keys(page)["Enter"] == "Akhiri, sia-sia: sambungan ke pusat terputus"
    assert 'name="ending" value="link"' in page
    budi.press("akhiri", ending="link")
    assert ended() == [("vain", "link", "")]


def test_in_the_middle_of_a_step_it_is_another_key_than_the_next_action(rini, office):
    rini.serve(accepted(office.budi.actor))
    readiness.open_incident(needs=[Need.PRINTER], cause=Cause.EQUIPMENT, by=ANYBODY)
    found = keys(rini.sees())
    assert found["Enter"] == "Mulai perekaman"
    assert "a" not in found, "nothing that is known gives a reason: it is chosen"
    assert found["s"].startswith("Akhiri, tahap belum selesai")


def test_that_papers_are_missing_is_said_with_which(budi, office):
    case = submitted()
    budi.serve(case)
    assert "a" not in keys(budi.sees())
    budi.press("berkas/kurang", **{"missing-what": "KK yang asli"})
    assert ended() == [("vain", "paper", "")]
    budi.serve(case)
    assert keys(budi.sees())["a"] == "Akhiri, sia-sia: berkas kurang"


def test_without_a_case_it_is_asked_whether_they_needed_to_come(budi):
    budi.serve()
    found = keys(budi.sees())
    assert (found["n"], found["a"]) == ("Permohonan baru", "Akhiri, sia-sia: tidak perlu datang")


def test_every_reason_that_a_clerk_may_give_has_its_key(rini, office):
    rini.serve(accepted(office.budi.actor))
    found = keys(rini.sees())
    said = {found[key].lower() for key in (*"1234567890", "p")}
    assert said == {str(r.label).lower() for r in Reason if r not in (Reason.OTHER, Reason.OFFICE_CLOSED)}


def test_another_reason_is_said_in_words(budi):
    budi.serve()
    answer = budi.press("akhiri", ending="other", said="")
    assert answer.status_code == 422
    assert "Tuliskan sebabnya." in answer.content.decode()
    answer = budi.press("akhiri", ending="other", said="NIK 3275015206099001")
    assert answer.status_code == 422
    budi.press("akhiri", ending="other", said="Salah kantor.")
    assert ended() == [("vain", "other", "Salah kantor.")]


@pytest.mark.parametrize("ending", ["", "x", "vain", "unrecorded", "\x00"])
def test_what_is_no_ending_is_none(budi, ending):
    budi.serve()
    assert budi.press("akhiri", ending=ending).status_code == 422
    assert ended() == [("", "", "")]


def test_nobody_is_said_to_be_served_by_a_key_that_is_not_there(budi):
    budi.serve()
    assert budi.press("akhiri", ending="served").status_code == 422
    assert ended() == [("", "", "")]


def test_pressed_twice_it_is_one_end_and_nobody_elses(budi):
    budi.serve()
    held = budi.holds()
    for _time in range(2):
        assert budi.press("akhiri", held=held, ending="left").status_code == 302
    budi.serve()
    budi.press("akhiri", held=held, ending="left")
    assert ended() == [("vain", "left", ""), ("", "", "")]


def test_a_sentence_of_ours_on_the_key_is_kept_in_each_language(budi, office):
    case = submitted()
    budi.serve(case)
    set_apart(case, by=office.budi.actor)
    assert 'name="preset" value="yes"' in budi.sees()
    budi.press("akhiri", ending="other", preset="yes")
    assert set(Ticket.objects.get().said.in_each) == {"id", "en"}


def test_partly_says_so(office, signed_in):
    clerk = Clerk(office, signed_in(office.budi), office.budi, 1)
    case = submitted()
    clerk.serve(case)
    applications.accept_papers(applications.fill(case, CARD_DATA, by=office.budi.actor), by=office.budi.actor)
    readiness.open_incident(needs=[Need.STATION], cause=Cause.EQUIPMENT, by=ANYBODY)
    assert keys(clerk.sees())["Enter"] == "Akhiri, sebagian: alat rusak"
