"""Who came in vain: by reason and day, one by one, and as figures for a spreadsheet."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, shown
from pasti.arrivals import queries
from pasti.arrivals.models import Known
from pasti.audit.sights import NOBODY, listing
from pasti.kit import clock, sheets
from pasti.kit.screens import day_in, in_address, page_of
from pasti.queue.outcomes import Outcome, Reason

LISTED = listing("in vain", gettext_lazy("daftar kedatangan sia-sia"))
_WEEK, _PAGE = timedelta(days=7), 50
# So far back one may ask at once.
_LONGEST = timedelta(days=366)


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def week(request: HttpRequest) -> HttpResponse:
    """A week by reason and day; figures only."""
    monday = queries.monday_of(day_in(in_address(request, "hari")) or clock.today())
    found = queries.week(monday)
    context = {
        "week": found,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - _WEEK,
        "after": monday + _WEEK if monday + _WEEK <= clock.today() else None,
        "lines": [
            (line, [(day, n, _list(day, day, reason=line.reason)) for day, n in line.per_day],
             _list(monday, monday + timedelta(days=6), reason=line.reason))
            for line in found.lines
        ],
        "totals": [(day, n, _list(day, day)) for day, n in found.per_day],
        "total_address": _list(monday, monday + timedelta(days=6)),
        "known": [(code, n, _list(monday, monday + timedelta(days=6), known=code)) for code, n in found.known],
        "per_card": queries.per_card(),
    }  # fmt: skip
    return render(request, "arrivals/week.html", context)


def _list(first: date, last: date, **chosen: str) -> str:
    asked = {"dari": first.isoformat(), "sampai": last.isoformat()} | {
        {"reason": "sebab", "known": "tahu"}[name]: str(value) for name, value in chosen.items()
    }
    return f"{reverse('arrivals:in-vain')}?{urlencode(asked)}"


@needs(Role.HEAD, Role.ADMIN, shows=LISTED)
def in_vain(request: HttpRequest) -> HttpResponse:
    """Who came in vain, one by one: the case and never the person, for it is the office's failure that is looked at."""
    first, last = _span(request)
    reason, known = in_address(request, "sebab"), in_address(request, "tahu")
    reason = reason if reason in Reason.values else ""
    known = known if known in Known.values else ""
    page = page_of(request, queries.in_vain(first, last, reason=reason, known=known), size=_PAGE)
    shown(request, *(one.application for one in page if one.application))
    context = {
        "page": page,
        "first": first,
        "last": last,
        "reason": reason,
        "known": known,
        "reasons": Reason.choices,
        "knowns": Known.choices,
        "monday": queries.monday_of(first),
    }
    return render(request, "arrivals/in_vain.html", context)


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def figures(request: HttpRequest) -> HttpResponse:
    """The same as numbers by day, for a spreadsheet: nobody can be found in it."""
    first, last = _span(request)
    rows: list[list[str | int]] = [
        [day.isoformat(), str(Outcome(outcome).label), str(Reason(reason).label) if reason else "",
         str(Known(known).label) if known else "", n]
        for day, outcome, reason, known, n in queries.figures(first, last)
    ]  # fmt: skip
    heads = [_("Hari"), _("Berakhir"), _("Sebab"), _("Dapat diketahui"), _("Jumlah")]
    return sheets.as_csv(f"kedatangan-{first}-{last}", heads, rows)


def _span(request: HttpRequest) -> tuple[date, date]:
    first = day_in(in_address(request, "dari")) or clock.today()
    last = max(first, day_in(in_address(request, "sampai")) or first)
    return max(first, last - _LONGEST), last
