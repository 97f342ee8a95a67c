"""The page behind a link: looking at it changes nothing, for whoever passes a message on has it looked at."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pasti.accounts.rules import public
from pasti.answers import actions, opening, queries, words
from pasti.answers.forms import RepresentativeForm
from pasti.answers.links import Opened
from pasti.answers.models import About, Via
from pasti.answers.screens.chosen import choice_in, form_in, wanted_in
from pasti.answers.states import Choice
from pasti.appointments.screens.public import as_file
from pasti.kit.errors import Refused
from pasti.kit.limits import TooOften
from pasti.kit.screens import UNPROCESSABLE

NOT_FOUND, GONE, TOO_MANY = 404, 410, 429


@public
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, or take what was chosen."""
    try:
        found = opening.with_link(request, token)
    except TooOften as refused:
        return _closed(request, str(refused), TOO_MANY)
    if found is None:
        return _closed(request, _("Tautan ini tidak dikenal. Periksa apakah tersalin lengkap."), NOT_FOUND)
    if request.method == "POST" and found.occasion:
        return _take(request, found, token)
    return _page(request, found)


@public
@require_http_methods(["GET", "HEAD"])
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment for the calendar of a telephone, to whoever may choose it."""
    try:
        found = opening.with_link(request, token)
    except TooOften as refused:
        return _closed(request, str(refused), TOO_MANY)
    if found is None or found.occasion is None:
        return _closed(request, _("Tautan ini tidak dikenal. Periksa apakah tersalin lengkap."), NOT_FOUND)
    return _private(as_file(found.application))


def _take(request: HttpRequest, found: Opened, token: str) -> HttpResponse:
    choice, form = choice_in(request), form_in(request, found.application)
    if form and not form.is_valid():
        return _page(request, found, form=form)
    try:
        if choice is None:
            raise Refused(_("Pilih salah satu jawaban."))
        opening.count_answer(found.application)
        actions.answer(
            found.application,
            choice,
            by=actions.holder(found.application, Via.LINK),
            via=Via.LINK,
            wanted=wanted_in(request, form),
            key=found.key,
        )
    except Refused as refused:
        return _page(request, found, problem=str(refused))
    return redirect("answers:open", token)


def _page(
    request: HttpRequest, found: Opened, *, problem: str = "", form: RepresentativeForm | None = None
) -> HttpResponse:
    application, occasion = found.application, found.occasion
    if occasion is None:
        return _closed(request, _("Tautan ini tidak berlaku lagi: permohonannya sudah berjalan lebih lanjut."))
    choices, given = queries.choices(application), queries.given(application)
    if form is None and Choice.REPRESENT in choices:
        form = RepresentativeForm(None, relations=choices.relations)
    context = {
        "told": words.told(application, occasion),
        "offered": words.offered(occasion),
        "keeping": words.keep_label(application, occasion),
        "confirmed": words.confirmed(application, occasion, given) if given and not occasion.in_vain else None,
        "coming": words.before_coming(application, occasion),
        "lacking": words.lacking(application),
        "case_url": settings.CASE_URL,
        "choices": choices,
        "open": {str(choice): True for choice in choices.open},
        "token": found.token,
        "dated": bool(occasion.booking) and occasion.about == About.VISIT,
        "form": form,
        "problem": problem,
    }
    refused = problem or (form and form.errors)
    return _private(render(request, "answers/open.html", context, status=UNPROCESSABLE if refused else 200))


def _closed(request: HttpRequest, sentence: str, status: int = GONE) -> HttpResponse:
    context = {"sentence": sentence, "case_url": settings.CASE_URL}
    return _private(render(request, "answers/closed.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """No browser keeps it, no machine lists it, and no other place learns its address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
