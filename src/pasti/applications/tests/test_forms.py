from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY, SITI

from pasti.applications.forms import (
    AddressForm,
    CardDataForm,
    NumberAndBirthDateForm,
    NumberAndCodeForm,
    PersonForm,
    QuestionsForm,
)
from pasti.catalogue import queries as catalogue
from pasti.catalogue.loader import load

steady = settings(
    derandomize=True, deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

PERSON = {
    "nik": "3275015206099001",
    "kk_number": "3275011201189001",
    "name": "Siti Nurjanah",
    "birth_place": "Bekasi",
    "birth_date_day": "12",
    "birth_date_month": "6",
    "birth_date_year": "2009",
    "sex": "F",
}
ADDRESS = {"village_code": "32.75.01.1001", "address": "Jl. Melati No. 4", "rt": "1", "rw": "02", "phone": ""}


def complaints(form) -> dict[str, list[str]]:
    return {name: list(sentences) for name, sentences in form.errors.items()}


def person(**other: str) -> PersonForm:
    return PersonForm(PERSON | other)


def test_it_reads_a_person_as_people_write():
    form = person(nik="3275 0152 0609 9001", kk_number="3275.0112.0118.9001", name="  Siti   Nurjanah ")
    assert complaints(form) == {}
    assert form.cleaned_data == {name: SITI[name] for name in form.cleaned_data}


@pytest.mark.parametrize("name", ["Su", "Sukarno", "H. Muh. Nur'aini", "R.A. Kartini, S.Pd.", "Ğülşän", "O", "x" * 60])
def test_names_are_names(name):
    assert person(name=name).is_valid()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("nik", "327501520609900", "NIK harus 16 angka; Anda menulis 15 angka."),
        (
            "nik",
            "3275015213099001",
            "Angka ke-9 dan ke-10 NIK adalah bulan lahir, 01 sampai 12; Anda menulis 13.",
        ),
        ("nik", "", "Isi NIK."),
        ("kk_number", "327501", "Nomor KK harus 16 angka; Anda menulis 6 angka."),
        ("name", "Siti 2", "Nama tidak memuat angka."),
        ("name", "   ", "Isi nama lengkap."),
        ("name", "x" * 61, "Paling panjang 60 huruf; Anda menulis 61. Singkat dahulu supaya tidak ada yang terpotong."),
        ("birth_date_day", "31", "Tanggal 31 tidak ada di bulan itu."),
        ("birth_date_month", "13", "Bulan harus 1 sampai 12; Anda menulis 13."),
        ("birth_date_year", "09", "Tahun ditulis empat angka, misalnya 1998."),
        ("birth_date_year", "2027", "Tanggal ini belum tiba. Periksa tahunnya."),
        ("birth_date_day", "dua", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("birth_date_day", "", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("sex", "", "Pilih jenis kelamin."),
    ],
)
def test_each_thing_that_is_wrong_has_one_sentence(field, typed, sentence):
    name = "birth_date" if field.startswith("birth_date") else field
    assert complaints(person(**{field: typed})) == {name: [sentence]}


def test_born_today_is_born():
    assert person(birth_date_day="23", birth_date_month="11", birth_date_year="2026").is_valid()
    assert not person(birth_date_day="24", birth_date_month="11", birth_date_year="2026").is_valid()


@steady
@given(st.dictionaries(st.sampled_from(sorted(PERSON)), st.text(max_size=50)))
def test_whatever_is_typed_is_read_or_called_wrong_in_words(typed):
    form = person(**typed)
    if not form.is_valid():
        assert all(len(sentences) == 1 and sentences[0].endswith(".") for sentences in complaints(form).values())


def address(regency: str = "32.75", **other: str) -> AddressForm:
    return AddressForm(ADDRESS | other, regency=regency)


@pytest.mark.parametrize(
    ("typed", "kept"), [("1", "001"), ("02", "002"), ("003", "003"), ("", ""), (" 7 ", "007"), ("0", "000")]
)
def test_rt_and_rw_have_three_digits(typed, kept):
    form = address(rt=typed, rw=typed)
    assert form.is_valid()
    assert (form.cleaned_data["rt"], form.cleaned_data["rw"]) == (kept, kept)


@pytest.mark.parametrize("typed", ["dekat masjid", "1*", "12345678"])
def test_an_rt_is_as_on_a_family_card(typed):
    assert complaints(address(rt=typed)) == {"rt": ["Tulis seperti di KK, misalnya 003, 03A, 03/A, atau -."]}


def test_both_in_one_field_are_split_and_none_is_lost():
    form = address(rt="001/002", rw="")
    assert form.is_valid()
    assert (form.cleaned_data["rt"], form.cleaned_data["rw"]) == ("001", "002")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("021 88961234", "+622188961234"),
    ],
)
def test_a_telephone_number_in_any_common_spelling(typed, kept):
    form = address(phone=typed)
    assert complaints(form) == {}
    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize("typed", ["0812", "abc", "0812345678901234", "112"])
