"""The offices that the centre trusts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.centre.authority import actions
from pasti.centre.authority.forms import OfficeCardForm
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE
from pasti.link import cards
from pasti.link import queries as links


@needs(*CENTRE_ROLES, shows=NOBODY)
def offices(request: HttpRequest) -> HttpResponse:
    return _page(request, OfficeCardForm())


def _page(request: HttpRequest, form: OfficeCardForm) -> HttpResponse:
    node = links.this_node()
    context = {
        "offices": [(peer, links.link_state(peer)) for peer in links.peers()],
        "form": form,
        "registers": Role.CENTRE_ADMIN in account_of(request).roles,
        "card": cards.ours(node),
    }
    return render(request, "centre/authority/offices.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.CENTRE_ADMIN, shows=NOBODY)
def register(request: HttpRequest) -> HttpResponse:
    form = OfficeCardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            peer = actions.register_office(form.cleaned_data["card"], by=account_of(request).actor)
        except Refused as refused:
            form.add_error("card", str(refused))
        else:
            messages.success(request, _("%s terdaftar.") % peer.name)
            return redirect("authority:offices")
    return _page(request, form)
