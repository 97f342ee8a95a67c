"""The link: how it is, what waits, what needs somebody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.errors import Refused
from pasti.kit.screens import attempt
from pasti.link import actions, cards, exchange, queries
from pasti.link.models import Envelope, Received


@needs(Role.ADMIN, Role.HEAD, Role.PRINTER, Role.CENTRE_OPERATOR, Role.CENTRE_HEAD, Role.CENTRE_ADMIN, shows=NOBODY)
def link(request: HttpRequest) -> HttpResponse:
    node = queries.this_node()
    context = {
        "node": node,
        "card": cards.ours(node),
        "peers": [(peer, queries.link_state(peer)) for peer in queries.peers()],
        "outbox": queries.outbox()[:100],
        "parcels": queries.parcels_under_way()[:50],
        "aside": queries.set_aside()[:100],
    }
    return render(request, "link/link.html", context)


@needs(Role.ADMIN, Role.CENTRE_ADMIN, shows=NOBODY)
@require_POST
def resend(request: HttpRequest, envelope_id: int) -> HttpResponse:
    envelope = get_object_or_404(Envelope, pk=envelope_id)
    attempt(request, lambda: actions.resend(envelope, by=account_of(request).actor), done=_("Dikirim ulang."))
    return redirect("link:link")


@needs(Role.ADMIN, Role.CENTRE_ADMIN, shows=NOBODY)
@require_POST
def apply_again(request: HttpRequest, received_id: int) -> HttpResponse:
    row = get_object_or_404(Received, pk=received_id)

    def again() -> None:
        if not exchange.apply_again(row, by=account_of(request).actor):
            row.refresh_from_db()
            raise Refused(_("Masih belum dapat diproses: %s") % row.set_aside)

    attempt(request, again, done=_("Sudah diproses."))
    return redirect("link:link")
