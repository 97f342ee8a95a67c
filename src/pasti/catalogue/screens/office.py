"""The catalogue, to be read by staff and edited by the head of office and administrators."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import OFFICE_STAFF, Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.catalogue import actions, queries
from pasti.catalogue.actions import Wording
from pasti.catalogue.forms import NewRequirementForm, RequirementForm, ServiceForm
from pasti.catalogue.models import Requirement, Service
from pasti.kit import clock
from pasti.kit.forms import Form
from pasti.kit.screens import UNPROCESSABLE, attempt, taken
from pasti.readiness.queries import can_go_on

EDITORS = (Role.ADMIN, Role.HEAD)


@needs(*OFFICE_STAFF, shows=NOBODY)
def services(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/services.html", {"services": queries.all_services()})


def _service(code: str) -> Service:
    found = queries.whole(code)
    if found is None:
        raise Http404
    return found


@needs(*OFFICE_STAFF, shows=NOBODY)
def service(request: HttpRequest, code: str) -> HttpResponse:
    found = _service(code)
    form = ServiceForm(initial={"expected_days": found.expected_days, "active": found.active})
    return _service_page(request, found, form)


def _service_page(request: HttpRequest, found: Service, form: ServiceForm) -> HttpResponse:
    today = clock.today()
    context = {
        "service": found,
        "form": form,
        "may_edit": bool(account_of(request).roles & set(EDITORS)),
        "requirements": [
            (
                r,
                queries.conditions(r.when, found),
                r.valid_from > today,
                bool(r.valid_until and r.valid_until < today),
            )
            for r in found.requirements.all()
        ],
        "steps": [(step, can_go_on(step)) for step in found.steps.all()],
        "questions": [(q, queries.conditions(q.when, found)) for q in found.questions.all()],
    }
    return render(request, "catalogue/service.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*EDITORS, shows=NOBODY)
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    found = _service(code)
    form = ServiceForm(request.POST)
    if not form.is_valid():
        return _service_page(request, found, form)
    actions.change_service(found, **form.cleaned_data, by=account_of(request).actor)
    return redirect("catalogue:service", code)


def _wording(data: dict[str, Any]) -> Wording:
    return Wording(data["text_id"], data["text_en"], data["detail_id"], data["detail_en"])


@needs(*EDITORS, shows=NOBODY)
def requirement(request: HttpRequest, requirement_id: int) -> HttpResponse:
    found = get_object_or_404(Requirement.objects.select_related("service"), pk=requirement_id)
    names = ("text_id", "text_en", "detail_id", "detail_en", "good_for_days", "legal_basis")
    initial = {name: getattr(found, name) for name in names} | {"valid_from": max(clock.today(), found.valid_from)}
    form = RequirementForm(request.POST or None, initial=initial)
    if found.dated_by:
        form.fields["good_for_days"].required = True
    else:
        del form.fields["good_for_days"]

    def act(data: dict[str, Any]) -> None:
        actions.revise_requirement(
            found,
            _wording(data),
            good_for_days=data.get("good_for_days"),
            legal_basis=data["legal_basis"],
            valid_from=data["valid_from"],
            by=account_of(request).actor,
        )

    return _edit(request, form, act, found.service, _("Ubah syarat"), found)


@needs(*EDITORS, shows=NOBODY)
def add_requirement(request: HttpRequest, code: str) -> HttpResponse:
    found = _service(code)
    form = NewRequirementForm(request.POST or None, initial={"valid_from": clock.today()})
    del form.fields["good_for_days"]

    def act(data: dict[str, Any]) -> None:
        actions.add_requirement(
            found,
            data["code"],
            _wording(data),
            legal_basis=data["legal_basis"],
            valid_from=data["valid_from"],
            by=account_of(request).actor,
        )

    return _edit(request, form, act, found, _("Tambah syarat"), None)


def _edit(
    request: HttpRequest,
    form: Form,
    act: Callable[[dict[str, Any]], None],
    of: Service,
    heading: str,
    found: Requirement | None,
) -> HttpResponse:
    if taken(form, lambda: act(form.cleaned_data)):
        return redirect("catalogue:service", of.code)
    context = {"form": form, "service": of, "heading": heading, "requirement": found}
    return render(request, "catalogue/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*EDITORS, shows=NOBODY)
@require_POST
def end_requirement(request: HttpRequest, requirement_id: int) -> HttpResponse:
    """Let a requirement fall away after today."""
    found = get_object_or_404(Requirement.objects.select_related("service"), pk=requirement_id)
    attempt(request, lambda: actions.end_requirement(found, last_day=clock.today(), by=account_of(request).actor))
    return redirect("catalogue:service", found.service.code)
