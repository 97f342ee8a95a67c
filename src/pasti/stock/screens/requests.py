"""What is asked of the centre, and what it answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, taken
from pasti.stock import forecast, requests
from pasti.stock.forms import RequestForm
from pasti.stock.models import Request

_PER_PAGE = 30


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def asked(request: HttpRequest) -> HttpResponse:
    """The request that lies ready, with what it follows from, and those before."""
    draft = requests.lies_ready()
    form = RequestForm(initial={"count": draft.count}) if draft else None
    return _page(request, draft, form)


def _page(request: HttpRequest, draft: Request | None, form: RequestForm | None) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "forecast": forecast.forecast(),
        "page": page_of(request, requests.requests().exclude(state=Request.State.DRAFT), size=_PER_PAGE),
        "sends": may_open(account_of(request), send),
    }
    return render(request, "stock/requests.html", context, status=UNPROCESSABLE if form and form.errors else 200)


@needs(Role.HEAD, shows=NOBODY)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(requests.requests(), pk=pk)
    form = RequestForm(request.POST or None, initial={"count": draft.count})
    if request.method == "POST" and taken(
        form, lambda: requests.send(draft, **form.cleaned_data, by=account_of(request).actor)
    ):
        messages.success(request, _("Dikirim. Jawaban pusat dicatat di sini dengan sendirinya."))
        return redirect("stock:requests")
    return _page(request, draft, form)


@needs(Role.HEAD, shows=NOBODY)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(requests.requests(), pk=pk)
    attempt(request, lambda: requests.drop(draft, by=account_of(request).actor))
    return redirect("stock:requests")
