"""Tables for spreadsheets: what somebody typed never runs in them."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from pasti.kit import sheets

RUNS = [
    "=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "=cmd|'/C calc'!A0",
]  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_csv(response):
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("typed", RUNS)
def test_what_would_run_in_a_csv_is_text(typed):
    [_heads, [cell, number]] = read_csv(sheets.as_csv("x", ["a", "b"], [[typed, -1.5]]))
    assert cell == f"'{typed}"
    assert number == "-1.5"


def test_what_runs_nowhere_stays_as_it_is():
    rows = [["Loket 1", 3, None], ["a=b", 2.5, "tanpa janji"]]
    assert read_csv(sheets.as_csv("x", ["=kepala", "b", "c"], rows)) == [
        ["'=kepala", "b", "c"], ["Loket 1", "3", ""], ["a=b", "2.5", "tanpa janji"],
    ]  # fmt: skip


def cells(response, sheet=1):
    book = ZipFile(BytesIO(response.content))
    words = ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in
             ET.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")]  # fmt: skip
    tree = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(tree.iter(f"{MAIN}f"))
    assert not list(tree.iter(f"{MAIN}hyperlink"))
    return [
        [words[int(c.find(f"{MAIN}v").text)] if c.get("t") == "s" else float(c.find(f"{MAIN}v").text) for c in row]
        for row in tree.iter(f"{MAIN}row")
    ]


def test_a_workbook_has_numbers_and_text_and_nothing_that_runs():
    response = sheets.as_xlsx("angka", [("Lajur", ["nama", "n"], [[one, 2] for one in RUNS if one.strip() == one])])
    found = cells(response)
    assert found[0] == ["nama", "n"]
    assert [row[0] for row in found[1:]] == [one for one in RUNS if one.strip() == one]
    assert {row[1] for row in found[1:]} == {2.0}
    assert response["Content-Disposition"] == 'attachment; filename="angka.xlsx"'


def test_the_name_of_a_sheet_may_be_anything():
    made = sheets.as_xlsx("x", [("[a]:*?/\\" + "b" * 40, ["n"], [[1]]), ("", ["n"], [[2]])])
    assert cells(made, 2) == [["n"], [2.0]]
