"""The ribbons of the card printer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.screens import UNPROCESSABLE, attempt, sent_from, taken
from pasti.stock import ribbons as actions
from pasti.stock.forms import MountForm, RibbonForm
from pasti.stock.models import Ribbon
from pasti.stock.states import RibbonState


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def ribbons(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, new: RibbonForm | None = None, mounting: MountForm | None = None) -> HttpResponse:
    new = new or RibbonForm(prefix="ribbon", initial={"made_for": 500})
    usable = list(actions.ribbons())
    mounting = mounting or MountForm(prefix="mount", ribbons=_on_the_shelf(), machines=actions.machines())
    context = {
        "ribbons": usable,
        "mounted": actions.all_mounted(),
        "left": actions.prints_left(),
        "form": new,
        "mount_form": mounting if _on_the_shelf() or mounting.is_bound else None,
        "prints": Role.PRINTER in account_of(request).roles,
    }
    bound = new.is_bound or mounting.is_bound
    return render(request, "stock/ribbons.html", context, status=UNPROCESSABLE if bound else 200)


def _on_the_shelf() -> list[Ribbon]:
    return list(actions.ribbons().filter(state=RibbonState.IN_STOCK))


@needs(Role.PRINTER, shows=NOBODY)
@sent_from("stock:ribbons")
def receive(request: HttpRequest) -> HttpResponse:
    form = RibbonForm(request.POST, prefix="ribbon")
    if taken(form, lambda: actions.receive(**form.cleaned_data, by=account_of(request).actor)):
        return redirect("stock:ribbons")
    return _page(request, new=form)


@needs(Role.PRINTER, shows=NOBODY)
@sent_from("stock:ribbons")
def mount(request: HttpRequest) -> HttpResponse:
    form = MountForm(request.POST, prefix="mount", ribbons=_on_the_shelf(), machines=actions.machines())
    if taken(form, lambda: actions.mount(**form.cleaned_data, by=account_of(request).actor)):
        return redirect("stock:ribbons")
    return _page(request, mounting=form)


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def spoil(request: HttpRequest, pk: int) -> HttpResponse:
    ribbon = get_object_or_404(Ribbon, pk=pk)
    attempt(request, lambda: actions.spoil(ribbon, by=account_of(request).actor))
    return redirect("stock:ribbons")
