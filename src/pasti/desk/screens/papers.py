"""What is done with the papers of the case at the counter: each in the same form, and nothing typed in it is lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import actions as applications
from pasti.applications.forms import CardDataForm, WhoseForm
from pasti.desk import actions
from pasti.desk.forms import DocumentNumberForm, LetterForm, MissingPapersForm, RefusalForm
from pasti.desk.queries import Doing
from pasti.desk.screens.counter import DESK, at_desk, desk_page, letter, typed_beside
from pasti.kit.errors import Refused
from pasti.kit.forms import Form
from pasti.kit.screens import attempt, sent, taken
from pasti.offices.models import Shift
from pasti.residents.same import Whose

# What else may be begun while the papers are looked at.
_BESIDE: tuple[tuple[type[Form], str | None], ...] = (
    (CardDataForm, None), (WhoseForm, None), (MissingPapersForm, "missing"), (RefusalForm, "refusal"),
)  # fmt: skip


@needs(Role.CLERK, shows=DESK)
@require_POST
def accept_papers(request: HttpRequest) -> HttpResponse:
    desk = at_desk(request)
    if desk is None or desk.application is None or desk.doing != Doing.PAPERS:
        return redirect("desk:home")
    application = desk.application
    form = CardDataForm(request.POST) if application.service.makes_card else None
    whose = WhoseForm(request.POST) if "compared" in request.POST else None
    if whose and whose.is_valid() and whose.cleaned_data["whose"] == Whose.OTHER:
        form = None  # nothing is copied for a case that waits
    asked = [one for one in (form, whose) if one is not None]
    valid = [one.is_valid() for one in asked]
    if not all(valid):
        return desk_page(request, desk.shift, card_form=form, whose_form=whose)
    decided = whose.decision(sent(request, "compared")) if whose else None
    try:
        done = actions.accept_papers(
            application, form.cleaned_data if form else {}, decided=decided, by=account_of(request).actor
        )
    except Refused as refused:
        if not asked:
            messages.error(request, str(refused))
            return redirect("desk:home")
        asked[0].add_error(None, str(refused))
        return desk_page(request, desk.shift, card_form=form, whose_form=whose)
    if done.remark:
        messages.warning(request, _("Permohonan %s menunggu penetapan NIK. Jelaskan kepada pemohon.") % done)
    return redirect("desk:home")


@needs(Role.CLERK, Role.RECORDER, shows=DESK)
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Note that data which looks wrong was compared with the papers; what was typed beside it comes back."""
    desk = at_desk(request)
    if desk is None or desk.application is None:
        return redirect("desk:home")
    application, by = desk.application, account_of(request).actor
    attempt(request, lambda: applications.settle_doubts(application, by=by))
    return _as_it_was(request, desk.shift) if desk.doing == Doing.PAPERS else redirect("desk:home")


@needs(Role.CLERK, shows=DESK)
@require_POST
def note_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Note the date of a new letter."""
    desk = at_desk(request)
    if desk is None or desk.application is None or desk.doing != Doing.PAPERS:
        return redirect("desk:home")
    form, application, by = LetterForm(request.POST, prefix=letter(code)), desk.application, account_of(request).actor
    if taken(form, lambda: applications.note_letter_date(application, code, form.cleaned_data["day"], by=by)):
        return _as_it_was(request, desk.shift)
    return desk_page(request, desk.shift, wrong_letter=(code, form))


@needs(Role.CLERK, shows=DESK)
@require_POST
def send_for_papers(request: HttpRequest) -> HttpResponse:
    desk = at_desk(request)
    if desk is None or desk.application is None or desk.ticket is None or desk.doing != Doing.PAPERS:
        return redirect("desk:home")
    form = MissingPapersForm(request.POST, prefix="missing")
    ticket, application, by = desk.ticket, desk.application, account_of(request).actor
    copied = _copied(request) if application.service.makes_card else {}
    if taken(
        form, lambda: actions.send_for_papers(ticket, application, form.cleaned_data["what"], copied=copied, by=by)
    ):
        messages.success(request, _("Dicatat. Permohonan menunggu berkas itu; nomor permohonan tetap berlaku."))
        return redirect("desk:home")
    return desk_page(request, desk.shift, missing_form=form)


def _copied(request: HttpRequest) -> dict[str, Any]:
    """What was copied from the family card so far: it need not be copied once more when the rest is brought."""
    form = CardDataForm(request.POST)
    form.is_valid()
    return {name: said for name, said in form.cleaned_data.items() if said}


@needs(Role.CLERK, shows=DESK)
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    desk = at_desk(request)
    if desk is None or desk.application is None or desk.doing != Doing.PAPERS:
        return redirect("desk:home")
    form, application, by = RefusalForm(request.POST, prefix="refusal"), desk.application, account_of(request).actor
    if taken(form, lambda: applications.refuse(application, form.cleaned_data["reason"], by=by)):
        return redirect("desk:home")
    return desk_page(request, desk.shift, refusal_form=form)


@needs(Role.CLERK, shows=DESK)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    desk = at_desk(request)
    if desk is None or desk.application is None or desk.doing != Doing.ISSUE:
        return redirect("desk:home")
    form, application, by = DocumentNumberForm(request.POST), desk.application, account_of(request).actor
    if taken(form, lambda: actions.issue_document(application, form.cleaned_data["number"], by=by)):
        return redirect("desk:home")
    return desk_page(request, desk.shift, number_form=form)


def _as_it_was(request: HttpRequest, shift: Shift) -> HttpResponse:
    """The desk after something was done there, with all that was typed beside it."""
    if any(typed_beside(request, form, prefix) for form, prefix in _BESIDE):
        return desk_page(request, shift)
    return redirect("desk:home")
