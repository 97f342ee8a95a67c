"""Figures for the head, as charts and tables, and to be saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs
from pasti.audit.sights import NOBODY
from pasti.figures import charts, queries
from pasti.figures.models import TIMED, By, Measure
from pasti.figures.queries import Line, Report, Times
from pasti.kit import clock, sheets
from pasti.kit.screens import day_in, in_address

# So far back one may ask at once.
_LONGEST = timedelta(days=366)
_MONTH = timedelta(days=29)
# Rows that stand beside a chart without being longer than it.
_SHORT = 8


@dataclass(frozen=True)
class Part:
    """One chart with its table."""

    heading: str
    head: str | Promise
    chart: SafeString | str
    lines: Sequence[tuple[str, Line, Times]]

    @property
    def is_long(self) -> bool:
        """Whether its table is opened only by who wants to read it."""
        return len(self.lines) > _SHORT


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of some days; figures only."""
    first, last = _span(request)
    chosen = in_address(request, "ukuran")
    measure = Measure(chosen) if chosen in TIMED else Measure.WAIT
    found = queries.report(first, last)
    context = {
        "report": found,
        "measure": measure,
        "measures": [(one, _address(first, last, one)) for one in TIMED],
        "periods": [
            (label, _address(since, until, measure), (since, until) == (first, last))
            for label, since, until in _periods()
        ],
        "target": found.targets[measure],
        "parts": _parts(found, measure),
        "saved": urlencode({"dari": first.isoformat(), "sampai": last.isoformat()}),
        "is_over": last < clock.today(),
    }
    return render(request, "figures/figures.html", context)


def _periods() -> list[tuple[str, date, date]]:
    today = clock.today()
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    last_month = first - timedelta(days=1)
    return [
        (_("Hari ini"), today, today),
        (_("Pekan ini"), monday, today),
        (_("30 hari"), today - _MONTH, today),
        (_("Bulan lalu"), last_month.replace(day=1), last_month),
    ]


def _address(first: date, last: date, measure: Measure) -> str:
    asked = {"dari": first.isoformat(), "sampai": last.isoformat(), "ukuran": measure.value}
    return f"{reverse('figures:figures')}?{urlencode(asked)}"


def _parts(found: Report, measure: Measure) -> list[Part]:
    if not found.all.times:
        return []
    days = [(date_format(day, "j M"), line) for day, line in found.days]
    parts = []
    if len(days) > 1:
        parts.append(_part(charts.lines, _("Menurut hari"), _("Hari"), days, measure, found))
    for by, draw in (
        (By.HOUR, charts.columns), (By.LANE, charts.columns), (By.SERVICE, charts.bars), (By.CHANNEL, charts.bars),
        (By.BOOKED, charts.bars),
    ):  # fmt: skip
        lines = [(line.label, line) for line in found.lines[by]]
        heading = _("Menurut %s") % by.label
        parts.append(_part(draw, heading, _HEADS.get(by, str(by.label).capitalize()), lines, measure, found, by))
    return parts


# Where the name of what they are told apart by is too long for the head of a column.
_HEADS = {By.CHANNEL: gettext_lazy("Cara"), By.BOOKED: gettext_lazy("Janji")}


def _part(
    draw: charts.Draw, heading: str, head: str | Promise, lines: list[tuple[str, Line]], measure: Measure,
    found: Report, by: By | None = None,
) -> Part:  # fmt: skip
    times = [line.times.get(measure, Times()) for _label, line in lines]
    labels = [line.key if by == By.LANE else label for label, line in lines]
    series = [
        (_("setengahnya paling lama"), [one.median for one in times]),
        (_("sembilan dari sepuluh paling lama"), [one.most for one in times]),
    ]
    title = _("%(what)s, %(by)s, dalam menit. Angkanya ada di tabel.") % {"what": measure.label, "by": heading}
    rows = [(label, line, one) for (label, line), one in zip(lines, times, strict=True)]
    return Part(heading, head, draw(title, labels, series, target=found.targets[measure]), rows)


def _heads() -> list[str]:
    timed = []
    for measure in TIMED:
        name = str(measure.label).capitalize()
        timed += [
            _("%s: orang") % name, _("%s: rata-rata (menit)") % name, _("%s: setengahnya (menit)") % name,
            _("%s: sembilan dari sepuluh (menit)") % name, _("%s: dalam sasaran (%%)") % name,
        ]  # fmt: skip
    return [*timed, _("Dipanggil lagi"), _("Tidak datang ketika dipanggil"), _("Pergi sebelum dipanggil")]


def _cells(line: Line) -> list[sheets.Cell]:
    cells: list[sheets.Cell] = []
    for measure in TIMED:
        times = line.times.get(measure, Times())
        cells += [times.count, *(_rounded(one) for one in (times.mean, times.median, times.most, times.within))]
    return [*cells, line.again, line.missed, line.left]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _tables(found: Report) -> list[tuple[str, str, list[list[sheets.Cell]]]]:
    """Return each table as (its name, the head of its first column, its rows)."""
    return [
        (_("Semua"), _("Semua"), [[_("semua"), *_cells(found.all)]]),
        (_("Hari"), _("Hari"), [[day.isoformat(), *_cells(line)] for day, line in found.days]),
        *(
            (str(by.label).capitalize(), str(by.label).capitalize(), [[one.label, *_cells(one)] for one in lines])
            for by, lines in found.lines.items()
        ),
    ]


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def as_csv(request: HttpRequest) -> HttpResponse:
    """All tables one below the other, each row with the name of its table: nobody can be found in it."""
    first, last = _span(request)
    tables = _tables(queries.report(first, last))
    rows = [[name, *row] for name, _head, of_it in tables for row in of_it]
    return sheets.as_csv(_name(first, last), [_("Menurut"), _("Kelompok"), *_heads()], rows)


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, a sheet for each table."""
    first, last = _span(request)
    made = [(name, [head, *_heads()], rows) for name, head, rows in _tables(queries.report(first, last))]
    return sheets.as_xlsx(_name(first, last), made)


def _name(first: date, last: date) -> str:
    return f"angka-pelayanan-{first}-{last}"


def _span(request: HttpRequest) -> tuple[date, date]:
    """From when until when: the last thirty days if nothing else is asked."""
    today = clock.today()
    last = min(day_in(in_address(request, "sampai")) or today, today)
    first = min(day_in(in_address(request, "dari")) or last - _MONTH, last)
    return max(first, last - _LONGEST), last
