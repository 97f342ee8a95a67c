"""Booking for several people at once: the cases that are open in this browser, opened one after the other by code."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.rules import public
from pasti.applications import opening, rules
from pasti.applications.forms import OpenForm
from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.appointments import queries, together
from pasti.appointments.models import Booking
from pasti.appointments.screens.public import asked_for
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, sent, sent_all


@dataclass(frozen=True)
class Person:
    """A case in the list: whether its person comes along, when they are expected, and why not if they need not come."""

    case: Application
    chosen: bool
    booking: Booking | None
    why_not: str


@public
def book(request: HttpRequest) -> HttpResponse:
    rules.note_use(request)
    form, problem = OpenForm(None), ""
    cases = rules.cases_in(request)
    act = "book" if sent(request, "starts_at") else sent(request, "act")
    numbers = set(sent_all(request, "case")) if act in ("choose", "book") else None
    coming = [case for case in cases if _comes(case) and (numbers is None or case.number in numbers)]
    if act == "add":
        form = OpenForm(request.POST)
        problem = _add(request, form)
    elif act == "book":
        problem = _book(request, coming)
    if act in ("add", "book") and not problem:
        if act == "book":
            messages.success(request, _("Sudah dijadwalkan. Rinciannya di bawah ini."))
        return redirect("appointments:together")
    context = {
        "form": form,
        "problem": problem,
        "people": [_person(case, chosen=case in coming) for case in cases],
        "coming": coming,
        "days": together.days_for(coming),
    }
    response = render(request, "appointments/together.html", context, status=UNPROCESSABLE if problem else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _comes(case: Application) -> bool:
    return not next_visit(case).why_not


def _person(case: Application, *, chosen: bool) -> Person:
    return Person(case, chosen, queries.open_booking(case), next_visit(case).why_not)


def _add(request: HttpRequest, form: OpenForm) -> str:
    """Open one more case in this browser by its number and code; return why not."""
    if not form.is_valid() or not form.cleaned_data["code"]:
        return _("Tulis nomor permohonan dan kodenya.")
    try:
        found = opening.with_code(request, form.cleaned_data["number"], form.cleaned_data["code"])
    except Refused as refused:
        return str(refused)
    if found is None:
        return _("Nomor permohonan dan kode ini tidak cocok. Periksa keduanya pada bukti permohonan.")
    return ""


def _book(request: HttpRequest, coming: Sequence[Application]) -> str:
    """Book for all of them; return why not."""
    try:
        together.book_together([(case, rules.acting(request, case)) for case in coming], asked_for(request))
    except Refused as refused:
        return str(refused)
    return ""
