"""Who is in the list beside the counter: back after a call or from fetching something, or gone home."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.desk.screens.counter import AT_COUNTERS
from pasti.kit.full_disk import goes_on
from pasti.kit.screens import attempt
from pasti.offices import queries as office
from pasti.queue import actions as queue
from pasti.queue import aside
from pasti.queue import queries as queues


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def back(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Let somebody wait again who was called, did not come, and is here now."""
    shift = office.shift_of(account_of(request))
    ticket = queues.ticket(ticket_id)
    if ticket is None:
        raise Http404
    if shift and attempt(request, lambda: aside.requeue(ticket, by=account_of(request).actor)):
        messages.success(request, _("Nomor %s menunggu lagi.") % ticket.number)
    return redirect("desk:home")


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def resume(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Go on with somebody who had stepped aside and is back."""
    shift = office.shift_of(account_of(request))
    ticket = queues.ticket(ticket_id)
    if ticket is None:
        raise Http404
    if shift:
        attempt(request, lambda: aside.resume(ticket, shift.counter, by=account_of(request).actor))
    return redirect("desk:home")


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def left(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Note that somebody who waits for this counter goes home; why, the records say."""
    shift = office.shift_of(account_of(request))
    ticket = queues.ticket(ticket_id)
    if ticket is None:
        raise Http404
    if shift and attempt(request, lambda: queue.leave(ticket, by=account_of(request).actor)):
        messages.success(request, _("Nomor %s dicatat pulang.") % ticket.number)
    return redirect("desk:home")
