"""The application form in short steps. Every step saves; a draft can be left and resumed by number and code."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.rules import public
from pasti.applications import actions, documents, opening, queries, rules, scans, uploads
from pasti.applications.coming import besides, coming
from pasti.applications.doubts import doubts
from pasti.applications.forms import AddressForm, NumberAndCodeForm, person_form
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit, too_early
from pasti.apply.actions import keep_address
from pasti.catalogue import queries as catalogue
from pasti.handover import queries as handover
from pasti.kit import clock, qr, text
from pasti.kit.errors import Refused
from pasti.kit.forms import Form
from pasti.kit.language import language_of
from pasti.kit.limits import TooOften
from pasti.kit.loads import UPLOAD, carries
from pasti.kit.screens import UNPROCESSABLE, attempt, in_address, sent
from pasti.notices import queries as told
from pasti.notices.forms import WishForm
from pasti.offices import policy, regions
from pasti.offices import queries as offices
from pasti.promises import queries as promises

_ADDRESS = ("village_code", "address", "rt", "rw", "phone")


@public
def resume(request: HttpRequest) -> HttpResponse:
    form = NumberAndCodeForm(request.POST or None, initial={"number": in_address(request, "number")})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            application = opening.with_code(request, number, form.cleaned_data["code"])
        except TooOften as refused:
            form.add_error(None, str(refused))
        else:
            if application:
                return redirect("apply:overview", application.number)
            form.add_error(None, _("Nomor permohonan dan kode ini tidak cocok. Periksa keduanya pada catatan Anda."))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "apply/resume.html", {"form": form}, status=status)


def _sent_already(request: HttpRequest, application: Application, form: Form | None = None) -> HttpResponse | None:
    """Where a browser's back button leads after sending: not to a form that can no longer be sent."""
    if application.state == State.DRAFT:
        return None
    if form and form.is_bound and not _says_what_is_kept(form, application):
        messages.warning(
            request,
            _(
                "Permohonan ini sudah dikirim; yang baru saja Anda isi tidak disimpan. "
                "Untuk orang lain, ajukan permohonan baru."
            ),
        )
    return redirect("apply:confirmation", application.number)


def _says_what_is_kept(form: Form, application: Application) -> bool:
    return form.is_valid() and all(getattr(application, name) == said for name, said in form.cleaned_data.items())


@public
@rules.own_case("apply:resume")
def overview(request: HttpRequest, application: Application) -> HttpResponse:
    if gone := _sent_already(request, application):
        return gone
    tasks = _tasks(application)
    context = {
        "application": application,
        "code": rules.code_of(request, application.number),
        "tasks": tasks,
        "ready": all(task["done"] for task in tasks if task["needed"]),
        "draft_days": policy.value("applications.draft_days"),
        "answers": catalogue.describe(application.answers, application.service),
    }
    return render(request, "apply/overview.html", context)


def _tasks(application: Application) -> list[dict[str, Any]]:
    papers = queries.documents_of(application)
    sent = sum(1 for _requirement, documents in papers if documents)
    return [
        {"name": "person", "label": _("Data diri"), "done": bool(application.nik), "needed": True},
        {"name": "address", "label": _("Alamat dan nomor HP"), "done": bool(application.village_code), "needed": True},
        {
            "name": "papers",
            "label": _("Foto berkas"),
            "done": sent > 0,
            "needed": False,
            "said": _("%(sent)d dari %(all)d dikirim") % {"sent": sent, "all": len(papers)},
        },
    ]


@public
@rules.own_case("apply:resume")
def person(request: HttpRequest, application: Application) -> HttpResponse:
    asked = person_form(application.service)
    form = asked(request.POST or None, initial={name: getattr(application, name) for name in asked.base_fields})
    if gone := _sent_already(request, application, form):
        return gone
    if request.method == "POST" and form.is_valid():
        problem = too_early(application.service, application.answers, form.cleaned_data["birth_date"])
        if problem:
            form.add_error("birth_date", problem)
        else:
            try:
                drawn_for = sent(request, "drawn_for") if "drawn_for" in request.POST else None
                by = rules.acting(request, application)
                actions.fill(application, form.cleaned_data, drawn_for=drawn_for, by=by)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("apply:address", application.number)
    context = {"application": application, "form": form, "step": 1}
    return render(request, "apply/person.html", context, status=UNPROCESSABLE if form.errors else 200)


