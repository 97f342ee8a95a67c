"""In which order cards are printed: for everybody, for the office, and where one case stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs, public, shown
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.audit.sights import NOBODY, sight
from pasti.kit.screens import UNPROCESSABLE, attempt, in_address, page_of, taken
from pasti.printing import advancing, queries
from pasti.printing import why as reasons
from pasti.printing.forms import AdvanceForm, DeadlineForm
from pasti.printing.models import Advance
from pasti.printing.passing import passed
from pasti.printing.states import AdvanceState

TURN = sight("turn", gettext_lazy("giliran cetak satu permohonan"))

_SEE = (Role.CLERK, Role.PRINTER, Role.HEAD)
_PER_PAGE = 30
_ON_THE_WALL = 20


@public
def rule(request: HttpRequest) -> HttpResponse:
    """The rule as everybody may read it, how many wait for each turn, and the exceptions, without whose they are."""
    granted = advancing.advances().filter(granted_at__isnull=False).order_by("-granted_at")[:_ON_THE_WALL]
    return render(request, "printing/rule.html", {"turns": queries.by_turn(), "granted": granted})


@needs(*_SEE, shows=NOBODY)
def order(request: HttpRequest) -> HttpResponse:
    """The rule, the exceptions, and why one card was printed before another."""
    written = [in_address(request, name) for name in ("dahulu", "kemudian")]
    by = account_of(request).actor
    page = page_of(request, advancing.advances(), size=_PER_PAGE)
    rows = [(row, row.state == AdvanceState.PROPOSED and advancing.why_not(row, by)) for row in page]
    context = {
        "turns": queries.by_turn(), "rows": rows, "page": page, "first": written[0], "second": written[1],
        "decides": may_open(account_of(request), grant),
    }  # fmt: skip
    if any(written):
        first, second = (applications.by_typed_number(number) for number in written)
        if first and second and first != second:
            context["answer"] = reasons.why_before(first, second)
        else:
            context["problem"] = _("Isi dua nomor permohonan yang berbeda.")
    return render(request, "printing/order.html", context, status=UNPROCESSABLE if "problem" in context else 200)


def _case(number: str) -> Application:
    case = applications.by_number(number)
    if case is None or not case.service.makes_card:
        raise Http404
    return case


@needs(*_SEE, shows=TURN)
def turn(request: HttpRequest, number: str) -> HttpResponse:
    """Where a case's card stands, and what moves it forward."""
    return _turn(request, _case(number))


def _turn(
    request: HttpRequest, case: Application, deadline: DeadlineForm | None = None, advance: AdvanceForm | None = None
) -> HttpResponse:
    shown(request, case)
    stated, asked = advancing.of_case(case)
    context = {
        "application": case,
        "standing": queries.standing(case),
        "passed": passed(case),
        "stated": stated,
        "asked": asked,
        "deadline_form": deadline or DeadlineForm(prefix="deadline"),
        "advance_form": advance or AdvanceForm(prefix="advance"),
    }
    return render(request, "printing/turn.html", context, status=UNPROCESSABLE if deadline or advance else 200)


@needs(*_SEE, shows=TURN)
def state_deadline(request: HttpRequest, number: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("printing:turn", number)
    case, form, by = _case(number), DeadlineForm(request.POST, prefix="deadline"), account_of(request).actor
    if taken(form, lambda: advancing.state_deadline(case, **form.cleaned_data, by=by)):
        messages.success(request, _("Tenggat dicatat; urutan cetak mengikutinya."))
        return redirect("printing:turn", number)
    return _turn(request, case, deadline=form)


@needs(*_SEE, shows=NOBODY)
@require_POST
def withdraw_deadline(request: HttpRequest, number: str) -> HttpResponse:
    attempt(request, lambda: advancing.withdraw_deadline(_case(number), by=account_of(request).actor))
    return redirect("printing:turn", number)


@needs(*_SEE, shows=TURN)
def propose(request: HttpRequest, number: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("printing:turn", number)
    case, form = _case(number), AdvanceForm(request.POST, prefix="advance")
    if taken(form, lambda: advancing.propose(case, form.cleaned_data["reason"], by=account_of(request).actor)):
        messages.success(request, _("Diusulkan. Berlaku setelah disetujui kepala, orang lain daripada Anda."))
        return redirect("printing:turn", number)
    return _turn(request, case, advance=form)


@needs(Role.HEAD, shows=NOBODY)
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Advance, pk=pk)
    attempt(request, lambda: advancing.grant(row, by=account_of(request).actor), done=_("Disetujui."))
    return redirect("printing:order")


@needs(*_SEE, shows=NOBODY)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Advance, pk=pk)
    attempt(request, lambda: advancing.refuse(row, by=account_of(request).actor))
    return redirect("printing:order")
