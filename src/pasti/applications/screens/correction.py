"""Putting data right with the person at the counter: what it becomes, the person looks, then it stands."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import corrections, queries, shared_nik
from pasti.applications.corrections import Confirmed
from pasti.applications.doubts import doubts
from pasti.applications.forms import (
    BIODATA_LABELS,
    AddressForm,
    CardDataForm,
    ForeignerForm,
    PersonForm,
    QuestionsForm,
    ReasonForm,
    WhoseForm,
    in_words,
    initial_answers,
    shared_rows,
)
from pasti.applications.models import Application
from pasti.audit.sights import sight
from pasti.catalogue import queries as catalogue
from pasti.kit.errors import Refused
from pasti.kit.forms import Form
from pasti.kit.screens import UNPROCESSABLE, safe_next, sent
from pasti.residents import lists
from pasti.residents.same import Decision, Shared

CORRECTION = sight("correction", gettext_lazy("perbaikan data permohonan"))


@needs(Role.CLERK, Role.RECORDER, shows=CORRECTION)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """The form; what it would change, for the person to look at; and, once the person has confirmed, the change."""
    application = queries.by_number(number)
    if application is None:
        raise Http404
    shown(request, application)
    context: dict[str, Any] = {
        "application": application,
        "back": safe_next(request, "", name="back"),
        "reason": ReasonForm(),
    }
    if closed := corrections.problem(application):
        return render(request, "applications/correction.html", context | {"closed": closed})
    posted = request.POST if request.method == "POST" else None
    forms, reason = _forms(application, request), ReasonForm(posted)
    context |= {"forms": forms, "reason": reason, "digest": corrections.digest(application)}
    if posted is None or "again" in posted or not all([*(form.is_valid() for form in forms), reason.is_valid()]):
        return _form(request, context)
    fields = _said(forms)
    try:
        corrections.check_unchanged(application, sent(request, "drawn_for"))
        after = copy(application)
        changed = corrections.proposed(after, fields)
        # Who is known here already may find somebody else under the right NIK: both are shown before anything else.
        shared = shared_nik.found(after) if application.resident else None
        decided = _decided(request, shared, context) if shared else None
        if shared and decided is None:
            return _form(request, context)
        if "confirmed" in posted:
            return _stands(request, application, changed, reason.cleaned_data["reason"], decided)
    except Refused as refused:
        reason.add_error(None, str(refused))
        return _form(request, context)
    return render(request, "applications/correction_shown.html", context | _to_look_at(request, application, changed))


def _decided(request: HttpRequest, shared: Shared, context: dict[str, Any]) -> Decision | None:
    """What was decided on a NIK that somebody else has here; both sets of data are on the page."""
    shown(request, f"resident:{shared.resident.pk}")
    form = WhoseForm(request.POST if "compared" in request.POST else None)
    context |= {"shared": shared, "shared_rows": shared_rows(shared), "whose_form": form}
    if sent(request, "compared") == shared.digest and form.is_valid():
        return form.decision(shared.digest)
    return None


def _form(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    wrong = "shared" in context or any(form.errors for form in [*context["forms"], context["reason"]])
    return render(request, "applications/correction.html", context, status=UNPROCESSABLE if wrong else 200)


def _forms(application: Application, request: HttpRequest) -> list[Form]:
    """The forms of the first entry, with what is known in them."""
    data = request.POST if request.method == "POST" else None
    foreign = application.service.for_whom == lists.FOREIGN
    kinds: list[type[Form]] = [ForeignerForm if foreign else PersonForm, AddressForm]
    if application.service.makes_card and application.religion:
        kinds.append(CardDataForm)
    village = sent(request, "village_code") or application.village_code
    made = []
    for kind in kinds:
        initial = {name: getattr(application, name) for name in kind.base_fields}
        more = {"regency": village[:5]} if kind is AddressForm else {}
        made.append(kind(data, initial=initial, **more))
    return [*made, *_questions(application, data)]


def _questions(application: Application, data: Any) -> list[Form]:
    """The service's questions, as far as they are asked after what is answered."""
    initial = initial_answers(application.service, application.answers)
    form = QuestionsForm(application.service, data, initial=initial)
    answers = application.answers if data is None else {**application.answers, **form.answers()}
    form.only({question.code for question in catalogue.checklist(application.service, answers).asked})
    return [form] if form.questions else []


def _said(forms: list[Form]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for form in forms:
        fields |= {"answers": form.answers()} if isinstance(form, QuestionsForm) else form.cleaned_data
    return fields


def _to_look_at(request: HttpRequest, application: Application, changed: dict[str, Any]) -> dict[str, Any]:
    """What was and what it becomes, in words, and what deserves a second look in it."""
    after = copy(application)
    for name, said in changed.items():
        setattr(after, name, said)
    rows = [
        (BIODATA_LABELS.get(name, name), in_words(application, name), in_words(after, name))
        for name in changed
        if name != "answers"
    ]
    rows += _answers_in_words(application, after)
    typed = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "confirmed")]
    return {"rows": rows, "warnings": [doubt.sentence for doubt in doubts(after)], "typed": typed, "ways": Confirmed}


def _answers_in_words(before: Application, after: Application) -> list[tuple[str, str, str]]:
    """The questions that are answered differently, with both answers."""
    was = dict(catalogue.describe(before.answers, before.service))
    becomes = dict(catalogue.describe(after.answers, after.service))
    asked = [*becomes, *(question for question in was if question not in becomes)]
    both = [(question, was.get(question, ""), becomes.get(question, "")) for question in asked]
    return [(question, old, new) for question, old, new in both if old != new]


def _stands(
    request: HttpRequest, application: Application, changed: dict[str, Any], why: str, decided: Decision | None
) -> HttpResponse:
    way = sent(request, "confirmed")
    if way not in Confirmed.values:
        raise Refused(_("Pilih bagaimana pemohon membenarkan data ini."))
    corrected = corrections.correct(
        application,
        changed,
        reason=why,
        confirmed=Confirmed(way),
        drawn_for=sent(request, "drawn_for"),
        decided=decided,
        by=account_of(request).actor,
    )
    messages.success(request, _("Data %s sudah diperbaiki.") % application.shown_number)
    for doubt in doubts(corrected):
        messages.warning(request, doubt.sentence)
    case = reverse("applications:case", args=[application.number])
    return redirect(safe_next(request, case, name="back"))
