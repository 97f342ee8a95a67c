"""Cases, for everybody in the office."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import OFFICE_STAFF, Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import actions, queries
from pasti.applications.models import Application
from pasti.applications.ready_days import ready_days
from pasti.applications.states import State
from pasti.audit.actions import looked
from pasti.catalogue import queries as catalogue
from pasti.catalogue.steps import StepCode
from pasti.journal import queries as journal
from pasti.kit import blobs, text
from pasti.kit.screens import attempt
from pasti.readiness.queries import can_go_on
from pasti.residents.nik import only_digits

_PER_PAGE = 50
# Typing a name asks again at every letter.
_ONE_SEARCH = timedelta(minutes=1)


@needs(*OFFICE_STAFF)
def cases(request: HttpRequest) -> HttpResponse:
    # The form posts: a NIK has no place in an address, where logs and browsers keep it.
    given = request.POST if request.method == "POST" else request.GET
    # PostgreSQL takes no NUL.
    asked = {name: given.get(name, "").replace("\0", "") for name in ("q", "state", "service", "step")}
    found = queries.search(asked["q"], state=asked["state"], service=asked["service"], step=asked["step"])
    if asked["q"]:
        account = account_of(request)
        looked(account.actor.id, account.name, "case search", "applications", again_after=_ONE_SEARCH)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    days = ready_days(page)
    context = {
        "asked": asked,
        "filters": urlencode({name: said for name, said in asked.items() if not text.holds_nik(only_digits(said))}),
        "page": page,
        "rows": [(application, days.get(application.pk)) for application in page],
        "states": State.choices,
        "services": catalogue.all_services(),
        "steps": StepCode.choices,
    }
    template = "applications/case_rows.html" if request.headers.get("HX-Request") else "applications/cases.html"
    return render(request, template, context)


def _case(number: str) -> Application:
    application = queries.by_number(number)
    if application is None:
        raise Http404
    return application


@needs(*OFFICE_STAFF)
def case(request: HttpRequest, number: str) -> HttpResponse:
    application = _case(number)
    account = account_of(request)
    looked(account.actor.id, account.name, "case", application.subject)
    open_moves = application.open_moves(account.actor)
    context = {
        "application": application,
        "steps": application.steps.all(),
        "going": can_go_on(application.current_step) if application.current_step else None,
        "ready_on": ready_days([application]).get(application.pk),
        "statuses": application.statuses.order_by("-at", "-id"),
        "entries": list(journal.of_case(application.number))[::-1],
        "papers": queries.documents_of(application),
        "answers": catalogue.describe(application.answers, application.service),
        "others": queries.others_of(application),
        "may_record_again": "record_again" in open_moves and application.service.makes_card,
        "may_supply": "supply" in open_moves,
    }
    return render(request, "applications/case.html", context)


@needs(*OFFICE_STAFF)
def document(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """A paper, only to look at: it is served as what it was found to be, sandboxed, and never cached."""
    application = _case(number)
    found = queries.document(application, document_id)
    if found is None:
        raise Http404
    account = account_of(request)
    looked(account.actor.id, account.name, "document", application.subject)
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(blobs.read(found.sha256), content_type=found.media_type, headers=headers)


@needs(Role.CLERK, Role.RECORDER)
@require_POST
def record_again(request: HttpRequest, number: str) -> HttpResponse:
    application = _case(number)
    attempt(
        request,
        lambda: actions.record_again(application, by=account_of(request).actor),
        done=_("Permohonan kembali ke tahap perekaman. Hubungi pemohon untuk datang."),
    )
    return redirect("applications:case", application.number)


@needs(Role.CLERK)
@require_POST
def supply(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the missing papers were brought or sent."""
    application = _case(number)
    if attempt(request, lambda: actions.supply_papers(application, by=account_of(request).actor)):
        messages.success(request, _("Berkas dicatat lengkap; permohonan menunggu pemeriksaan."))
    return redirect("applications:case", application.number)
