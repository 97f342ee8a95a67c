"""Cases, for everybody in the office."""

from collections.abc import Collection, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import OFFICE_STAFF, Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import actions, corrections, held, queries, record_status
from pasti.applications.beside import parts_of
from pasti.applications.doubts import unsettled
from pasti.applications.forms import AgainForm, EndForm
from pasti.applications.models import Application
from pasti.applications.ready_days import ready_days
from pasti.applications.record_status import Again
from pasti.applications.states import State
from pasti.audit.sights import NOBODY, listing, sight
from pasti.catalogue import queries as catalogue
from pasti.catalogue.steps import StepCode
from pasti.journal import queries as journal
from pasti.kit import blobs
from pasti.kit.forms import Form
from pasti.kit.screens import UNPROCESSABLE, asked, attempt, page_of, taken
from pasti.readiness.queries import can_go_on

_PER_PAGE = 50
CASES = listing("case list", gettext_lazy("daftar permohonan"))
SEARCH = listing("case search", gettext_lazy("pencarian permohonan"), search=True)
CASE = sight("case", gettext_lazy("halaman permohonan"))
DOCUMENT = sight("document", gettext_lazy("berkas pemohon"))


@needs(*OFFICE_STAFF, shows=CASES)
def cases(request: HttpRequest) -> HttpResponse:
    said = asked(request, "state", "service", "step", words=["q"])
    found = queries.search(said["q"], state=said["state"], service=said["service"], step=said["step"])
    page = page_of(request, found, size=_PER_PAGE)
    shown(request, *page.object_list, sight=SEARCH if said["q"] else CASES)
    days = ready_days(page)
    context = {
        "asked": said,
        "page": page,
        "rows": [(application, days.get(application.pk)) for application in page],
        "states": State.choices,
        "services": [(service.code, service.text) for service in catalogue.all_services()],
        "steps": StepCode.choices,
    }
    template = "applications/case_rows.html" if request.headers.get("HX-Request") else "applications/cases.html"
    return render(request, template, context)


def _case(number: str) -> Application:
    application = queries.by_number(number)
    if application is None:
        raise Http404
    return application


@needs(*OFFICE_STAFF, shows=CASE)
def case(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _case(number))


def _page(request: HttpRequest, application: Application, **bound: Form) -> HttpResponse:
    account = account_of(request)
    shown(request, application)
    open_moves = application.open_moves(account.actor)
    again = held.may_record_again(application) if application.service.makes_card else None
    context = {
        "application": application,
        "steps": application.steps.all(),
        "going": can_go_on(application.current_step) if application.current_step else None,
        "ready_on": ready_days([application]).get(application.pk),
        "statuses": application.statuses.order_by("-id"),
        "beside": parts_of(application),
        "entries": list(journal.of_case(application.number))[::-1],
        "papers": queries.documents_of(application),
        "answers": catalogue.describe(application.answers, application.service),
        "others": queries.others_compared(application),
        "doubts": unsettled(application),
        "may_settle": bool(account.roles & {Role.CLERK, Role.RECORDER}),
        "may_record_again": "record_again" in open_moves and again == Again.YES,
        **_held_forms(application, open_moves, again, bound),
        "may_supply": "supply" in open_moves,
        "may_correct": bool(corrections.WHO & account.roles) and not corrections.problem(application),
        "may_give_code": application.live and Role.CLERK in account.roles,
    }
    return render(request, "applications/case.html", context, status=UNPROCESSABLE if bound else 200)


def _held_forms(
    application: Application, moves: Collection[str], again: Again | None, bound: Mapping[str, Form]
) -> dict[str, Form]:
    """What may be done with a case that the centre holds, each with its form."""
    offered: dict[str, Form] = {}
    if "record_again" in moves and again == Again.IF_AGREED:
        offered["again_form"] = AgainForm(prefix="again")
    if "end_held" in moves and held.has_last_word(application):
        offered["end_form"] = EndForm(prefix="end")
    return {**offered, **bound}


@needs(*OFFICE_STAFF, shows=NOBODY)
def statuses(request: HttpRequest) -> HttpResponse:
    """What each of the centre's statuses means, and who must do what."""
    return render(request, "applications/statuses.html", {"statuses": record_status.table()})


@needs(*OFFICE_STAFF, shows=DOCUMENT)
def document(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """A paper, only to look at: it is served as what it was found to be, sandboxed, and never cached."""
    application = _case(number)
    found = queries.document(application, document_id)
    if found is None:
        raise Http404
    shown(request, application)
    return _to_look_at(found.sha256, found.media_type)


@needs(*OFFICE_STAFF, shows=DOCUMENT)
def first_page(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """The first page of a PDF as a picture."""
    application = _case(number)
    found = queries.document(application, document_id)
    if found is None or not found.first_page:
        raise Http404
    shown(request, application)
    return _to_look_at(found.first_page, "image/jpeg")


def _to_look_at(sha256: str, media_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(blobs.read(sha256), content_type=media_type, headers=headers)


@needs(Role.CLERK, Role.RECORDER, shows=CASE)
@require_POST
def record_again(request: HttpRequest, number: str) -> HttpResponse:
    application, by = _case(number), account_of(request).actor
    done = _("Permohonan kembali ke tahap perekaman. Hubungi pemohon untuk datang.")
    if held.may_record_again(application) == Again.IF_AGREED:
        form = AgainForm(request.POST, prefix="again")
        if not taken(form, lambda: held.record_again(application, basis=form.cleaned_data["basis"], by=by)):
            return _page(request, application, again_form=form)
        messages.success(request, done)
    else:
        attempt(request, lambda: held.record_again(application, basis="", by=by), done=done)
    return redirect("applications:case", application.number)


@needs(Role.CLERK, shows=CASE)
@require_POST
def end_held(request: HttpRequest, number: str) -> HttpResponse:
    """End a case that the centre will never release."""
    application, form = _case(number), EndForm(request.POST, prefix="end")
    by = account_of(request).actor
    if not taken(form, lambda: held.end_held(application, form.cleaned_data["reason"], by=by)):
        return _page(request, application, end_form=form)
    messages.success(request, _("Permohonan diakhiri."))
    return redirect("applications:case", application.number)


@needs(Role.CLERK, shows=NOBODY)
@require_POST
def supply(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the missing papers were brought or sent."""
    application = _case(number)
    if attempt(request, lambda: actions.supply_papers(application, by=account_of(request).actor)):
        messages.success(request, _("Berkas dicatat lengkap; permohonan menunggu pemeriksaan."))
    return redirect("applications:case", application.number)


@needs(Role.CLERK, Role.RECORDER, shows=NOBODY)
@require_POST
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Note that what looks wrong was compared with the papers and is right."""
    application = _case(number)
    attempt(
        request,
        lambda: actions.settle_doubts(application, by=account_of(request).actor),
        done=_("Dicatat: data sudah dicocokkan dan benar."),
    )
    return redirect("applications:case", application.number)
