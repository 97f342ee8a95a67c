"""What stands and what does not, what is planned, and saying so."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import OFFICE_STAFF
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.screens import UNPROCESSABLE, in_address
from pasti.offices.screens.met import MET, apply, saved, seen_in
from pasti.readiness import actions, queries, sentences
from pasti.readiness.forms import MomentsForm, OpenForm, PlanForm
from pasti.readiness.models import Effect, Incident
from pasti.readiness.needs import Cause, Need, about
from pasti.readiness.states import DECIDERS, KEEPERS

_LATELY = timedelta(days=30)


@needs(*OFFICE_STAFF, shows=NOBODY)
def board(request: HttpRequest) -> HttpResponse:
    by = account_of(request).actor
    context = {
        "standings": [(standing, actions.may_say(by, [standing.need])) for standing in queries.board()],
        "current": [_as_it_is(one) for one in queries.current_incidents()],
        "planned": queries.planned(),
        "over": queries.over(clock.now() - _LATELY)[:50],
        "may_say": bool(by.roles & set(KEEPERS)),
        "may_plan": bool(by.roles & set(DECIDERS)),
    }
    return render(request, "readiness/board.html", context)


def _as_it_is(incident: Incident) -> tuple[Incident, str, bool]:
    """An incident, how it is, and whether all of it stands again: then it is only watched until that is sure."""
    if queries.has_recovered(incident):
        return incident, sentences.recovered(incident), True
    return incident, sentences.whole(incident), False


def _sayable(request: HttpRequest) -> list[Need]:
    by = account_of(request).actor
    return [need for need in Need if actions.may_say(by, [need])]


@needs(*KEEPERS, shows=NOBODY)
def declare(request: HttpRequest) -> HttpResponse:
    """Say that something does not stand."""
    chosen = [need for need in _sayable(request) if need.value == in_address(request, "need")]
    cause = about(chosen[0]).cause if chosen else Cause.UNKNOWN
    initial = {"needs": chosen, "effect": Effect.DOWN, "cause": cause}
    form = OpenForm(request.POST or None, needs=_sayable(request), initial=initial)
    by, made = account_of(request).actor, list[Incident]()
    if request.method == "POST" and apply(form, lambda: made.append(actions.open_incident(**form.said(), by=by))):
        return redirect("readiness:incident", made[0].pk)
    return _say_page(request, form, _("Nyatakan gangguan"))


@needs(*DECIDERS, shows=MET)
def plan(request: HttpRequest) -> HttpResponse:
    """Announce an outage. Who is booked then is seen first."""
    initial = {"effect": Effect.DOWN, "cause": Cause.PLANNED}
    form = PlanForm(request.POST or None, needs=list(Need), initial=initial)
    by, made = account_of(request).actor, list[Incident]()

    def act() -> None:
        made.append(actions.plan_incident(**form.said(), by=by, seen=seen_in(request)))

    answer = saved(
        request, form, act, _("Gangguan terencana"), back="readiness:board",
        then=lambda: redirect("readiness:incident", made[0].pk),
    )  # fmt: skip
    return answer or _say_page(request, form, _("Rencanakan gangguan"))


def _say_page(request: HttpRequest, form: MomentsForm, heading: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "heading": heading}
    return render(request, "readiness/say.html", context, status=UNPROCESSABLE if form.errors else 200)
