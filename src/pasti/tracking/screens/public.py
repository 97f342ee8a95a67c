"""Where is my card, and should I come today?"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pasti.accounts.rules import public
from pasti.applications import lifetime, opening, rules
from pasti.applications import queries as cases
from pasti.applications.forms import OpenForm
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.journal import queries as journal
from pasti.kit.limits import TooOften
from pasti.kit.private_pages import private_page
from pasti.kit.screens import UNPROCESSABLE, in_address, sent
from pasti.tracking import queries
from pasti.tracking.glance import glance


@public
def find(request: HttpRequest) -> HttpResponse:
    """With the code everything, with the birth date the stage."""
    form = OpenForm(request.POST or None, initial={"number": in_address(request, "number")})
    if request.method == "POST" and form.is_valid():
        try:
            application = _look_up(request, form)
        except TooOften as refused:
            form.add_error(None, str(refused))
        else:
            if application:
                return redirect("tracking:case", application.number)
            form.add_error(None, _no_match(form))
    return render(request, "tracking/find.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


def _look_up(request: HttpRequest, form: OpenForm) -> Application | None:
    data = form.cleaned_data
    if data["code"]:
        return opening.with_code(request, data["number"], data["code"])
    return opening.with_birth_date(request, data["number"], data["birth_date"])


def _no_match(form: OpenForm) -> str:
    if form.cleaned_data["code"]:
        return _("Nomor permohonan dan kode ini tidak cocok. Periksa keduanya pada bukti permohonan.")
    return _(
        "Nomor permohonan dan tanggal lahir ini tidak cocok. Periksa nomornya pada bukti permohonan, dan tanggal lahir "
        "pemohon pada KK."
    )


@public
def open_scan(request: HttpRequest) -> HttpResponse:
    """Open the case whose paper's QR code was scanned: its page posts what stands behind the `#` of the address."""
    if request.method != "POST":
        return redirect("tracking:find")
    form = OpenForm(None)
    try:
        application = opening.with_scan(request, "#" + sent(request, "scanned"))
    except TooOften as refused:
        problem = str(refused)
    else:
        if application:
            return redirect("tracking:case", application.number)
        problem = _("Kode QR ini tidak berlaku lagi. Ketik nomor permohonan dan kodenya.")
    return render(request, "tracking/find.html", {"form": form, "problem": problem}, status=UNPROCESSABLE)


@public
@rules.own_case("tracking:find", proof=rules.Proof.STAGE, find=cases.glimpse)
def case(request: HttpRequest, application: Application) -> HttpResponse:
    if rules.proof_of(request, application.number) != rules.Proof.FULL:
        form = OpenForm(None, initial={"number": application.shown_number})
        context = {"number": application.shown_number, "glance": glance(application), "form": form}
        return render(request, "tracking/stage.html", context)
    return _whole_case(request, application)


def _whole_case(request: HttpRequest, application: Application) -> HttpResponse:
    version = queries.version(application)
    return private_page(request, f"case:{application.number}", version, lambda: _made(request, application))


def _made(request: HttpRequest, application: Application) -> tuple[str, datetime | None]:
    application = cases.by_number(application.number) or application
    visit, where = next_visit(application), queries.where_is(application)
    context = {
        "application": application,
        "where": where,
        "statuses": list(application.statuses.order_by("-id")),
        "entries": list(journal.of_case(application.number, public_only=True))[::-1],
        "going": application.state == State.IN_PROGRESS and not visit.possible and visit.going(settled=True),
        "kept_until": lifetime.kept_until(application),
        "may_rebook": application.state in (State.SUBMITTED, State.INCOMPLETE, State.IN_PROGRESS) and visit.possible,
    }
    return render_to_string("tracking/case.html", context, request), where.until