@public
@rules.own_case("apply:resume")
def address(request: HttpRequest, application: Application) -> HttpResponse:
    regency = _regency(request, application)
    initial = {name: getattr(application, name) for name in _ADDRESS}
    form = AddressForm(request.POST or None, initial=initial, regency=regency)
    there = told.wish_of(application)
    wish_before = {"wish": there.wish, "email": there.email} if there else {}
    wish = WishForm(request.POST or None, initial=wish_before, phone=form.phone_typed)
    if gone := _sent_already(request, application, form):
        return gone
    if request.method == "POST" and "elsewhere" in request.POST:
        _keep_what_fits(request, application, form, wish)
        return redirect("apply:region", application.number)
    if request.method == "POST" and form.is_valid() and wish.is_valid():
        said = {**wish.said, "language": language_of(request)}
        keep_address(application, form.cleaned_data, wish=said, by=rules.acting(request, application))
        return redirect("apply:papers", application.number)
    context = {
        "application": application,
        "form": form,
        "wish": wish,
        "step": 2,
        "regency": regions.name_of(regency),
        "regency_code": regency,
        "warnings": doubts(application),
    }
    wrong = form.errors or wish.errors
    return render(request, "apply/address.html", context, status=UNPROCESSABLE if wrong else 200)


def _keep_what_fits(request: HttpRequest, application: Application, form: AddressForm, wish: WishForm) -> None:
    """Keep what was typed already before another regency is chosen; what cannot be kept is said."""
    form.is_valid()
    fits = {name: said for name, said in form.cleaned_data.items() if said and name != "village_code"}
    # What is wished of a number is kept with that number only: without it, it would be another wish.
    wish_fits = wish.is_valid() and "phone" not in form.errors
    said = {**wish.said, "language": language_of(request)} if wish_fits and wish.has_changed() else None
    keep_address(application, fits, wish=said, by=rules.acting(request, application))
    lost = [text.within(str(form[name].label)) for name in form.errors if name != "village_code" and form[name].data]
    if wish["email"].data and not wish_fits:
        lost.append(text.within(str(wish["email"].label)))
    if lost:
        messages.warning(request, _("Belum tersimpan karena belum benar: %s.") % text.and_list(lost))


def _regency(request: HttpRequest, application: Application) -> str:
    asked = in_address(request, "regency")
    if regions.is_regency(asked):
        return asked
    return application.village_code[:5] or offices.office().region_code


@public
@rules.own_case("apply:resume")
def region(request: HttpRequest, application: Application) -> HttpResponse:
    """Choose another regency, for people who are registered elsewhere."""
    if gone := _sent_already(request, application):
        return gone
    asked = in_address(request, "province")
    province = regions.name_of(asked) if asked and "." not in asked else None
    context = {
        "application": application,
        "province": province or "",
        "regions": regions.children(asked if province else ""),
    }
    return render(request, "apply/region.html", context)


@public
@rules.own_case("apply:resume")
def papers(request: HttpRequest, application: Application) -> HttpResponse:
    # What is missing may be sent after the case was handed in.
    if application.state != State.INCOMPLETE and (gone := _sent_already(request, application)):
        return gone
    return _papers_page(request, application)


def _papers_page(
    request: HttpRequest, application: Application, problems: Mapping[str, str] | None = None
) -> HttpResponse:
    found = problems or {}
    papers = queries.documents_of(application)
    asked_for = {requirement.code for requirement, _sent in papers}
    context = {
        "application": application,
        "papers": [(requirement, sent, found.get(requirement.code, "")) for requirement, sent in papers],
        "elsewhere": [problem for code, problem in found.items() if code not in asked_for],
        "removable": documents.removable(application),
        "step": 3 if application.state == State.DRAFT else 0,
        "problems": found,
        "largest": policy.value("applications.largest_document_mb"),
    }
    return render(request, "apply/papers.html", context, status=UNPROCESSABLE if found else 200)


