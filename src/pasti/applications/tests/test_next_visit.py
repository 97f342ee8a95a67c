import pytest
from tests.cast import LOST, OWNER, accepted, draft, submitted

from pasti.applications import actions
from pasti.applications.models import Application
from pasti.applications.visits import next_visit, work_after_next
from pasti.catalogue.steps import StepCode
from pasti.journal.actors import node

CENTRE = node("centre-1", "Pusat")


def asked(case: Application) -> tuple[str, bool, str]:
    visit = next_visit(Application.objects.get(pk=case.pk))
    assert visit.possible == bool(visit.work)
    # Either there is something to come for, or a sentence that says why not.
    assert visit.possible != bool(visit.why_not)
    return (visit.work, visit.must, visit.why_not)


def test_it_brings_papers_to_their_lane(office):
    case = submitted()
    assert asked(case) == ("papers-card", True, "")
    assert asked(submitted("KK", {})) == ("papers-civil", True, "")
    assert "Kartu Keluarga" in " ".join(next_visit(case).bring)


def test_papers_that_are_missing_are_brought(office):
    assert asked(actions.ask_for_papers(submitted(), "KK", by=office.budi.actor)) == ("papers-card", True, "")


def test_it_comes_to_be_recorded_with_nothing(office):
    case = accepted(office.budi.actor)
    assert asked(case) == ("recording", True, "")
    assert next_visit(case).bring == []


def test_it_stays_at_home_while_others_work(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    assert asked(case) == (
        "",
        False,
        "Anda tidak perlu datang sekarang. Permohonan sedang di tahap: pemeriksaan pusat.",
    )
    case = actions.finish_step(case, "centre", by=CENTRE)
    assert asked(case) == ("", False, "Anda tidak perlu datang sekarang. Permohonan sedang di tahap: pencetakan.")


def test_it_may_wait_for_a_document_and_need_not(office):
    assert asked(accepted(office.budi.actor, "KK", {})) == ("papers-civil", False, "")


def test_it_collects_and_hands_in_what_is_old(office):
    case = accepted(office.budi.actor, "DMG", {"holds_card": "yes"})
    case = actions.finish_step(actions.finish_step(case, "centre", by=CENTRE), "printing", by=office.joko.actor)
    assert asked(case) == ("handover", True, "")
    assert next_visit(case).bring == ["KTP-el yang rusak (asli)"]


def test_a_draft_is_sent_first(office):
    assert asked(draft()) == ("", False, "Permohonan ini belum dikirim. Lengkapi dan kirim dahulu.")


def test_what_is_over_needs_nobody(office):
    case = actions.withdraw(submitted(), by=OWNER)
    assert asked(case) == ("", False, "Permohonan ini tidak memerlukan kedatangan: dicabut.")


@pytest.mark.parametrize("state", Application.State.values)
@pytest.mark.parametrize("step", StepCode.values)
def test_every_state_at_every_step_has_one_answer(office, state, step):
    case = submitted("NEW" if step != "issuing" else "KK", None if step != "issuing" else {})
    ahead = case.steps.filter(order__lt=case.steps.get(code=step).order)
    ahead.update(done_at=case.started_at, done_by="x")
    Application.objects.update(state=state, closed_at=case.started_at if state == "closed" else None)
    asked(case)


def test_what_follows_at_once_is_known_ahead(office):
    assert work_after_next(submitted()) == "recording"
    assert work_after_next(submitted("LOST", LOST)) == ""
    assert work_after_next(accepted(office.budi.actor)) == ""
    assert work_after_next(actions.withdraw(submitted(), by=OWNER)) == ""
