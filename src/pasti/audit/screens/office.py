"""Who looked at what, to be read. Whom it is for is said where it is hung up (site.urls): accounts lie above."""

import re
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.audit import queries, unusual
from pasti.kit import clock
from pasti.kit.screens import day_in, in_address, page_of

_PER_PAGE = 100
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,15}")


def overview(request: HttpRequest) -> HttpResponse:
    """A day: who looked at how much, beside what is usual."""
    day = _day(in_address(request, "day"))
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < clock.today() else None,
        "standings": unusual.standings(day),
        "floor": unusual.FLOOR,
        "times": unusual.TIMES,
        "days_before": unusual.DAYS_BEFORE,
    }
    return render(request, "audit/overview.html", context)


def _day(written: str) -> date:
    return min(day_in(written) or clock.today(), clock.today())


def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Who looked at one case."""
    if not _NUMBER.fullmatch(number):
        raise Http404
    return _of_subject(request, f"application:{number}", number)


def of_record(request: HttpRequest, record_id: int) -> HttpResponse:
    """Who looked at one record of the centre."""
    return _of_subject(request, f"record:{record_id}", str(record_id))


def _of_subject(request: HttpRequest, subject: str, number: str) -> HttpResponse:
    found = queries.looks_at(subject)
    context = {"number": number, "page": page_of(request, found, size=_PER_PAGE)}
    return render(request, "audit/of_case.html", context)


def by_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """What one account looked at; of one day, with what it did not work on marked, if a day is given."""
    by_id = f"account:{account_id}"
    found, strange = queries.looks_by(by_id), set[str]()
    day = _day(in_address(request, "day")) if "day" in request.GET else None
    if day:
        found = found.filter(at__gte=clock.at(day), at__lt=clock.at(day + timedelta(days=1)))
        strange = unusual.without_work(by_id, day)
    context = {
        "name": queries.name_of(by_id),
        "day": day,
        "strange": strange,
        "page": page_of(request, found, size=_PER_PAGE),
    }
    return render(request, "audit/by_account.html", context)
