from datetime import date, timedelta

import pytest
from tests.cast import FIRST_CARD, LOST, MONDAY, SITI, accepted, draft, person, submitted

from pasti.applications import actions, queries
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.journal.actors import node
from pasti.kit import clock

TODAY = MONDAY.date()


def names(found) -> list[str]:
    return [application.name for application in found]


@pytest.fixture
def siti(office) -> Application:
    return submitted(name="Siti Nurjanah")


@pytest.fixture
def others(office, siti) -> None:
    submitted(name="Nurhayati Siti Aminah")
    draft(name="Siti Draf")
    with clock.stopped_at(MONDAY - timedelta(hours=1)):
        submitted("LOST", LOST, name="Budi Santoso")


def test_the_newest_first_and_no_drafts(others):
    assert names(queries.search()) == ["Nurhayati Siti Aminah", "Siti Nurjanah", "Budi Santoso"]


@pytest.mark.parametrize("blank", ["", "   ", "\t"])
def test_nothing_typed_is_no_search(others, blank):
    assert len(queries.search(blank)) == 3


def test_by_number_as_people_write_it(others, siti):
    for written in (siti.number, siti.shown_number, f" {siti.number[:4]} {siti.number[4:8]} {siti.number[8:]} "):
        assert list(queries.search(written)) == [siti]


def test_by_its_last_four_digits(others, siti):
    assert siti in queries.search(siti.number[-4:])
    assert list(queries.search(siti.shown_number[5:])) == [siti]
    assert list(queries.search(siti.number[-5:])) == []
    assert list(queries.search(siti.number[-3:])) == []


def test_by_nik_whole_and_never_by_a_part(others, siti):
    assert list(queries.search(siti.nik)) == [siti]
    assert list(queries.search(f"{siti.nik[:6]} {siti.nik[6:12]}.{siti.nik[12:]}")) == [siti]
    assert list(queries.search(siti.nik[:6])) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("siti", ["Siti Nurjanah", "Siti Draf", "Nurhayati Siti Aminah"]),
        ("NUR siti", ["Siti Nurjanah", "Nurhayati Siti Aminah"]),
        ("aminah nurhayati", ["Nurhayati Siti Aminah"]),
        ("siti santoso", []),
        ("' OR 1=1 --", []),
        ("%", []),
        ("Siti_", ["Siti Nurjanah", "Siti Draf", "Nurhayati Siti Aminah"]),
    ],
)
def test_by_words_of_the_name_in_any_order(others, text, found):
    assert sorted(names(queries.search(text))) == sorted(found)


def test_by_state_service_and_step(office, others, siti):
    moved = actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    assert names(queries.search(state="draft")) == ["Siti Draf"]
    assert names(queries.search("siti", state="draft")) == ["Siti Draf"]
    assert names(queries.search(service="LOST")) == ["Budi Santoso"]
    assert list(queries.search(step="centre")) == [moved]
    assert len(queries.search(step="papers")) == 3
    assert list(queries.search(state="nonsense")) == []
    assert list(queries.search(step="nonsense")) == []


def test_what_waits_at_a_step_is_in_the_order_of_acceptance(office):
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        later = accepted(office.budi.actor)
    sooner = accepted(office.budi.actor)
    assert list(queries.waiting_at("recording")) == [sooner, later]
    assert list(queries.waiting_at("centre")) == []
    submitted()
    assert not queries.waiting_at("papers").exists()


def test_a_held_case_waits_at_no_step(office):
    case = actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    actions.hold(case, "x", by=node("centre-1", "Pusat"))
    assert not queries.waiting_at("centre").exists()
    assert list(queries.held()) == [case]


def test_counts_name_every_live_state(office):
    submitted()
    accepted(office.budi.actor)
    assert queries.counts_by_state() == {"submitted": 1, "incomplete": 0, "in_progress": 1, "held": 0, "ready": 0}
    assert queries.counts_since(MONDAY) == {"submitted": 2, "accepted": 1, "closed": 0}
    assert queries.counts_since(MONDAY + timedelta(seconds=1)) == {"submitted": 0, "accepted": 0, "closed": 0}


def test_other_cases_of_the_same_person(office):
    data = person()
    card, family = submitted("LOST", LOST, **data), submitted("KK", {}, **data)
    submitted()
    assert list(queries.others_of(card)) == [family]
    actions.withdraw(family, by=office.budi.actor)
    assert list(queries.others_of(card)) == []


def test_a_draft_without_a_nik_has_no_others(office):
    draft(nik="")
    assert not queries.others_of(draft(nik="")).exists()


def test_by_number_and_birth_date(siti):
    assert queries.with_birth_date(siti.shown_number, SITI["birth_date"]) == siti
    assert queries.with_birth_date(siti.number, date(2009, 6, 13)) is None
    assert queries.with_birth_date("327500000000", SITI["birth_date"]) is None


@pytest.mark.parametrize("number", ["", "siapa", "123", "327548217700", "٣٢٧٥٤٨٢١٧٧٠٦"])
def test_what_is_no_number_opens_nothing(siti, number):
    assert queries.by_number(number) is None


def test_what_a_clerk_filed_today(office, siti):
    filed = Application.objects.filter(pk=siti.pk)
    filed.update(filed_by=office.budi.actor.id)
    assert list(queries.filed_lately_by(office.budi.actor.id, MONDAY - timedelta(hours=1))) == [siti]
    assert list(queries.filed_lately_by(office.budi.actor.id, MONDAY + timedelta(hours=1))) == []
    assert list(queries.filed_lately_by(office.rini.actor.id, MONDAY - timedelta(hours=1))) == []


def test_services_in_use(office, siti):
    assert [service.code for service in queries.services_in_use()] == ["NEW"]


def test_biodata_as_the_centre_reads_it(office):
    case = accepted(office.budi.actor, "NEW", FIRST_CARD)
    read = queries.as_biodata(case)
    assert (read.nik, read.sex, read.religion, read.marital_status) == (case.nik, "F", "Islam", "Belum Kawin")
    assert (read.village, read.district, read.regency, read.province) == (
        "Bekasijaya", "Bekasi Timur", "Kota Bekasi", "Jawa Barat",
    )  # fmt: skip


def test_for_all_cases_together_it_is_the_same_as_for_one(office):
    budi = office.budi.actor
    cases = [submitted(), accepted(budi), accepted(budi, "KK", {}), accepted(budi, "LOST", LOST)]
    cases.append(actions.finish_step(accepted(budi), "recording", by=office.rini.actor))
    at = queries.current_codes()
    assert [at.get(case.pk) for case in cases] == [case.current_step.code for case in cases]
    assert len({*at.values()}) > 2
    assert queries.service_codes([State.IN_PROGRESS]) == {case.pk: case.service.code for case in cases[1:]}
