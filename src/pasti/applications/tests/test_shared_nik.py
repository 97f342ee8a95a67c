"""Two people with one NIK: never merged, never written over; a clerk compares and decides, and the journal says so."""

from copy import copy
from datetime import date

import pytest
from django.utils import translation
from tests.cast import ANYBODY, CARD_DATA, LOST, SITI, accepted, person, submitted
from tests.scenes import scene

from pasti.applications import actions, corrections, opening, queries, shared_nik
from pasti.applications.corrections import Confirmed
from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.residents.models import Resident
from pasti.residents.same import Decision, Difference, SharedNik, Whose

NIK = "3275015206090123"
WHY = "Kembar; dua KK dilihat"
OTHERS = [{"name": "Wati Rahmawati"}, {"birth_date": date(2008, 6, 12)}, {"sex": "M"}]


@pytest.fixture
def budi(office):
    return office.budi.actor


@scene
def known(office) -> Resident:
    resident = accepted(office.budi.actor, nik=NIK).resident
    assert resident is not None
    return resident


def coming(budi, service: str = "LOST", answers=None, **other) -> Application:
    answers = LOST if answers is None and service == "LOST" else answers or {}
    case = submitted(service, answers, nik=NIK, **other)
    return actions.fill(case, CARD_DATA if case.service.makes_card else {}, by=budi)


def decide(case: Application, whose: Whose, *, reason: str = WHY) -> Decision:
    shared = shared_nik.found(case)
    assert shared is not None
    return Decision(whose, reason, shared.digest)


def as_known(resident: Resident) -> tuple[object, ...]:
    fresh = Resident.objects.get(pk=resident.pk)
    return (fresh.nik, fresh.name, fresh.birth_date, fresh.sex, fresh.confirmed_at)


@pytest.mark.parametrize("other", OTHERS)
def test_who_differs_is_shown_beside_what_is_on_record_and_nothing_changes(budi, known, other):
    before = as_known(known)
    case = coming(budi, **other)
    entries = Entry.objects.count()
    with pytest.raises(SharedNik) as raised:
        actions.accept_papers(case, by=budi)
    shared = raised.value.shared
    assert (shared.resident, shared.said, shared.differences) == (known, case, [Difference(next(iter(other)))])
    case.refresh_from_db()
    assert (case.state, case.resident, as_known(known), Entry.objects.count()) == ("submitted", None, before, entries)


@pytest.mark.parametrize(
    "name", ["SITI NURJANAH", "Hj. Siti Nurjanah, S.Pd.", "Nurjanah Siti", "Siti Nurjannah", "Siti Nur Janah"]
)
def test_one_name_written_otherwise_is_one_person(budi, known, name):
    done = actions.accept_papers(coming(budi, name=name), by=budi)
    assert (done.state, done.resident) == ("in_progress", known)
    assert Resident.objects.get().name == name


def test_the_same_person_with_corrected_data_is_taken_over_and_journalled(budi, known):
    case = coming(budi, name="Siti Aminah")
    done = actions.accept_papers(case, decided=decide(case, Whose.SAME), by=budi)
    assert (done.state, done.resident, Resident.objects.get().name) == ("in_progress", known, "Siti Aminah")
    entry = Entry.objects.get(kind="application.compared")
    assert entry.facts == {"resident": known.pk, "fields": ["name"], "whose": "same", "reason": WHY}
    with translation.override("en"):
        assert entry.sentence == (
            f"NIK compared with resident record {known.pk}; different: name. The same person: the record is corrected. "
            f"Reason: {WHY}"
        )


def test_another_person_waits_and_the_record_stays(budi, known):
    before = as_known(known)
    case = coming(budi, name="Wati Rahmawati")
    waits = actions.accept_papers(case, decided=decide(case, Whose.OTHER), by=budi)
    assert (waits.state, waits.resident, as_known(known)) == ("incomplete", None, before)
    assert Resident.objects.count() == 1
    assert "harus mendapat NIK dari pusat" in str(waits.remark)
    with translation.override("en"):
        assert "must be given a NIK by the centre" in waits.remark.shown
    assert SITI["name"] not in str(waits.remark)
    assert Entry.objects.filter(kind="application.set_apart", case=case.number).count() == 1
    assert Entry.objects.get(kind="application.compared").facts["whose"] == "other"
    with pytest.raises(SharedNik):
        actions.accept_papers(waits, by=budi)


