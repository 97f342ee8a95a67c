"""Calling, moving and ending the number at a counter; each is one key, and one key leads on to the next person."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.desk.forms import EndingForm
from pasti.desk.queries import Desk, desk_with
from pasti.desk.screens.counter import AT_COUNTERS, DESK, at_counter, desk_page
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.screens import attempt, sent
from pasti.offices import queries as office
from pasti.offices.models import Shift
from pasti.queue import actions as queue
from pasti.queue import aside, endings
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Ending, Reason


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    shift = office.shift_of(account_of(request))
    if shift and not _call(request, shift):
        messages.info(request, _("Tidak ada yang menunggu di lajur loket ini."))
    return redirect("desk:home")


def _call(request: HttpRequest, shift: Shift) -> bool:
    """Call who is next; return whether there was somebody, or a reason why nobody can be called."""
    try:
        return queue.call_next(shift.counter, by=account_of(request).actor) is not None
    except Refused as refused:
        messages.error(request, str(refused))
        return True


def _and_next(request: HttpRequest, shift: Shift) -> None:
    """Call the next one at once, if the key that was pressed said so; the list beside the desk says if nobody waits."""
    if sent(request, "next"):
        _call(request, shift)


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def move(request: HttpRequest, name: str) -> HttpResponse:
    """Take one of the simple moves of the number at this counter."""
    shift, ticket = at_counter(request) or (None, None)
    if shift and ticket:
        verb = _verbs(request, shift, ticket).get(name)
        if verb and attempt(request, verb):
            _and_next(request, shift)
    return redirect("desk:home")


def _verbs(request: HttpRequest, shift: Shift, ticket: Ticket) -> dict[str, Callable[[], object]]:
    by = account_of(request).actor
    return {
        "serve": lambda: queue.serve(ticket, by=by),
        "recall": lambda: queue.recall(ticket, by=by),
        "miss": lambda: queue.miss(ticket, by=by),
        "hold": lambda: aside.hold(ticket, by=by),
        "put-back": lambda: aside.put_back(ticket, by=by),
        "pass-on": lambda: _pass_on(desk_with(shift, ticket), ticket, request),
        "transfer": lambda: _transfer(ticket, request),
    }


def _pass_on(desk: Desk, ticket: Ticket, request: HttpRequest) -> None:
    if desk.lane is None:
        raise Refused(_("Tidak ada lajur untuk tahap berikutnya."))
    queue.pass_on(ticket, desk.lane, knowing=bool(sent(request, "knowing")), by=account_of(request).actor)


def _transfer(ticket: Ticket, request: HttpRequest) -> None:
    lane = office.lane_of(sent(request, "lane")[:1].upper())
    if lane is None or lane.pk == ticket.lane_id:
        raise Refused(_("Pilih lajur lain."))
    queue.pass_on(ticket, lane, by=account_of(request).actor)


@goes_on
@needs(*AT_COUNTERS, shows=DESK)
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """End the coming of who is at this counter, as the key that was pressed says."""
    shift, ticket = at_counter(request) or (None, None)
    if shift is None or ticket is None:
        return redirect("desk:home")
    form, by = EndingForm(request.POST), account_of(request).actor
    if form.is_valid():
        try:
            queue.finish(ticket, _given(request, ticket, form), by=by)
        except Refused as refused:
            form.add_error("said" if sent(request, "ending") == Reason.OTHER else None, str(refused))
    if form.errors:
        return desk_page(request, shift, ending_form=form)
    _and_next(request, shift)
    return redirect("desk:home")


def _given(request: HttpRequest, ticket: Ticket, form: EndingForm) -> Ending:
    """What was chosen; a sentence that stood on the key is kept as it is on record, in each language."""
    given = form.given()
    if not sent(request, "preset") or given.reason != Reason.OTHER:
        return given
    preset = endings.preset(ticket, by=account_of(request).actor)
    return preset if given.reason == preset.reason else given
