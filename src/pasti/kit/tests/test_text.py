from datetime import date, datetime

import pytest
from django.utils import translation

from pasti.kit import text

AT = datetime.fromisoformat("2022-07-04T06:00:00+00:00")


def test_dates_and_times_in_indonesian():
    assert text.long_date(date(2022, 7, 4)) == "Senin, 4 Juli 2022"
    assert text.plain_date(date(2022, 7, 4)) == "4 Juli 2022"
    assert text.clock_time(AT) == "13.00"
    assert text.moment(AT) == "Senin, 4 Juli 2022 pukul 13.00 WIB"
    assert text.short_moment(AT) == "4 Jul 13.00"


def test_dates_and_times_in_english():
    with translation.override("en"):
        assert text.long_date(date(2022, 7, 4)) == "Monday, 4 July 2022"
        assert text.plain_date(date(2022, 7, 4)) == "4 July 2022"
        assert text.clock_time(AT) == "13:00"
        assert text.moment(AT) == "Monday, 4 July 2022 at 13:00 WIB"
        assert text.short_moment(AT) == "4 Jul 13:00"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 8, 16), "Minggu, 16 Agustus 2026"),
        (date(2026, 2, 6), "Jumat, 6 Februari 2026"),
        (date(2026, 5, 20), "Rabu, 20 Mei 2026"),
        (date(2026, 12, 19), "Sabtu, 19 Desember 2026"),
    ],
)
def test_days_and_months_are_named_as_people_name_them(day, written):
    assert text.long_date(day) == written


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Jakarta", "Senin, 4 Juli 2022 pukul 23.30 WIB"),
        ("Asia/Pontianak", "Senin, 4 Juli 2022 pukul 23.30 WIB"),
        ("Asia/Makassar", "Selasa, 5 Juli 2022 pukul 00.30 WITA"),
        ("Asia/Jayapura", "Selasa, 5 Juli 2022 pukul 01.30 WIT"),
        ("Europe/Amsterdam", "Senin, 4 Juli 2022 pukul 18.30 Europe/Amsterdam"),
    ],
)
def test_a_moment_is_told_in_the_offices_own_zone(settings, zone, written):
    settings.TIME_ZONE = zone
    assert text.moment(datetime.fromisoformat("2022-07-04T16:30:00+00:00")) == written


@pytest.mark.parametrize(
    ("digits", "shown"), [("3275015206099001", "3275********9001"), ("12345678", "********"), ("", "")]
)
def test_a_masked_number_shows_too_little_to_anybody_else(digits, shown):
    assert text.masked(digits) == shown


@pytest.mark.parametrize(
    ("words", "indonesian", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a dan b", "a and b"),
        (["a", "b", "c"], "a, b, dan c", "a, b and c"),
    ],
)
def test_words_become_a_list(words, indonesian, english):
    assert text.and_list(words) == indonesian
    with translation.override("en"):
        assert text.and_list(words) == english


WEEK = [*[(day, "08:00", "15:30") for day in range(4)], (4, "08:00", "14:30"), (6, "09:00", "12:00")]


@pytest.mark.parametrize(
    ("hours", "indonesian", "english"),
    [
        (
            WEEK,
            "Senin–Kamis 08.00–15.30, Jumat 08.00–14.30, Minggu 09.00–12.00",
            "Monday–Thursday 08:00–15:30, Friday 08:00–14:30, Sunday 09:00–12:00",
        ),
        ([(0, "08:00", "12:00"), (2, "08:00", "12:00")],
         "Senin 08.00–12.00, Rabu 08.00–12.00", "Monday 08:00–12:00, Wednesday 08:00–12:00"),
        ([(4, "08:00", "15:00", "11:30–13:00", "14:00–14:15"), (5, "08:00", "11:00", "")],
         "Jumat 08.00–15.00 (istirahat 11.30–13.00 dan 14.00–14.15), Sabtu 08.00–11.00",
         "Friday 08:00–15:00 (break 11:30–13:00 and 14:00–14:15), Saturday 08:00–11:00"),
        ([], "", ""),
    ],
)  # fmt: skip
def test_hours_of_a_week_are_told_by_the_names_of_its_days(hours, indonesian, english):
    assert text.week(hours) == indonesian
    with translation.override("en"):
        assert text.week(hours) == english


@pytest.mark.parametrize(("label", "said"), [("Nama lengkap", "nama lengkap"), ("NIK", "NIK"), ("A", "A"), ("", "")])
def test_a_label_within_a_sentence(label, said):
    assert text.within(label) == said


def test_what_is_kept_in_both_languages():
    assert text.both(lambda: text.and_list(["a", "b"])) == {"id": "a dan b", "en": "a and b"}


def test_without_a_language_it_is_indonesian():
    with translation.override(None):
        assert text.indonesian()