def test_who_waits_needs_nothing_of_what_a_card_needs(budi, known):
    case = submitted("LOST", LOST, nik=NIK, name="Wati Rahmawati")
    assert actions.accept_papers(case, decided=decide(case, Whose.OTHER), by=budi).state == "incomplete"


def test_with_a_nik_of_their_own_they_go_on(budi, known):
    case = coming(budi, name="Wati Rahmawati")
    waits = actions.accept_papers(case, decided=decide(case, Whose.OTHER), by=budi)
    own = str(person()["nik"])
    corrected = corrections.correct(waits, {"nik": own}, reason="KK baru", confirmed=Confirmed.SCREEN, by=budi)
    done = actions.accept_papers(corrected, by=budi)
    assert (done.state, done.remark) == ("in_progress", "")
    assert set(Resident.objects.values_list("nik", "name")) == {(NIK, SITI["name"]), (own, "Wati Rahmawati")}


def test_the_centre_gave_the_nik_to_this_person_and_the_other_keeps_their_cases(budi, known):
    actions.finish_step(Application.objects.get(), "recording", by=ANYBODY)
    case = coming(budi, name="Wati Rahmawati")
    done = actions.accept_papers(case, decided=decide(case, Whose.GIVEN), by=budi)
    assert done.resident is not None
    assert (done.state, done.resident.name, done.resident.nik) == ("in_progress", "Wati Rahmawati", NIK)
    known.refresh_from_db()
    assert (known.nik, known.name, known.applications.count()) == ("", SITI["name"], 1)


@pytest.mark.parametrize("reason", ["", "  ", f"NIK {NIK}"])
@pytest.mark.parametrize("whose", Whose)
def test_why_must_be_said_and_without_a_nik(budi, known, whose, reason):
    before = as_known(known)
    case = coming(budi, name="Wati Rahmawati")
    with pytest.raises(Refused, match=r"Tuliskan alasan|Jangan tulis NIK"):
        actions.accept_papers(case, decided=decide(case, whose, reason=reason), by=budi)
    assert (Application.objects.get(pk=case.pk).state, as_known(known)) == ("submitted", before)


def test_a_decision_is_on_what_was_shown(budi, known):
    case = coming(budi, name="Wati Rahmawati")
    decided = decide(case, Whose.SAME)
    other = actions.fill(case, {"name": "Joko Susilo", "sex": "M"}, by=budi)
    with pytest.raises(SharedNik):
        actions.accept_papers(other, decided=decided, by=budi)


def test_what_does_not_differ_is_not_decided(budi, known):
    case = coming(budi, name="Wati Rahmawati")
    decided = decide(case, Whose.OTHER)
    same = actions.fill(case, {"name": SITI["name"]}, by=budi)
    with pytest.raises(Refused, match="tidak lagi berbeda"):
        actions.accept_papers(same, decided=decided, by=budi)


@pytest.mark.parametrize("who", ["rini", "joko", "agus"])
@pytest.mark.parametrize("whose", Whose)
def test_only_a_clerk_decides(office, budi, known, who, whose):
    before = as_known(known)
    case = coming(budi, name="Wati Rahmawati")
    entries = Entry.objects.count()
    with pytest.raises(NotAllowed):
        actions.accept_papers(case, decided=decide(case, whose), by=getattr(office, who).actor)
    assert (as_known(known), Entry.objects.count()) == (before, entries)


def test_the_same_service_under_way_for_somebody_else_is_not_said_to_be_this_persons(budi):
    first = accepted(budi, "LOST", LOST, nik=NIK)
    case = coming(budi, name="Wati Rahmawati")
    with pytest.raises(Refused) as refused:
        actions.accept_papers(case, decided=decide(case, Whose.GIVEN), by=budi)
    said = f"NIK ini dipakai permohonan {first.shown_number} yang masih berjalan untuk orang lain."
    assert str(refused.value).startswith(said)
    assert not Entry.objects.filter(kind="application.compared").exists()


