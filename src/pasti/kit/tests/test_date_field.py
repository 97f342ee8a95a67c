"""Every way to mistype a date has its sentence."""

from datetime import date

import pytest
from django.utils import translation

from pasti.kit.forms import DateField, Form


class Birth(Form):
    born = DateField(label="Tanggal lahir", past=True)


class Letter(Form):
    dated = DateField(required=False)


def typed(day: str, month: str, year: str, form: type[Form] = Birth) -> Form:
    name = next(iter(form.base_fields))
    return form({f"{name}_day": day, f"{name}_month": month, f"{name}_year": year})


@pytest.mark.parametrize(
    ("day", "month", "year", "read"),
    [
        ("27", "3", "1998", date(1998, 3, 27)),
        (" 07 ", "03", " 1998", date(1998, 3, 7)),
        ("29", "2", "2024", date(2024, 2, 29)),
        ("٢٧", "３", "\u200e1998\u00a0", date(1998, 3, 27)),
        ("27/03/1998", "", "", date(1998, 3, 27)),
        ("27\u20133\u20131998", "", "", date(1998, 3, 27)),
        ("27", "Maret", "1998", date(1998, 3, 27)),
        ("27", "mar.", "1998", date(1998, 3, 27)),
        ("27 Maret 1998", "", "", date(1998, 3, 27)),
        ("27-Mar-1998", "", "", date(1998, 3, 27)),
        ("17 Agt 1998", "", "", date(1998, 8, 17)),
        ("10 Nopember 1998", "", "", date(1998, 11, 10)),
        ("5 May, 1998", "", "", date(1998, 5, 5)),
        ("1998-03-27", "", "", date(1998, 3, 27)),
        ("1", "1", "1900", date(1900, 1, 1)),
        ("23", "11", "2026", date(2026, 11, 23)),
    ],
)
def test_it_reads_a_date(day, month, year, read):
    form = typed(day, month, year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == read


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("", "", "", "Isi tanggal lahir."),
        (" ", "\t", "", "Isi tanggal lahir."),
        ("27", "", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27", "3", "", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27", "Marta", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("-1", "3", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("2.5", "3", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27/3", "", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27 Ju 1998", "", "", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27", "J", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("Maret", "", "", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27/03/98", "", "", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("9" * 30, "3", "1998", "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("1", "1", "9" * 5000, "Isi tanggal dengan angka, misalnya 27 3 1998."),
        ("27", "13", "1998", "Bulan harus 1 sampai 12; Anda menulis 13."),
        ("27", "0", "1998", "Bulan harus 1 sampai 12; Anda menulis 0."),
        ("3", "27", "1998", "Bulan harus 1 sampai 12; Anda menulis 27."),
        ("27", "3", "98", "Tahun ditulis empat angka, misalnya 1998."),
        ("27", "3", "19988", "Tahun ditulis empat angka, misalnya 1998."),
        ("27", "3", "1899", "Tahun ditulis empat angka, misalnya 1998."),
        ("31", "4", "1998", "Tanggal 31 tidak ada di bulan itu."),
        ("29", "2", "2023", "Tanggal 29 tidak ada di bulan itu."),
        ("0", "3", "1998", "Tanggal 0 tidak ada di bulan itu."),
        ("99999999", "3", "1998", "Tanggal 99999999 tidak ada di bulan itu."),
        ("24", "11", "2026", "Tanggal ini belum tiba. Periksa tahunnya."),
    ],
)
def test_it_says_what_is_wrong(day, month, year, sentence):
    form = typed(day, month, year)
    assert form.errors == {"born": [sentence]}


def test_a_day_to_come_is_fine_where_it_may_be():
    form = typed("24", "12", "2026", Letter)
    assert form.is_valid()
    assert form.cleaned_data["dated"] == date(2026, 12, 24)


def test_it_may_be_left_out_where_nobody_asks_for_it():
    form = typed("", "", "", Letter)
    assert form.is_valid()
    assert form.cleaned_data["dated"] is None
    assert Letter({}).is_valid()


def test_half_a_date_is_wrong_even_where_it_may_be_left_out():
    assert typed("3", "", "", Letter).errors == {"dated": ["Isi tanggal dengan angka, misalnya 27 3 1998."]}


def test_nothing_typed_is_lost():
    page = str(typed("31", "April", "98")["born"])
    for value in ("31", "April", "98"):
        assert f'value="{value}"' in page


def test_a_known_date_stands_in_its_three_boxes():
    page = str(Birth(initial={"born": date(1998, 3, 27)})["born"])
    for place, (part, value) in enumerate((("day", "27"), ("month", "3"), ("year", "1998"))):
        assert f'name="born_{part}" id="id_born_{place}" value="{value}"' in page


def test_the_boxes_are_named_for_who_listens():
    page = str(Birth()["born"])
    for place, name in enumerate(("Tanggal", "Bulan", "Tahun")):
        assert f'for="id_born_{place}">{name}</label>' in page
    assert page.count('inputmode="numeric"') == 3


def test_it_speaks_english_too():
    with translation.override("en"):
        assert typed("27", "13", "1998").errors == {"born": ["The month must be 1 to 12. You entered 13."]}
