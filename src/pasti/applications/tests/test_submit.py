from datetime import date, timedelta

import pytest
from tests.cast import FIRST_CARD, LOST, MONDAY, OWNER, draft, person, submitted

from pasti.applications import actions
from pasti.applications.models import Application, CaseStep
from pasti.catalogue.models import Requirement, Service
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused


def steps(application: Application) -> list[str]:
    return list(CaseStep.objects.filter(application=application).values_list("code", flat=True))


def test_it_hands_the_draft_in_and_lays_out_its_steps(office):
    application = actions.submit(draft(), by=OWNER)
    assert (application.state, application.submitted_at) == ("submitted", MONDAY)
    assert steps(application) == ["papers", "recording", "centre", "printing", "handover"]
    assert application.current_step.code == "papers"
    assert application.owner == "Petugas loket"


def test_the_steps_are_those_of_its_answers(office):
    assert steps(submitted("NEW", FIRST_CARD | {"recorded_before": "yes"})) == [
        "papers", "centre", "printing", "handover",
    ]  # fmt: skip
    assert steps(submitted("KK", {})) == ["papers", "issuing", "handover"]


def test_twice_is_harmless(office):
    application = draft()
    first = actions.submit(application, by=OWNER)
    again = actions.submit(application, by=OWNER)
    assert (again.pk, again.submitted_at) == (first.pk, first.submitted_at)
    assert len(steps(application)) == 5
    assert Entry.objects.filter(kind="application.submit").count() == 1


@pytest.mark.parametrize(
    "missing", ["nik", "kk_number", "name", "birth_place", "birth_date", "sex", "village_code", "address"]
)
def test_missing_data_is_named(office, missing):
    application = draft(**{missing: None if missing == "birth_date" else ""})
    with pytest.raises(Refused, match="Data belum lengkap"):
        actions.submit(application, by=OWNER)
    assert Application.objects.get().state == "draft"
    assert steps(application) == []


@pytest.mark.parametrize("optional", ["rt", "rw", "phone"])
def test_nobody_needs_a_telephone(office, optional):
    assert actions.submit(draft(**{optional: ""}), by=OWNER).state == "submitted"


def test_a_letter_that_expired_since_stops_it_with_its_date(office):
    application = draft("LOST", LOST)
    with clock.stopped_at(MONDAY + timedelta(days=10)), pytest.raises(Refused) as refused:
        actions.submit(application, by=OWNER)
    assert "sampai Rabu, 2 Desember 2026" in str(refused.value)
    assert Application.objects.get().state == "draft"


def test_a_rule_that_changed_since_holds_on_the_day_of_submitting(office):
    application = draft("LOST", LOST)
    Requirement.objects.filter(service__code="LOST", code="loss_letter").update(good_for_days=4)
    with pytest.raises(Refused, match="paling lama 4 hari"):
        actions.submit(application, by=OWNER)


def test_an_age_the_service_is_not_for_stops_it(office):
    application = draft(birth_date=date(2010, 1, 1))
    with pytest.raises(Refused, match="umur pemohon 16 tahun"):
        actions.submit(application, by=OWNER)


def test_the_same_case_of_the_same_person_is_refused(office):
    data = person()
    first = submitted("LOST", LOST, **data)
    second = draft("LOST", LOST, **data)
    with pytest.raises(Refused) as refused:
        actions.submit(second, by=OWNER)
    expected = "Sudah ada permohonan KTP-el hilang yang berjalan untuk orang ini. Lacak permohonan itu saja."
    assert str(refused.value) == expected
    assert Application.objects.get(pk=first.pk).state == "submitted"


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_a_case_that_is_over_stands_in_nobodys_way(office, state):
    data = person()
    submitted("LOST", LOST, **data)
    Application.objects.update(state=state)
    assert submitted("LOST", LOST, **data).state == "submitted"


def test_another_service_for_the_same_person_is_another_case(office):
    data = person()
    submitted("LOST", LOST, **data)
    assert submitted("KK", {}, **data).state == "submitted"


def test_a_parent_registers_as_many_children_as_there_are(office):
    Service.objects.filter(code="KK").update(repeatable=True)
    data = person()
    twins = [submitted("KK", {}, **data) for _child in range(2)]
    done = [actions.accept_papers(case, by=office.budi.actor).state for case in twins]
    assert done == ["in_progress", "in_progress"]


def test_two_people_with_one_nik_are_not_stopped(office):
    # There were 33 such pairs in one regency alone; a clerk sees the other case beside it.
    data = person()
    submitted("LOST", LOST, **data)
    assert submitted("LOST", LOST, **data | {"birth_date": date(1990, 1, 1)}).state == "submitted"


@pytest.mark.parametrize("state", ["closed", "withdrawn", "refused", "lapsed"])
def test_a_case_that_is_over_is_not_handed_in_again(office, state):
    application = submitted()
    closed_at = MONDAY if state == "closed" else None
    Application.objects.update(state=state, closed_at=closed_at)
    with pytest.raises(NotAllowed, match="keadaannya sudah"):
        actions.submit(application, by=OWNER)
    assert Application.objects.get().state == state


def test_the_wrong_role_may_not(office):
    application = draft()
    for actor in (office.joko.actor, office.agus.actor, SYSTEM):
        with pytest.raises(NotAllowed, match="bukan wewenang"):
            actions.submit(application, by=actor)
    assert steps(application) == []
