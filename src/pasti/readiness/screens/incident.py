"""One incident: all that is known of it, and what may be said and done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import OFFICE_STAFF
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY
from pasti.journal import queries as journal
from pasti.kit.forms import Form
from pasti.kit.screens import UNPROCESSABLE, sent_from
from pasti.offices.resting import NotSeen
from pasti.offices.screens.met import MET, apply, met_page, saved, seen_in
from pasti.readiness import actions, queries, reports
from pasti.readiness.forms import ChangeForm, CloseForm, DeedForm, ForecastForm, LetterForm, MoveForm, WithdrawForm
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need
from pasti.readiness.states import DECIDERS, KEEPERS, IncidentState


def found(pk: int) -> Incident:
    """Return an incident, or say that there is no such page."""
    incident = queries.incident(pk)
    if incident is None:
        raise Http404
    return incident


@needs(*OFFICE_STAFF, shows=NOBODY)
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, found(pk))


def page(request: HttpRequest, of: Incident, **wrong: Form) -> HttpResponse:
    """Show an incident, with a form that was not taken in its place."""
    by = account_of(request).actor
    keeps, decides = actions.may_say(by, of.scope), bool(by.roles & set(DECIDERS))
    is_open, is_planned = of.state == IncidentState.OPEN, of.state == IncidentState.PLANNED
    forms: dict[str, Form] = {}
    if keeps and is_open:
        forms |= {"forecast": ForecastForm(prefix="forecast", initial={"until": of.until}), "close": CloseForm()}
    if decides and is_planned:
        forms["move"] = MoveForm(prefix="move", initial={"starts_at": of.starts_at, "until": of.until})
    if decides and of.live:
        forms["withdraw"] = WithdrawForm(prefix="withdraw")
    if by.roles & set(KEEPERS):
        forms |= {"letter": LetterForm(prefix="letter"), "deed": DeedForm(prefix="deed")}
    context = reports.about(of) | {
        "forms": forms | wrong,
        "may_change": keeps and of.live and (decides or not of.planned),
        "standings": [queries.stands(need) for need in of.scope] if is_open else [],
        "entries": list(journal.of_subject(of.subject))[::-1],
    }
    return render(request, "readiness/incident.html", context, status=UNPROCESSABLE if wrong else 200)


@needs(*KEEPERS, shows=MET)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew what it is about, why, and what the public reads."""
    of, by = found(pk), account_of(request).actor
    initial = {name: getattr(of, name) for name in ChangeForm.field_order}
    sayable = [need for need in Need if actions.may_say(by, [need]) or need in of.scope]
    form = ChangeForm(request.POST or None, of=of, needs=sayable, initial=initial)

    def act() -> None:
        actions.change_incident(of, **form.said(), by=by, seen=seen_in(request))

    answer = saved(
        request, form, act, _("Gangguan terencana"), back="readiness:board",
        then=lambda: redirect("readiness:incident", pk),
    )  # fmt: skip
    if answer:
        return answer
    context = {"form": form, "heading": _("Gangguan %s") % of.number, "back": of}
    return render(request, "readiness/say.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*DECIDERS, shows=MET)
@sent_from("readiness:board")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan another time."""
    shown(request)
    of, form = found(pk), MoveForm(request.POST, prefix="move")
    by = account_of(request).actor

    def act() -> None:
        actions.move_plan(of, **form.cleaned_data, by=by, seen=seen_in(request))

    try:
        return _done(request, of, form, act, "move")
    except NotSeen as not_seen:
        return met_page(request, not_seen, _("Gangguan terencana"), back="readiness:board")


def _done(request: HttpRequest, of: Incident, form: Form, act: Callable[[], Any], name: str) -> HttpResponse:
    """Do what a form of the page asks, or show the page with the form as it was filled."""
    if apply(form, act):
        return redirect("readiness:incident", of.pk)
    return page(request, of, **{name: form})


@needs(*KEEPERS, shows=NOBODY)
@require_POST
def forecast(request: HttpRequest, pk: int) -> HttpResponse:
    of, form, by = found(pk), ForecastForm(request.POST, prefix="forecast"), account_of(request).actor
    return _done(request, of, form, lambda: actions.forecast(of, **form.cleaned_data, by=by), "forecast")


@needs(*KEEPERS, shows=NOBODY)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    of, form, by = found(pk), CloseForm(request.POST), account_of(request).actor

    def act() -> None:
        actions.close_incident(of, **form.cleaned_data, by=by)
        messages.success(request, _("Gangguan %s ditutup. Laporannya dapat dicetak di bawah.") % of.number)

    return _done(request, of, form, act, "close")


@needs(*DECIDERS, shows=NOBODY)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    of, form, by = found(pk), WithdrawForm(request.POST, prefix="withdraw"), account_of(request).actor
    return _done(request, of, form, lambda: actions.withdraw_incident(of, **form.cleaned_data, by=by), "withdraw")


@needs(*KEEPERS, shows=NOBODY)
@require_POST
def note_deed(request: HttpRequest, pk: int) -> HttpResponse:
    of, form, by = found(pk), DeedForm(request.POST, prefix="deed"), account_of(request).actor
    return _done(request, of, form, lambda: actions.note_deed(of, **form.cleaned_data, by=by), "deed")
