"""The ledger of blanks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, in_address
from pasti.stock import actions, forecast, queries, reconciling
from pasti.stock.forms import DeliveryForm, ExpectedForm, SpoilForm, TryForm

# Who hears that blanks are on their way.
_HEAR = (Role.PRINTER, Role.HEAD)


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def ledger(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest,
    delivery: DeliveryForm | None = None,
    spoil_form: SpoilForm | None = None,
    expected_form: ExpectedForm | None = None,
) -> HttpResponse:
    delivery = delivery or DeliveryForm(prefix="delivery")
    spoil_form = spoil_form or SpoilForm(prefix="spoil")
    expected_form = expected_form or ExpectedForm(prefix="expected")
    bound = delivery.is_bound or spoil_form.is_bound or expected_form.is_bound
    counted, found, checked = queries.ledger(), forecast.forecast(), reconciling.latest()
    context = {
        "ledger": counted,
        "others": [(label, n) for label, n in _elsewhere(counted) if n],
        "low": queries.running_low(),
        "deliveries": [(d, queries.left_of(d)) for d in queries.deliveries()[:20]],
        "spoiled": queries.spoiled()[:50],
        "delivery_form": delivery,
        "spoil_form": spoil_form,
        "today": clock.today(),
        "expected": queries.expected(),
        "expected_form": expected_form,
        "hears": may_open(account_of(request), expect),
        "prints": Role.PRINTER in account_of(request).roles,
        "forecast": found,
        "share": round(found.arriving.share * 100),
        "checked": checked,
        "findings": reconciling.findings_of(checked),
        **_tried(request),
    }
    return render(request, "stock/ledger.html", context, status=UNPROCESSABLE if bound else 200)


def _elsewhere(counted: queries.Ledger) -> list[tuple[str, int]]:
    """Return where blanks are that are neither here nor used, as it is said, and how many."""
    return [
        (_("Di tempat lain"), counted.elsewhere),
        (_("Dalam perjalanan"), counted.travelling),
        (_("Disisihkan"), counted.held),
        (_("Hilang"), counted.lost),
        (_("Dimusnahkan"), counted.destroyed),
        (_("Dikembalikan"), counted.returned),
    ]


def _tried(request: HttpRequest) -> dict[str, object]:
    """When the blanks would run out if so many more came on a day: nothing is kept of it."""
    form = TryForm(request.GET if in_address(request, "count") else None)
    if not form.is_valid():
        return {"try_form": form}
    more = (form.cleaned_data["day"], form.cleaned_data["count"])
    return {"try_form": form, "tried": forecast.forecast([more]), "more": more}


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def reconcile(request: HttpRequest) -> HttpResponse:
    found = reconciling.reconcile().findings
    if found:
        messages.error(request, _("Ada yang tidak cocok; lihat di bawah."))
    else:
        messages.success(request, _("Semua blangko cocok dengan daftar dan kartunya."))
    return redirect("stock:ledger")


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
    return _page(request, delivery=form)


@needs(*_HEAR, shows=NOBODY)
def expect(request: HttpRequest) -> HttpResponse:
    form = ExpectedForm(request.POST or None, prefix="expected")
    if request.method == "POST" and form.is_valid():
        try:
            actions.expect_delivery(**form.cleaned_data, by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("stock:ledger")
    return _page(request, expected_form=form)


@needs(*_HEAR, shows=NOBODY)
@require_POST
def expect_no_more(request: HttpRequest, pk: int) -> HttpResponse:
    actions.expect_no_more(pk, by=account_of(request).actor)
    return redirect("stock:ledger")


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
    return _page(request, spoil_form=form)
