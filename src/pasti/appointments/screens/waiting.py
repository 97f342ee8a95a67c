"""The waiting list on a citizen's own pages: asking for an earlier day, taking what is held, leaving."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from pasti.accounts.rules import public
from pasti.applications import rules
from pasti.applications.models import Application
from pasti.appointments import waitlist
from pasti.appointments.forms import WaitForm
from pasti.appointments.models import Part
from pasti.appointments.screens import public as sessions
from pasti.kit.screens import attempt, safe_next, sent, taken


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

    def join() -> None:
        days, part = form.cleaned_data["weekdays"], Part(form.cleaned_data["part"])
        waitlist.join(application, weekdays=[int(day) for day in days], part=part, by=by)

    return _back(request, application) if taken(form, join) else sessions.page(request, application, wait=form)


def _back(request: HttpRequest, application: Application) -> HttpResponse:
    return redirect(safe_next(request, reverse("appointments:choose", args=[application.number])))
