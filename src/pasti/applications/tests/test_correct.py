"""A correction after the papers came in: what, why and how the person confirmed it, until the data left the office."""

from datetime import date

import pytest
from tests.cast import CARD_DATA, LOST, OWNER, SITI, accepted, draft, person, submitted
from tests.scenes import scene

from pasti.applications import actions, corrections
from pasti.applications.corrections import Confirmed
from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.residents.models import Resident

WHY = "Salah ketik dari KK"


@scene
def case(office) -> Application:
    """Papers accepted, to be recorded."""
    return accepted(office.budi.actor)


def correct(case: Application, by, fields: dict[str, object], **other) -> Application:
    return corrections.correct(case, fields, **{"reason": WHY, "confirmed": Confirmed.SCREEN, "by": by, **other})


@pytest.mark.parametrize(
    ("field", "right"),
    [
        ("name", "Siti Nurjannah"), ("nik", "3275015206090777"), ("kk_number", "3275011201189777"),
        ("birth_place", "Karawang"), ("birth_date", date(2008, 6, 12)), ("sex", "M"),
        ("village_code", "32.75.01.1002"), ("address", "Jl. Kenanga No. 9"), ("rt", "007"), ("rw", "011"),
        ("phone", "+6281234567890"), ("religion", "katolik"), ("marital_status", "kawin"), ("blood_type", "AB"),
        ("occupation", "Guru"),
    ],
)  # fmt: skip
def test_each_field_can_be_put_right_until_the_packet_is_sealed(office, case, field, right):
    correct(case, office.rini.actor, {field: right})
    assert getattr(Application.objects.get(), field) == right
    assert getattr(Resident.objects.get(), field) == right


def test_the_journal_says_who_what_why_and_how_it_was_confirmed_and_no_value(office, case):
    correct(case, office.rini.actor, {"name": "Siti Nurjannah", "rt": "009"}, confirmed=Confirmed.PAPER)
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.by_name) == ("application.correct", office.rini.name)
    assert entry.facts == {"fields": ["name", "rt"], "reason": WHY, "confirmed": "paper"}
    assert "Siti" not in entry.sentence
    assert entry.sentence == (
        "Data diperbaiki: nama lengkap dan RT. Alasan: Salah ketik dari KK. "
        "Dibenarkan pemohon dengan tanda tangan di kertas."
    )


@pytest.mark.parametrize("reason", ["", "   ", "NIK-nya 3275015206099001"])
def test_why_must_be_said_and_without_a_nik(office, case, reason):
    with pytest.raises(Refused):
        correct(case, office.rini.actor, {"name": "Siti Nurjannah"}, reason=reason)
    assert Application.objects.get().name == SITI["name"]


def test_nothing_changed_is_no_correction(office, case):
    before = Entry.objects.count()
    with pytest.raises(Refused, match="Belum ada yang diubah"):
        correct(case, office.rini.actor, {"name": SITI["name"]})
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("nik", "3275015206099"), ("nik", "3275015213099001"), ("nik", ""), ("kk_number", "12"), ("name", "Siti 2"),
        ("name", ""), ("birth_date", date(2027, 1, 1)), ("birth_date", None), ("sex", "X"), ("religion", "x"),
        ("religion", ""), ("marital_status", "x"), ("blood_type", "Z"), ("address", ""), ("village_code", "99.99"),
        ("village_code", ""), ("address", "Jl. 3275015206099001"), ("birth_place", "3275015206099001"),
    ],
    ids=str,
)  # fmt: skip
def test_what_could_not_be_entered_at_first_cannot_be_corrected_to(office, case, field, wrong):
    before = Entry.objects.count()
    with pytest.raises(Refused):
        correct(case, office.rini.actor, {field: wrong})
    assert Entry.objects.count() == before


def test_the_age_of_the_service_holds(office, case):
    case.answers = {**case.answers, "age_basis": "adult"}
    with pytest.raises(Refused, match="17 tahun"):
        correct(case, office.rini.actor, {"birth_date": date(2011, 6, 12)})


def test_a_nik_under_which_the_same_case_is_under_way_is_refused(office, case):
    other = accepted(office.budi.actor)
    with pytest.raises(Refused, match=other.shown_number):
        correct(case, office.rini.actor, {"nik": other.nik})
    assert Application.objects.get(pk=case.pk).nik == case.nik


def test_the_wrong_nik_is_not_kept_as_a_resident(office, case):
    wrong = case.nik
    right = str(person()["nik"])
    correct(case, office.rini.actor, {"nik": right})
    assert list(Resident.objects.values_list("nik", flat=True)) == [right]
    assert wrong != right


