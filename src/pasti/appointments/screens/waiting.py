"""The waiting list on a citizen's own pages: asking for an earlier day, taking what is held, leaving."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_POST

from pasti.accounts.rules import public
from pasti.applications import rules
from pasti.applications.models import Application
from pasti.appointments import waitlist
from pasti.appointments.forms import WaitForm
from pasti.appointments.models import Part, Waiting
from pasti.appointments.offering import open_of
from pasti.kit import text
from pasti.kit.screens import attempt, safe_next, sent


@dataclass(frozen=True)
class Wait:
    """How a case stands on the waiting list, as its page shows it."""

    row: Waiting | None
    held: bool
    form: WaitForm

    @property
    def suits(self) -> str:
        """Senin dan Rabu, sebelum tengah hari."""
        if self.row is None:
            return ""
        days = text.and_list([str(WEEKDAYS[int(day)]) for day in self.row.weekdays])
        return f"{days}, {Part(self.row.part).label}"


def wait_of(application: Application) -> Wait:
    """Return how a case stands on the waiting list."""
    row = open_of(application)
    said = {"weekdays": list(row.weekdays), "part": row.part} if row else None
    return Wait(row, bool(row and waitlist.is_held(row)), WaitForm(initial=said))


@public
@require_POST
@rules.own_case()
def wait(request: HttpRequest, application: Application) -> HttpResponse:
    """Do what was chosen of the waiting list, and go back to the page of the appointment."""
    by = rules.acting(request, application)
    acts = {"take": waitlist.take_offer, "decline": waitlist.decline, "leave": waitlist.leave}
    if act := acts.get(sent(request, "act")):
        attempt(request, partial(act, application, by=by))
        return _back(request, application)
    form = WaitForm(request.POST)
    if not form.is_valid():
        for said in form.errors.values():
            messages.error(request, " ".join(map(str, said)))
        return _back(request, application)
    days, part = [int(day) for day in form.cleaned_data["weekdays"]], Part(form.cleaned_data["part"])
    attempt(request, partial(waitlist.join, application, weekdays=days, part=part, by=by))
    return _back(request, application)


def _back(request: HttpRequest, application: Application) -> HttpResponse:
    return redirect(safe_next(request, reverse("appointments:choose", args=[application.number])))
