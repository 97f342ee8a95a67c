"""The kiosk: one touch, one number; who comes in vain is told at once, in the largest letters."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.audit.sights import NOBODY
from pasti.catalogue import going
from pasti.kit import qr
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.screens import attempt, sent
from pasti.offices import halls
from pasti.offices import queries as offices
from pasti.offices.models import Hall, Lane, Work
from pasti.queue import actions, queries, stubs
from pasti.queue.first_step import NotNow, Stopped, check_serving
from pasti.queue.models import Ticket
from pasti.queue.screens.purposes import PURPOSES
from pasti.queue.screens.touch import comes_first, hall_of, near, page, stands_in

# Who was just told that it cannot be done now, and for how long that is known.
_KNOWING, _KNOWS_FOR = "kiosk-knowing", 180

# Whether this browser is in the hand of who stands at the door.
_AT_THE_DOOR = "at-the-door"
_LONGEST_COUNT = 3


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def kiosk(request: HttpRequest) -> HttpResponse:
    request.session.pop(_AT_THE_DOOR, None)
    return kiosk_page(request)


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def kiosk_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The kiosk of one hall, of an office that has several; it stays that while its session lasts."""
    hall = halls.hall(pk)
    if hall is None:
        raise Http404
    stands_in(request, hall)
    return redirect("queue:kiosk")


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def guard(request: HttpRequest) -> HttpResponse:
    """The kiosk in the hand of who stands at the door."""
    request.session[_AT_THE_DOOR] = True
    return kiosk_page(request)


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def afresh(request: HttpRequest) -> HttpResponse:
    """Begin anew for the next person, in Indonesian; of the one before nothing is left."""
    answer = redirect("queue:guard" if request.session.get(_AT_THE_DOOR) else "queue:kiosk")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


def kiosk_page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    """Draw the first page: what somebody comes for."""
    lanes, hall = offices.lanes_in_use(), hall_of(request)
    served = {work for lane in lanes for work in lane.serves}
    here = _done_in(hall, lanes, first=comes_first(request)) if hall else served
    context = {
        "serving": offices.is_serving(),
        "next": offices.next_opening(),
        "resting": offices.is_resting(),
        "hall": hall,
        "purposes": {code: purpose for code, purpose in PURPOSES.items() if purpose.work in here},
        "hands_over": Work.HANDOVER in here,
        "elsewhere": _elsewhere(served - here),
        "first_lane": next((lane for lane in lanes if lane.priority), None),
        "problem": problem,
        "going": going.today(settled=True),
    }
    template = "queue/guard.html" if request.session.get(_AT_THE_DOOR) else "queue/kiosk.html"
    return page(request, template, context, refused=bool(problem))


def _done_in(hall: Hall, lanes: Iterable[Lane], *, first: bool) -> set[str]:
    """What is done in a hall for who comes first, or for everybody else."""
    there = halls.lanes_in(hall)
    return {work for lane in lanes if lane.pk in there and (first or not lane.priority) for work in lane.serves}


def _elsewhere(works: set[str]) -> list[tuple[str, str]]:
    """What is done in another hall than this kiosk's, in the words of who comes for it, and where."""
    names = [(purpose.work, str(purpose.name)) for purpose in PURPOSES.values()]
    names.append((Work.HANDOVER, _("Pengambilan kartu atau dokumen")))
    lanes = [(name, offices.lane_for(work)) for work, name in names if work in works]
    return [(name, where) for name, lane in lanes if lane and (where := halls.where(lane))]


def take_number(request: HttpRequest, application: Application, *, knowing: bool = False) -> HttpResponse:
    """Give the number of the lane where a case goes on; who need not come is told so instead, and not where it is.

    `knowing`: they were told a moment ago that it cannot be done now.
    """
    by, priority = account_of(request).actor, comes_first(request)
    try:
        lane = actions.lane_of(application, priority=priority, knowing=knowing, near=near(request))
        ticket = actions.issue_ticket(lane, application=application, knowing=knowing, by=by)
    except NotNow as in_vain:
        actions.turn_away(application, by=by)
        context: dict[str, object] = {"who": signing.dumps(application.number, salt=_KNOWING)}
        if isinstance(in_vain, Stopped):
            template, context = "queue/stopped.html", context | {"step": in_vain.step, "going": in_vain.going}
        else:
            template = "queue/not_now.html"
            context |= {"track": settings.PUBLIC_URL, "first_day": in_vain.first_day, "elsewhere": in_vain.elsewhere}
        return page(request, template, context, refused=True)
    return given(request, ticket)


def given(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Show the number that was just taken, and have it printed where a printer stands beside the kiosk."""
    printer = None if request.session.get(_AT_THE_DOOR) else stubs.printer_in(hall_of(request))
    if printer:
        # The number holds, whatever becomes of its paper. One that was taken before has been printed before.
        attempt(request, lambda: stubs.ask(ticket, printer, nth=1, by=account_of(request).actor))
    return redirect("queue:stub", ticket.token)


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def wait_anyway(request: HttpRequest) -> HttpResponse:
    """Take a number for what cannot be done now: the person was told so a moment ago, and waits all the same."""
    try:
        check_serving()
        number = signing.loads(sent(request, "who"), salt=_KNOWING, max_age=_KNOWS_FOR)
        application = applications.by_number(number)
        if application is None:
            raise Refused(_("Permohonan ini tidak ada lagi."))
        return take_number(request, application, knowing=True)
    except signing.BadSignature:
        return kiosk_page(request, problem=_("Waktunya habis. Pindai atau ketik sekali lagi."))
    except Refused as refused:
        return kiosk_page(request, problem=str(refused))


def asked_about(request: HttpRequest) -> Application | None:
    """The case of which somebody was told a moment ago, if it goes on; what is over is asked about without it."""
    try:
        number = signing.loads(sent(request, "who"), salt=_KNOWING, max_age=_KNOWS_FOR)
    except signing.BadSignature:
        return None
    application = applications.by_number(number)
    return application if application and application.live else None


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def stub(request: HttpRequest, token: str) -> HttpResponse:
    """The number just taken, to be printed or photographed."""
    ticket = _ticket(token)
    address = settings.PUBLIC_URL + reverse("queue:phone", args=[ticket.token])
    context = {"ticket": ticket, "place": queries.place(ticket), "qr": qr.quick_data_uri(address)}
    if stubs.printer_in(hall_of(request)):
        context["paper"] = stubs.on_paper(ticket, at_the_door=bool(request.session.get(_AT_THE_DOOR)))
    return page(request, "queue/stub.html", context)


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def print_stub(request: HttpRequest, token: str) -> HttpResponse:
    """Have a number printed once more: by its holder within minutes, by a guard all day."""
    ticket, printer = _ticket(token), stubs.printer_in(hall_of(request))
    nth = sent(request, "nth")
    if printer and nth.isdecimal() and len(nth) <= _LONGEST_COUNT:
        at_the_door, by = bool(request.session.get(_AT_THE_DOOR)), account_of(request).actor
        attempt(request, lambda: stubs.ask(ticket, printer, nth=max(1, int(nth)), at_the_door=at_the_door, by=by))
    return redirect("queue:stub", ticket.token)


def _ticket(token: str) -> Ticket:
    ticket = queries.by_token(token)
    if ticket is None:
        raise Http404
    return ticket
