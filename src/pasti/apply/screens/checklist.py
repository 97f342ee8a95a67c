"""A service: its questions, and the checklist that follows from the answers. Nothing is stored until it is started."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pasti.accounts.rules import public
from pasti.applications import actions, rules
from pasti.applications.forms import QuestionsForm, initial_answers
from pasti.applications.models import Application, Channel
from pasti.catalogue import queries as catalogue
from pasti.catalogue.models import Service
from pasti.journal.actors import CITIZEN
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.limits import Scope, count_attempt
from pasti.kit.screens import UNPROCESSABLE, sent
from pasti.offices import policy


@public
def service(request: HttpRequest, code: str) -> HttpResponse:
    found = _service(code)
    asked = "asked" in request.GET
    form = QuestionsForm(found, request.GET if asked else None, initial=initial_answers(found, request.GET.dict()))
    answers = form.answers() if asked else catalogue.checklist(found, request.GET.dict()).answers
    return _page(request, found, form, answers)


def _service(code: str) -> Service:
    found = catalogue.service(code)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, found: Service, form: QuestionsForm, answers: dict[str, str], *, problem: str = ""
) -> HttpResponse:
    checklist = catalogue.checklist(found, answers)
    if form.is_bound:
        shown = set(request.GET.getlist("asked"))
        for question in checklist.unanswered:
            if question.code in shown:
                form.ask_again(question.code)
    context = {
        "service": found,
        "form": form,
        "checklist": checklist,
        "asked": [form[question.code] for question in checklist.asked],
        "everything": catalogue.requirements(found, clock.today()),
        # What stops is said by the checklist already.
        "problem": "" if checklist.stops else problem,
    }
    wrong = problem or form.errors
    return render(request, "apply/service.html", context, status=UNPROCESSABLE if wrong else 200)


@public
def start(request: HttpRequest, code: str) -> HttpResponse:
    found = _service(code)
    if request.method != "POST":
        # A refused start is shown at this address: whoever loads it again or changes the language lands here.
        return redirect("apply:service", code)
    answers = {question.code: sent(request, question.code) for question in found.questions.all()}
    try:
        application, code = _begin(request, found, answers)
    except Refused as refused:
        form = QuestionsForm(found, initial=initial_answers(found, answers))
        return _page(request, found, form, answers, problem=str(refused))
    rules.let_in(request, application, code=code)
    return redirect(reverse("apply:overview", args=[application.number]))


def _begin(request: HttpRequest, found: Service, answers: dict[str, str]) -> tuple[Application, str]:
    each, everybody = (policy.value(f"applications.starts_per_hour{of}") for of in ("", "_everybody"))
    counted = count_attempt(Scope("start", timedelta(hours=1), each, everybody), request)
    try:
        return actions.start(found, answers, channel=Channel.ONLINE, by=CITIZEN)
    except Refused:
        counted.take_back()
        raise