@public
@carries(UPLOAD)
@rules.own_case("apply:resume")
def add_papers(request: HttpRequest, application: Application) -> HttpResponse:
    """Take every file that was chosen, whichever button was pressed; “go” leads on when none was refused."""
    if request.method != "POST":
        return redirect("apply:papers", application.number)
    chosen: dict[str, Any] = {name.removeprefix("file-"): file for name, file in request.FILES.items()}
    if (one := sent(request, "one")) and one not in chosen:
        chosen[one] = None
    problems = _receive(request, application, chosen)
    if problems:
        if len(problems) < len(chosen):
            messages.info(request, _("Yang lain sudah terkirim."))
        return _papers_page(request, application, problems)
    if "go" not in request.POST:
        return redirect("apply:papers", application.number)
    return redirect("apply:review" if application.state == State.DRAFT else "apply:confirmation", application.number)


def _receive(request: HttpRequest, application: Application, chosen: Mapping[str, Any]) -> dict[str, str]:
    """Take the files that were chosen for requirements; return what is wrong with which."""
    by, problems = rules.acting(request, application), {}
    for requirement, file in chosen.items():
        try:
            uploads.receive(request, application, requirement, file, by=by)
        except Refused as refused:
            problems[requirement] = str(refused)
    return problems


@public
@carries(UPLOAD)
@rules.own_case("apply:resume")
def add_paper(request: HttpRequest, application: Application, requirement: str) -> HttpResponse:
    """Take one file for one requirement."""
    if request.method != "POST":
        # A refused paper is shown at this address: whoever loads it again or changes the language lands here.
        return redirect("apply:papers", application.number)
    if problems := _receive(request, application, {requirement: request.FILES.get("file")}):
        return _papers_page(request, application, problems)
    return redirect("apply:papers", application.number)


@public
@require_POST
@rules.own_case("apply:resume")
def remove_paper(request: HttpRequest, application: Application, document_id: int) -> HttpResponse:
    document = queries.document(application, document_id)
    if document:
        attempt(request, lambda: documents.remove_document(document, by=rules.acting(request, application)))
    return redirect("apply:papers", application.number)


@public
@rules.own_case("apply:resume")
def review(request: HttpRequest, application: Application) -> HttpResponse:
    if gone := _sent_already(request, application):
        return gone
    problem = ""
    if request.method == "POST":
        try:
            actions.submit(application, by=rules.acting(request, application))
        except Refused as refused:
            problem = str(refused)
        else:
            return redirect("apply:confirmation", application.number)
    context = {
        "application": application,
        "answers": catalogue.describe(application.answers, application.service),
        "papers": queries.documents_of(application),
        "warnings": doubts(application),
        "problem": problem,
        "step": 4,
    }
    return render(request, "apply/review.html", context, status=UNPROCESSABLE if problem else 200)


@public
@rules.own_case("apply:resume")
def confirmation(request: HttpRequest, application: Application) -> HttpResponse:
    if application.state == State.DRAFT:
        return redirect("apply:overview", application.number)
    return render(request, "apply/confirmation.html", confirmed(request, application))


def confirmed(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What the confirmation says, on the screen and on paper; `in_vain` when there is nothing to come for now."""
    code = rules.code_of(request, application.number)
    dates, visit = promises.dates_of(application), next_visit(application)
    booking = dates.booking
    ready = application.state == State.READY
    bring = handover.to_bring(application) if ready else besides(application)
    day = clock.local_day(booking.session.starts_at) if booking else clock.today()
    return {
        "application": application,
        "code": code,
        "qr": qr.data_uri(scans.confirmation_scan(application.number, code)),
        "booking": booking,
        "dates": dates,
        "ready": ready,
        "in_vain": visit.why_not,
        "going": visit.going(),
        "checklist": queries.checklist_of(application, day),
        "coming": coming(application, day if booking else None, bring=bring) if visit.must else None,
        "steps": application.steps.exclude(code="papers"),
    }
