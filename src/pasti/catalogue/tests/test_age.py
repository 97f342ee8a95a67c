from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.catalogue import queries
from pasti.catalogue.loader import load
from pasti.catalogue.models import Service

steady = settings(derandomize=True, deadline=None, max_examples=200)

BORN = "menurut tanggal lahir yang diisi, umur pemohon"
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.fixture
def service(db):
    load()

    def of(code: str) -> Service:
        return Service.objects.get(code=code)

    return of


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2009, 11, 23), date(2026, 11, 23), 17),
        (date(2009, 11, 24), date(2026, 11, 23), 16),
        (date(2009, 12, 1), date(2026, 11, 30), 16),
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
    ],
)
def test_age_in_whole_years(born, day, age):
    assert queries.age_on(born, day) == age


@steady
@given(DAYS, DAYS)
def test_an_age_grows_by_one_on_each_birthday(born, day):
    if born <= day:
        age = queries.age_on(born, day)
        assert age >= 0
        try:
            birthday = born.replace(year=day.year)
        except ValueError:
            birthday = date(day.year, 3, 1)
        assert age == day.year - born.year - (day < birthday)


@pytest.mark.parametrize(
    ("code", "answers", "born", "problem"),
    [
        ("NEW", {"age_basis": "adult"}, date(2009, 11, 23), ""),
        (
            "NEW",
            {"age_basis": "adult"},
            date(2009, 11, 24),
            (
                f"Layanan ini untuk yang berumur 17 tahun ke atas; {BORN} 16 tahun. Hari pertama yang mungkin: Selasa, "
                "24 November 2026. Layanan yang sesuai umur itu: “Perekaman usia 16 tahun”."
            ),
        ),
        (
            "NEW",
            {"age_basis": "adult"},
            date(2010, 11, 28),
            (
                f"Layanan ini untuk yang berumur 17 tahun ke atas; {BORN} 15 tahun. Hari pertama yang mungkin: Minggu, "
                "28 November 2027. Yang lebih dahulu dapat diurus: “Perekaman usia 16 tahun”, mulai Sabtu, 28 November "
                "2026."
            ),
        ),
        ("NEW", {"age_basis": "married"}, date(2009, 11, 24), ""),
        ("NEW16", {}, date(2010, 11, 23), ""),
        (
            "NEW16",
            {},
            date(2010, 11, 24),
            (
                f"Layanan ini untuk yang berumur 16 tahun ke atas; {BORN} 15 tahun. Hari pertama yang mungkin: Selasa, "
                "24 November 2026."
            ),
        ),
        (
            "NEW16",
            {},
            date(2009, 11, 23),
            (
                f"Layanan ini hanya untuk yang berumur sampai 16 tahun; {BORN} 17 tahun. Layanan yang sesuai umur itu: "
                "“KTP-el pertama”."
            ),
        ),
        ("LOST", {}, date(2020, 1, 1), ""),
        ("KK", {}, date(2026, 11, 23), ""),
        ("OA_NEW", {"age_basis": "married"}, date(2015, 1, 1), ""),
    ],
)
def test_it_says_why_a_service_is_not_for_this_age(service, code, answers, born, problem):
    assert queries.age_problem(service(code), answers, birth_date=born) == problem


def test_the_age_counts_on_the_day_asked_for(service):
    assert queries.age_problem(service("NEW"), {}, birth_date=date(2009, 11, 24), on=date(2026, 11, 24)) == ""


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2010, 6, 12), date(2027, 6, 12)),
        (date(2012, 2, 29), date(2029, 3, 1)),
        (date(2011, 2, 28), date(2028, 2, 28)),
    ],
)
def test_the_card_of_somebody_recorded_at_sixteen_waits_for_the_birthday(service, born, day):
    assert queries.print_not_before(service("NEW16"), birth_date=born) == day
    assert queries.age_on(born, day) == 17


def test_other_cards_wait_for_no_birthday(service):
    assert queries.print_not_before(service("NEW"), birth_date=date(2012, 2, 29)) is None