def test_twins_whose_nik_is_typed_alike_both_hand_in_and_are_compared(budi):
    submitted("LOST", LOST, nik=NIK)
    twin = submitted("LOST", LOST, nik=NIK, name="Sari Nurhaliza")
    assert twin.state == "submitted"
    with pytest.raises(Refused, match="Sudah ada permohonan"):
        submitted("LOST", LOST, nik=NIK, name="SITI NURJANAH")


# ── a correction ────────────────────────────────────────────────────────────────────────────────────────────────────


def correct(case: Application, nik: str, budi, decided: Decision | None = None) -> Application:
    return corrections.correct(
        case, {"nik": nik}, reason="Salah ketik", confirmed=Confirmed.SCREEN, decided=decided, by=budi
    )


@pytest.fixture
def mistyped(budi, known) -> Application:
    """Accepted under a NIK of its own, though the right one is said to be the known person's; not recorded before."""
    actions.finish_step(Application.objects.get(), "recording", by=ANYBODY)
    Application.objects.update(repeatable=True)
    case = accepted(budi, name="Wati Rahmawati")
    Application.objects.filter(pk=case.pk).update(repeatable=True)
    return Application.objects.get(pk=case.pk)


def corrected_to(case: Application, nik: str) -> Application:
    after = copy(case)
    after.nik = nik
    return after


def test_a_correction_to_somebody_elses_nik_is_shown_and_changes_nothing(budi, known, mistyped):
    before = as_known(known)
    with pytest.raises(SharedNik) as raised:
        correct(mistyped, NIK, budi)
    assert raised.value.shared.resident == known
    assert (Application.objects.get(pk=mistyped.pk).nik, as_known(known)) == (mistyped.nik, before)
    assert Resident.objects.count() == 2


def test_a_correction_is_decided_as_papers_are(budi, known, mistyped):
    decided = decide(corrected_to(mistyped, NIK), Whose.SAME)
    done = correct(mistyped, NIK, budi, decided)
    assert (done.nik, done.resident) == (NIK, known)
    assert list(Resident.objects.values_list("nik", "name")) == [(NIK, "Wati Rahmawati")]
    assert Entry.objects.filter(kind="application.compared", case=mistyped.number).count() == 1


def test_nothing_is_corrected_to_the_nik_of_another_person(budi, known, mistyped):
    before = as_known(known)
    with pytest.raises(NotAllowed, match="milik orang lain"):
        correct(mistyped, NIK, budi, decide(corrected_to(mistyped, NIK), Whose.OTHER))
    assert (Application.objects.get(pk=mistyped.pk).nik, as_known(known)) == (mistyped.nik, before)


def test_an_own_record_is_corrected_without_a_decision(budi, mistyped):
    done = corrections.correct(mistyped, {"name": "Wati R"}, reason="KK", confirmed=Confirmed.PAPER, by=budi)
    assert done.resident is not None
    assert done.resident.name == "Wati R"


# ── elsewhere ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_other_cases_with_the_nik_are_compared(budi):
    first = submitted(nik=NIK)
    same = submitted("LOST", LOST, nik=NIK, name="H. Siti Nurjanah")
    twin = submitted("KK", {}, nik=NIK, name="Sari Nurhaliza", sex="M")
    assert queries.others_compared(first) == [(same, []), (twin, ["nama", "jenis kelamin"])]


def test_a_kiosk_gives_no_number_for_the_nik_of_two_people(office):
    submitted(nik=NIK, phone="081234565501")
    submitted("KK", {}, nik=NIK, phone="081234565501")
    assert len(opening.at_kiosk_with_nik("kiosk", NIK, "5501")) == 2
    submitted("LOST", LOST, nik=NIK, name="Sari Nurhaliza", phone="081234565501")
    with pytest.raises(Refused, match="NIK ini dipakai dua orang"):
        opening.at_kiosk_with_nik("kiosk", NIK, "5501")


@pytest.mark.parametrize("phone_end", ["5502", "", "1206"])
def test_a_kiosk_finds_nobody_by_what_stands_in_the_nik(office, phone_end):
    submitted(nik=NIK, phone="081234565501")
    submitted("KK", {}, nik=NIK)
    assert opening.at_kiosk_with_nik("kiosk", NIK, phone_end) == []
