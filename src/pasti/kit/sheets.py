"""Tables for spreadsheets, as CSV and XLSX. What somebody typed is text there, and never a formula that runs."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from django.http import HttpResponse

# A number with its unit of measure is a number; everything else is text.
Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By these a spreadsheet takes the text of a CSV for a formula, also behind spaces.
_RUNS = re.compile(r"^\s*[=+\-@\t\r\n]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


def harmless(cell: Cell) -> Cell:
    """Return what may stand in a CSV: text that would run as a formula has an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and _RUNS.match(cell) else cell


def as_csv(name: str, heads: Sequence[str], rows: Rows) -> HttpResponse:
    """Return a table as a CSV to be saved under a name, marked so that spreadsheets know its encoding."""
    written = StringIO()
    sheet = csv.writer(written)
    for row in ([*heads], *rows):
        sheet.writerow([harmless(cell) for cell in row])
    return _saved(f"{name}.csv", "text/csv; charset=utf-8", ("\ufeff" + written.getvalue()).encode())


def as_xlsx(name: str, sheets: Sequence[tuple[str, Sequence[str], Rows]]) -> HttpResponse:
    """Return tables as a workbook to be saved under a name: for each sheet its name, the heads of columns, the rows.

    Numbers are numbers; text is text, whatever it begins with: neither formula nor link.
    """
    # Only who saves a workbook needs to have it in memory.
    from xlsxwriter import Workbook

    made = BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, plain = book.add_format({"bold": True}), book.add_format({"num_format": "0.0"})
        for number, (title, heads, rows) in enumerate(sheets, start=1):
            sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", title)[:_LONGEST_NAME] or f"{number}")
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(heads) - 1, 0), 18)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head, bold)
            for line, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell)
                    elif cell is not None:
                        sheet.write_number(line, column, cell, plain if isinstance(cell, float) else None)
    return _saved(f"{name}.xlsx", _XLSX, made.getvalue())


def _saved(name: str, kind: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
