"""Somebody is rung up: what to say to them, and what they answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.answers import queries as answers
from pasti.answers import words
from pasti.answers.forms import RepresentativeForm
from pasti.answers.screens.chosen import choice_in, form_in, wanted_in
from pasti.answers.states import Choice
from pasti.audit.sights import sight
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, sent
from pasti.notices import actions, queries
from pasti.notices.models import Notice
from pasti.notices.states import NoticeState

CALL = sight("call", gettext_lazy("halaman telepon"))


@needs(Role.CLERK, shows=CALL)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer what the person may choose, and take it; the same as they would choose behind their link."""
    notice = queries.notice(pk)
    if notice is None:
        raise Http404
    shown(request, notice.application)
    if notice.state != NoticeState.CALL:
        messages.info(request, _("Orang ini tidak lagi dalam daftar telepon."))
        return redirect("notices:calls")
    if request.method != "POST":
        return _page(request, notice)
    choice, form = choice_in(request), form_in(request, notice.application)
    if form and not form.is_valid():
        return _page(request, notice, form=form)
    try:
        if choice is None:
            raise Refused(_("Pilih salah satu jawaban."))
        by, key = account_of(request).actor, sent(request, "key")
        actions.answered_by_phone(notice, choice, wanted=wanted_in(request, form), key=key, by=by)
    except Refused as refused:
        return _page(request, notice, problem=str(refused))
    messages.success(request, _("Jawaban %s dicatat.") % notice.application.name)
    return redirect("notices:calls")


def _page(
    request: HttpRequest, notice: Notice, *, problem: str = "", form: RepresentativeForm | None = None
) -> HttpResponse:
    application = notice.application
    choices = answers.choices(application)
    if form is None and Choice.REPRESENT in choices:
        form = RepresentativeForm(None, relations=choices.relations)
    context = {
        "call": queries.to_call(notice),
        "application": application,
        "choices": choices,
        # What the person answers to: it may be another by the time that the key is pressed.
        "key": choices.occasion.key if choices.occasion else "",
        "keeping": words.keep_label(application, choices.occasion) if choices.occasion else "",
        "open": {str(choice): True for choice in choices.open},
        "form": form,
        "problem": problem,
    }
    refused = problem or (form and form.errors)
    return render(request, "notices/call.html", context, status=UNPROCESSABLE if refused else 200)
