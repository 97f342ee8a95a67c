"""Places where blanks lie, and carrying them from one to another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, sent_from, taken
from pasti.stock import moving, queries
from pasti.stock.forms import ArrivalForm, PlaceForm, TransferForm
from pasti.stock.models import Transfer

_PER_PAGE = 30


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def transfers(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, form: TransferForm | None = None, place: PlaceForm | None = None) -> HttpResponse:
    form, place = form or TransferForm(prefix="transfer"), place or PlaceForm(prefix="place")
    account = account_of(request)
    page = page_of(request, moving.transfers(), size=_PER_PAGE)
    context = {
        "places": queries.by_place(),
        "page": page,
        "rows": [(row, moving.why_not(row, account.actor)) for row in page],
        "form": form,
        "place_form": place,
        "decides": may_open(account, add_place),
    }
    bound = form.is_bound or place.is_bound
    return render(request, "stock/transfers.html", context, status=UNPROCESSABLE if bound else 200)


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@sent_from("stock:transfers")
def send(request: HttpRequest) -> HttpResponse:
    form = TransferForm(request.POST, prefix="transfer")

    def act() -> None:
        data = dict(form.cleaned_data)
        moving.send(data.pop("serials"), **data, by=account_of(request).actor)

    if taken(form, act):
        messages.success(request, _("Dicatat. Blangko ini tidak dapat dipakai sebelum diterima di tempat tujuannya."))
        return redirect("stock:transfers")
    return _page(request, form=form)


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """What is on its way, and what of it came."""
    transfer = get_object_or_404(moving.transfers(), pk=pk)
    form = ArrivalForm(request.POST or None)
    by = account_of(request).actor
    if request.method == "POST" and taken(form, lambda: moving.arrive(transfer, form.cleaned_data["serials"], by=by)):
        return redirect("stock:transfers")
    context = {"transfer": transfer, "left": moving.still_travelling(transfer), "form": form}
    return render(request, "stock/arrival.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    transfer = get_object_or_404(Transfer, pk=pk)
    attempt(request, lambda: moving.cancel(transfer, by=account_of(request).actor))
    return redirect("stock:transfers")


@needs(Role.HEAD, shows=NOBODY)
@sent_from("stock:transfers")
def add_place(request: HttpRequest) -> HttpResponse:
    form = PlaceForm(request.POST, prefix="place")
    if taken(form, lambda: moving.add_place(form.cleaned_data["name"], by=account_of(request).actor)):
        return redirect("stock:transfers")
    return _page(request, place=form)
