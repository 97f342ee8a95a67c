"""Resting at the counter: with the reason, and one key to go on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.desk.screens.counter import AT_COUNTERS, own_shift
from pasti.kit.full_disk import goes_on
from pasti.kit.screens import attempt, sent
from pasti.roster import at_counters
from pasti.roster.models import Rest


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Let this counter rest: nobody is called here meanwhile."""
    shift, reason = own_shift(request), sent(request, "reason")
    if shift and reason in Rest.values:
        attempt(request, lambda: at_counters.pause(shift, Rest(reason), by=account_of(request).actor))
    return redirect("desk:home")


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Go on at this counter."""
    shift = own_shift(request)
    if shift:
        attempt(request, lambda: at_counters.resume(shift, by=account_of(request).actor))
    return redirect("desk:home")
