"""The ledger of blanks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE
from pasti.stock import actions, queries
from pasti.stock.forms import DeliveryForm, SpoilForm


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def ledger(request: HttpRequest) -> HttpResponse:
    return _page(request, DeliveryForm(prefix="delivery"), SpoilForm(prefix="spoil"))


def _page(request: HttpRequest, delivery: DeliveryForm, spoil_form: SpoilForm) -> HttpResponse:
    bound = delivery.is_bound or spoil_form.is_bound
    context = {
        "ledger": queries.ledger(),
        "low": queries.running_low(),
        "deliveries": [(d, queries.left_of(d)) for d in queries.deliveries()[:20]],
        "spoiled": queries.spoiled()[:50],
        "delivery_form": delivery,
        "spoil_form": spoil_form,
        "prints": Role.PRINTER in account_of(request).roles,
    }
    return render(request, "stock/ledger.html", context, status=UNPROCESSABLE if bound else 200)


@needs(Role.PRINTER, shows=NOBODY)
def receive(request: HttpRequest) -> HttpResponse:
    form = DeliveryForm(request.POST or None, prefix="delivery")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.receive_delivery(**data, by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("stock:ledger")
    return _page(request, form, SpoilForm(prefix="spoil"))


@needs(Role.PRINTER, shows=NOBODY)
def spoil(request: HttpRequest) -> HttpResponse:
    form = SpoilForm(request.POST or None, prefix="spoil")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            blank = actions.write_off(data["serial"], data["reason"], by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Blangko %s dicatat rusak.") % blank.serial)
            return redirect("stock:ledger")
    return _page(request, DeliveryForm(prefix="delivery"), form)