def test_a_telephone_number_that_nobody_has(typed):
    (sentence,) = complaints(address(phone=typed))["phone"]
    assert sentence.startswith("Nomor telepon ini")
    assert sentence.endswith("Contoh: 0812 3456 7890.")


def test_a_village_lies_in_the_regency_that_was_chosen():
    assert address().is_valid()
    assert list(complaints(address(regency="33.74"))) == ["village_code"]
    assert address(regency="33.74", village_code="33.74.01.1001").is_valid()
    assert list(complaints(address(village_code=""))) == ["village_code"]


@pytest.mark.parametrize("blank", ["religion", "marital_status", "occupation"])
def test_card_data_is_complete_but_for_the_blood_type(blank):
    data = {"religion": "islam", "marital_status": "kawin", "occupation": "Petani/Pekebun", "blood_type": ""}
    assert CardDataForm(data).is_valid()
    assert list(complaints(CardDataForm(data | {blank: ""}))) == [blank]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("327548217708x1", "Nomor permohonan terdiri dari 14 angka (yang lama 12); Anda menulis 13 angka."),
        ("327548217707", "Nomor permohonan ini salah ketik. Periksa lagi angkanya pada bukti Anda."),
        ("", "Isi nomor permohonan."),
    ],
)
def test_a_number_that_is_none(office, typed, sentence):
    born = {"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "2000"}
    assert complaints(NumberAndBirthDateForm({"number": typed} | born)) == {"number": [sentence]}
    assert complaints(NumberAndCodeForm({"number": typed, "code": "ACD347"})) == {"number": [sentence]}


@pytest.fixture
def lost(db):
    load()
    return catalogue.service("LOST")


def letter(day: date) -> dict[str, str]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {"loss_letter": "yes"} | {f"loss_letter_date_{part}": str(value) for part, value in parts.items()}


def test_answers_are_read_with_dates_as_the_catalogue_wants_them(lost):
    form = QuestionsForm(lost, letter(date(2026, 11, 9)))
    assert form.answers() == {"loss_letter": "yes", "loss_letter_date": "2026-11-09"}


@pytest.mark.parametrize("data", ["", "loss_letter=perhaps", "loss_letter=&loss_letter_date_day=x"])
def test_what_is_no_answer_is_none(lost, data):
    assert QuestionsForm(lost, QueryDict(data)).answers() == {}


def test_a_letter_of_tomorrow_is_a_typing_error(lost):
    today = QuestionsForm(lost, letter(MONDAY.date()))
    assert today.answers()["loss_letter_date"] == "2026-11-23"
    form = QuestionsForm(lost, letter(date(2027, 11, 9)))
    assert form.answers() == {"loss_letter": "yes"}
    assert complaints(form) == {"loss_letter_date": ["Tanggal ini belum tiba. Periksa tahunnya."]}


def test_a_permit_ends_in_the_future(lost):
    extension = catalogue.service("OA_EXT")
    assert extension is not None
    data = {"itap_expiry_day": "1", "itap_expiry_month": "6", "itap_expiry_year": "2029"}
    assert QuestionsForm(extension, data).answers() == {"itap_expiry": "2029-06-01"}


def test_a_question_that_was_shown_is_asked_again(lost):
    form = QuestionsForm(lost, {})
    form.ask_again("loss_letter")
    form.ask_again("loss_letter")
    assert complaints(form) == {"loss_letter": ["Pilih salah satu jawaban."]}
