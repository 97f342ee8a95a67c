"""Setting up the office: lanes and counters, rules. Its days and hours: `calendar`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.screens import UNPROCESSABLE, attempt
from pasti.offices import actions, halls, policy, readers
from pasti.offices.forms import CounterForm, HallForm, LaneForm, PolicyForm, YesOrNoForm
from pasti.offices.models import Counter, Lane
from pasti.offices.screens.met import MET, apply, saved, seen_in


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def lanes(request: HttpRequest) -> HttpResponse:
    context = {
        "lanes": Lane.objects.all(),
        "counters": Counter.objects.select_related("hall").prefetch_related("lanes"),
        "halls": halls.halls(),
        "may_change": may_open(account_of(request), lane),
        "may_require": may_open(account_of(request), require_check),
    }
    return render(request, "offices/lanes.html", context)


@needs(Role.ADMIN, shows=MET)
def lane(request: HttpRequest, letter: str = "") -> HttpResponse:
    found = Lane.objects.filter(letter=letter).first()
    if letter and found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in LaneForm.base_fields} if found else {"letter": letter}
    form = LaneForm(request.POST or None, initial=initial)
    form.fields["letter"].disabled = found is not None

    def act() -> None:
        data = form.cleaned_data
        actions.set_lane(
            data["letter"],
            names=(data["name_id"], data["name_en"]),
            purposes=(data["purpose_id"], data["purpose_en"]),
            serves=data["serves"],
            priority=data["priority"],
            active=data["active"],
            new=found is None,
            by=account_of(request).actor,
            seen=seen_in(request),
        )

    heading = _("Lajur %s") % letter if letter else _("Lajur baru")
    if answer := saved(request, form, act, heading, back="offices:lanes"):
        return answer
    context = {"form": form, "heading": heading}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.ADMIN, shows=MET)
def counter(request: HttpRequest, number: int = 0) -> HttpResponse:
    found = Counter.objects.filter(number=number).first()
    if number and found is None:
        raise Http404
    initial: dict[str, Any] = {}
    if found:
        initial = {name: getattr(found, name) for name in CounterForm.base_fields} | {"lanes": found.lanes.all()}
    form = CounterForm(request.POST or None, initial=initial)
    form.fields["number"].disabled = found is not None
    if not halls.halls():
        del form.fields["hall"]

    def act() -> None:
        data = form.cleaned_data
        actions.set_counter(
            data["number"],
            lanes=data["lanes"],
            name=data["name"],
            capture_url=data["capture_url"],
            check_url=data["check_url"],
            hall=data.get("hall"),
            active=data["active"],
            new=found is None,
            by=account_of(request).actor,
            seen=seen_in(request),
        )

    heading = _("Loket %d") % number if number else _("Loket baru")
    if answer := saved(request, form, act, heading, back="offices:lanes"):
        return answer
    context = {"form": form, "heading": heading}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.HEAD, shows=NOBODY)
@require_POST
def require_check(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The reader of a counter must be used, or need not be."""
    found = get_object_or_404(Counter, number=number)
    required = name == "wajib"
    attempt(
        request,
        lambda: readers.require_check(found, required=required, by=account_of(request).actor),
        done=_("Dicatat."),
    )
    return redirect("offices:lanes")


@needs(Role.ADMIN, shows=NOBODY)
def hall(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A hall of an office that has several: made, or given another name."""
    found = halls.hall(pk)
    if pk and found is None:
        raise Http404
    form = HallForm(request.POST or None, initial={"name": found.name} if found else {})

    def act() -> None:
        halls.set_hall(form.cleaned_data["name"], hall=found, by=account_of(request).actor)

    if request.method == "POST" and apply(form, act):
        return redirect("offices:lanes")
    context = {"form": form, "heading": found.name if found else _("Ruang tunggu baru")}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.ADMIN, shows=NOBODY)
@require_POST
def remove_hall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hall away in which no counter is any more."""
    found = halls.hall(pk)
    if found:
        attempt(request, lambda: halls.remove_hall(found, by=account_of(request).actor))
    return redirect("offices:lanes")


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def rules(request: HttpRequest) -> HttpResponse:
    rows = [(item, item.said(policy.value(item.key)), policy.decision(item.key)) for item in policy.policies]
    context = {"rows": sorted(rows, key=lambda row: row[0].key), "may_change": may_open(account_of(request), rule)}
    return render(request, "offices/rules.html", context)


@needs(Role.ADMIN, shows=MET)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    if key not in policy.policies:
        raise Http404
    item = policy.policies.get(key)
    kind_of_form = YesOrNoForm if item.yes_or_no else PolicyForm
    form = kind_of_form(request.POST or None, initial={"value": policy.value(key), "valid_from": clock.today()})

    def act() -> None:
        actions.decide(key, **form.cleaned_data, by=account_of(request).actor, seen=seen_in(request))

    if answer := saved(request, form, act, item.label, back="offices:rules"):
        return answer
    bounds = "" if item.yes_or_no else f"{item.at_least}–{item.at_most} {item.unit}"
    context = {"form": form, "heading": item.label, "note": bounds}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)
