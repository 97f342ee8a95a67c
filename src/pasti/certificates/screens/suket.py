"""Suket: what is owed, the head's decision, and the Suket of one case."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.audit.sights import NOBODY, listing, sight
from pasti.certificates import actions, papers, queries, signing
from pasti.certificates.forms import OutsideForm, ReasonForm, SwitchOnForm
from pasti.certificates.models import Decision, Suket
from pasti.certificates.outside import bsre
from pasti.certificates.outside.port import Signatory
from pasti.kit import clock, pdf
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, asked, attempt, page_of, taken
from pasti.readiness import queries as readiness

OWED = listing("owed suket", gettext_lazy("daftar Suket yang terutang"))
SUKET = sight("suket", gettext_lazy("Suket"))

_PAGE = 50
_SEE = (Role.CLERK, Role.PRINTER, Role.HEAD)


@needs(*_SEE, shows=OWED)
def owed(request: HttpRequest) -> HttpResponse:
    """What is owed, overdue first; a case's number leads to its Suket."""
    said = asked(request, words=["number"])
    if said["number"]:
        if found := applications.by_typed_number(said["number"]):
            return redirect("certificates:suket", found.number)
        messages.error(request, _("Tidak ada permohonan dengan nomor ini."))
    page = page_of(request, queries.owed(), size=_PAGE)
    shown(request, *(suket.application for suket in page))
    context = {
        "page": page,
        "count": queries.owed().count(),
        "overdue": queries.overdue().count(),
        "decision": queries.decision_now(),
        "unsigned": queries.unsigned().count() if bsre.is_on() else 0,
        "clerk": Role.CLERK in account_of(request).roles,
        "head": Role.HEAD in account_of(request).roles,
    }
    return render(request, "certificates/owed.html", context)


@needs(Role.HEAD, shows=NOBODY)
def decide(request: HttpRequest) -> HttpResponse:
    """Switch Suket on for an incident."""
    form = SwitchOnForm(request.POST or None, incidents=queries.incidents_for_suket())

    def act() -> None:
        data = form.cleaned_data
        incident = readiness.incident(data["incident"])
        assert incident is not None
        actions.switch_on(incident, reason=data["reason"], until=data["until"], by=account_of(request).actor)

    if request.method == "POST" and taken(form, act):
        return redirect("certificates:decide")
    context = {"form": form, "decision": queries.decision_now(), "decisions": _with_those_that_hold()}
    return render(request, "certificates/decide.html", context, status=UNPROCESSABLE if form.errors else 200)


def _with_those_that_hold() -> list[tuple[Decision, bool]]:
    return [(decision, decision.holds(clock.today())) for decision in queries.decisions()[:20]]


@needs(Role.HEAD, shows=NOBODY)
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    decision, form = queries.decision(pk), ReasonForm(request.POST or None)
    if decision is None:
        raise Http404
    by = account_of(request).actor
    if request.method == "POST" and taken(
        form, lambda: actions.switch_off(decision, form.cleaned_data["reason"], by=by)
    ):
        return redirect("certificates:decide")
    context = {"form": form, "decision": decision}
    return render(request, "certificates/switch_off.html", context, status=UNPROCESSABLE if form.errors else 200)


def _case(request: HttpRequest, number: str) -> Application:
    application = applications.by_number(number)
    if application is None:
        raise Http404
    shown(request, application)
    return application


def _holding(application: Application) -> Suket:
    suket = queries.holding(application)
    if suket is None:
        raise Http404
    return suket


@needs(Role.HEAD, shows=OWED)
@sensitive_post_parameters("identity", "passphrase")
@carries(PRINT)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign Suket by the service outside: those that are shown and ticked, as many as one go takes."""
    if not bsre.is_on():
        raise Http404
    waiting = list(queries.unsigned()[: signing.AT_ONCE])
    form = OutsideForm(request.POST or None, waiting=[one.pk for one in waiting])

    def act() -> None:
        data = form.cleaned_data
        chosen = [one for one in waiting if one.pk in data["suket"]]
        signatory = Signatory(data["identity"].strip(), data["passphrase"])
        count = signing.sign(chosen, signatory, by=account_of(request).actor)
        messages.success(request, _("%d Suket ditandatangani.") % count)

    if request.method == "POST" and taken(form, act):
        return redirect("certificates:sign")
    shown(request, *(one.application for one in waiting))
    ticked = {str(pk) for pk in form["suket"].value() or []}
    rows = [(one, str(one.pk) in ticked) for one in waiting]
    context = {"form": form, "waiting": rows, "all": queries.unsigned().count()}
    return render(request, "certificates/sign.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*_SEE, shows=SUKET)
def suket(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _case(request, number), ReasonForm())


def _page(request: HttpRequest, application: Application, form: ReasonForm) -> HttpResponse:
    holding = queries.holding(application)
    context = {
        "application": application,
        "all": queries.suket_of(application),
        "holding": holding,
        "moves": holding.open_moves(account_of(request).actor) if holding else [],
        "clerk": Role.CLERK in account_of(request).roles,
        "obstacle": queries.obstacle(application),
        "outside_is_on": bsre.is_on(),
        "outside": queries.last_asked_outside(holding) if holding else None,
        "form": form,
    }
    return render(request, "certificates/suket.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.CLERK, shows=NOBODY)
@require_POST
def issue(request: HttpRequest, number: str) -> HttpResponse:
    application = applications.by_number(number)
    if application is None:
        raise Http404
    attempt(request, lambda: actions.issue_suket(application, by=account_of(request).actor))
    return redirect("certificates:suket", number)


def _of_case(application: Application, pk: int) -> Suket:
    """Return a Suket of this case: what is done with it is on record as done there."""
    found = queries.suket(pk)
    if found is None or found.application_id != application.pk:
        raise Http404
    return found


@needs(Role.CLERK, shows=SUKET)
@require_POST
def renew(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _of_case(_case(request, number), pk)
    attempt(request, lambda: actions.renew_suket(found, by=account_of(request).actor))
    return redirect("certificates:suket", number)


@needs(Role.CLERK, Role.HEAD, shows=SUKET)
@require_POST
def revoke(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    application, form = _case(request, number), ReasonForm(request.POST)
    found = _of_case(application, pk)
    by = account_of(request).actor
    if taken(form, lambda: actions.revoke_suket(found, form.cleaned_data["reason"], by=by)):
        return redirect("certificates:suket", number)
    return _page(request, application, form)


@needs(Role.CLERK, Role.HEAD, shows=SUKET)
@carries(PRINT)
def print_suket(request: HttpRequest, number: str) -> HttpResponse:
    holding = _holding(_case(request, number))
    if holding.overdue:
        messages.error(request, _("Masa berlakunya sudah lewat. Perpanjang dahulu."))
        return redirect("certificates:suket", number)
    name = f"suket-{holding.number.replace('/', '-')}.pdf"
    return pdf.response(papers.suket_paper(holding), name)