def test_a_resident_whom_another_case_knows_stays(office, case):
    accepted(office.budi.actor, "LOST", LOST, nik=case.nik)
    right = str(person()["nik"])
    correct(case, office.rini.actor, {"nik": right})
    assert set(Resident.objects.values_list("nik", flat=True)) == {case.nik, right}


@pytest.mark.parametrize("by", ["budi", "rini"])
def test_who_sits_with_the_person_corrects(office, case, by):
    assert correct(case, getattr(office, by).actor, {"rt": "009"}).rt == "009"


@pytest.mark.parametrize("by", ["joko", "agus", "nur", "stranger"])
def test_others_do_not(office, case, by):
    with pytest.raises(NotAllowed):
        correct(case, getattr(office, by).actor, {"rt": "009"})


def test_the_applicant_does_not_by_himself(office, case):
    with pytest.raises(NotAllowed):
        correct(case, OWNER, {"rt": "009"})


def test_before_the_papers_are_accepted_too(office):
    case = submitted()
    assert correct(case, office.budi.actor, {"name": "Siti Nurjannah"}).name == "Siti Nurjannah"
    assert not Resident.objects.exists()


def test_a_draft_is_filled_and_not_corrected(office):
    with pytest.raises(NotAllowed):
        correct(draft(), office.budi.actor, {"rt": "009"})


def test_after_the_data_left_the_office_another_case_puts_it_right(office, case):
    actions.finish_step(case, "recording", by=office.rini.actor)
    with pytest.raises(NotAllowed, match="Ubah data di KTP-el"):
        correct(case, office.rini.actor, {"rt": "009"})
    assert corrections.problem(Application.objects.get())


def test_who_was_recorded_before_is_corrected_until_the_papers_are_accepted(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    with pytest.raises(NotAllowed, match="Ubah data di KTP-el"):
        correct(case, office.budi.actor, {"rt": "009"})


def test_a_document_is_corrected_until_it_is_issued(office):
    case = accepted(office.budi.actor, "KK", {})
    assert correct(case, office.budi.actor, {"rt": "009"}).rt == "009"
    actions.finish_step(case, "issuing", by=office.budi.actor, changes={"product": "KK-1"})
    with pytest.raises(NotAllowed):
        correct(case, office.budi.actor, {"rt": "010"})


def test_what_another_counter_changed_since_the_form_was_drawn_is_not_overwritten(office, case):
    drawn = corrections.digest(case)
    correct(case, office.budi.actor, {"rt": "009"})
    with pytest.raises(Refused, match="sudah diubah"):
        correct(case, office.rini.actor, {"name": "Siti Nurjannah"}, drawn_for=drawn)
    assert Application.objects.get().name == SITI["name"]


@pytest.mark.parametrize("field", ["state", "number", "code_hash", "resident", "service"])
def test_nothing_else_is_changed_by_it(office, case, field):
    with pytest.raises(ValueError, match="not to be corrected"):
        correct(case, office.rini.actor, {field: "x"})


def test_a_card_cannot_say_unmarried_of_who_gets_it_because_of_a_marriage(office):
    answers, budi = {"age_basis": "married", "recorded_before": "no"}, office.budi.actor
    case = submitted(answers=answers, birth_date=date(2011, 6, 12))
    single = actions.fill(case, CARD_DATA, by=budi)
    with pytest.raises(Refused, match="belum kawin"):
        actions.accept_papers(single, by=budi)
    married = actions.fill(case, {"marital_status": "kawin"}, by=budi)
    fresh = actions.accept_papers(married, by=budi)
    with pytest.raises(Refused, match="belum kawin"):
        correct(fresh, office.rini.actor, {"marital_status": "belum-kawin"})


def test_an_answer_can_be_put_right_as_long_as_the_case_goes_the_same_way(office):
    case = submitted("LOST", LOST)
    day = {**case.answers, "loss_letter_date": "2026-11-20"}
    correct(case, office.budi.actor, {"answers": day})
    assert Application.objects.get().answers == day
    assert Entry.objects.latest("id").sentence.startswith("Data diperbaiki: jawaban atas pertanyaan layanan. Alasan")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"age_basis": "adult", "recorded_before": "yes"}, "jalannya permohonan lain"),
        ({"age_basis": "adult"}, "Belum dijawab"),
        ({}, "Belum dijawab"),
    ],
)
def test_answers_that_lead_elsewhere_or_are_none_are_refused(office, case, answers, why):
    with pytest.raises(Refused, match=why):
        correct(case, office.budi.actor, {"answers": answers})
    assert Application.objects.get().answers == case.answers


@pytest.mark.parametrize("country", ["SWE", "", "x"])
def test_a_citizen_stays_a_citizen(office, case, country):
    with pytest.raises(Refused):
        correct(case, office.rini.actor, {"nationality": country})
