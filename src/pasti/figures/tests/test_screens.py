"""The head's page of figures, and what is saved of it."""

import csv
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from tests.cast import MONDAY, submitted

from pasti.figures import charts
from pasti.figures.closing import close_days
from pasti.figures.tests.days import comes
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.offices import actions as offices

PAGE = "/kantor/angka/"


@pytest.fixture
def agus(office, signed_in):
    return signed_in(office.agus)


def said(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_before_anybody_came(agus):
    assert "Belum ada kedatangan yang selesai" in said(agus.get(PAGE))


def test_charts_each_with_its_table(office, agus):
    comes(office, case=submitted(name="Qomariah Wexley"))
    page = said(agus.get(PAGE))
    assert page.count("<svg") == page.count('role="img"') == 5
    assert page.count("<table") == 5
    assert "C KTP-el" in page
    assert "Qomariah" not in page
    assert "C-001" not in page


def test_a_strict_page_refuses_nothing_of_a_chart(office, agus):
    comes(office)
    page = said(agus.get(PAGE))
    for chart in page.split("<svg")[1:]:
        drawn = chart[: chart.index("</svg>")]
        assert "style" not in drawn
        assert "script" not in drawn
        assert "http" not in drawn


def test_several_days_have_a_line(office, agus):
    comes(office)
    comes(office, days=1)
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        close_days()
        assert "Menurut hari" in said(agus.get(PAGE, {"dari": "2026-11-23", "sampai": "2026-11-26"}))


@pytest.mark.parametrize("asked", [{"ukuran": "service"}, {"ukuran": "x"}, {"dari": "kemarin"}, {"dari": "1900-01-01"},
                                   {"dari": "2030-01-01", "sampai": "2020-01-01"}])  # fmt: skip
def test_anything_may_be_asked_for(office, agus, asked):
    comes(office)
    said(agus.get(PAGE, asked))


def rows(answer):
    return list(csv.reader(StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_saved_as_csv_what_an_administrator_typed_never_runs(office, agus):
    offices.set_lane("C", names=("=1+1", "x"), purposes=("y", "y"), serves=["papers-card"], by=SYSTEM)
    comes(office)
    found = rows(agus.get(f"{PAGE}angka.csv"))
    assert found[0][:3] == ["Menurut", "Kelompok", "Menunggu: orang"]
    assert found[1][:4] == ["Semua", "semua", "1", "10.0"]
    lane = next(row for row in found if row[0] == "Lajur")
    assert lane[1] == "C =1+1"
    assert {len(row) for row in found} == {len(found[0])}


def test_saved_as_a_workbook(office, agus):
    comes(office)
    answer = agus.get(f"{PAGE}angka.xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("place", ["", "angka.csv", "angka.xlsx"])
def test_clerks_have_no_figures_of_the_office(office, signed_in, place):
    assert signed_in(office.budi).get(PAGE + place).status_code == 403


@pytest.mark.parametrize("draw", [charts.columns, charts.bars, charts.lines])
@pytest.mark.parametrize("values", [[], [None], [0.0], [3.0, None, 4000.0]])
def test_any_values_make_a_chart_and_words_stay_words(draw, values):
    labels = ["<script>alert(1)</script>"] * len(values)
    drawn = draw("Judul <b>", labels, [("a<b", values), ("c", values)], target=30)
    tree = ET.fromstring(drawn)
    assert tree.get("aria-label") == "Judul <b>"
    assert "<script" not in drawn
