"""Who comes without a case: what for, one question a screen, what to bring; then a number, or home with the list."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications.forms import QuestionsForm
from pasti.audit.sights import NOBODY
from pasti.catalogue import queries as catalogue
from pasti.catalogue.models import Service
from pasti.catalogue.queries import Checklist
from pasti.kit import qr
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.screens import sent
from pasti.offices import queries as offices
from pasti.offices.models import Lane
from pasti.queue import actions, first_step, queries
from pasti.queue.screens.kiosk import asked_about, given, kiosk_page
from pasti.queue.screens.purposes import PURPOSES, purpose_of
from pasti.queue.screens.touch import comes_first, near, page

# What a date is sent as.
_PARTS = ("", "_day", "_month", "_year")


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def services(request: HttpRequest, name: str) -> HttpResponse:
    """Ask which service of a family it is; who does not know, or only asks, takes a number at once."""
    purpose = PURPOSES.get(name)
    if purpose is None:
        raise Http404
    context = {
        "purpose": name, "question": purpose.question, "services": catalogue.services(family=purpose.family),
    }  # fmt: skip
    return page(request, "queue/services.html", context)


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the next question of a service; after the last one, say what to bring, what stops, and how many wait."""
    wanted = _service(code)
    try:
        # Nobody answers for what they cannot wait for.
        lane = _lane(request, purpose_of(wanted.family))
    except Refused as refused:
        return kiosk_page(request, problem=str(refused))
    form = QuestionsForm(wanted, request.POST if request.method == "POST" else {})
    checklist = catalogue.checklist(wanted, form.answers())
    answering, asked = sent(request, "answering"), checklist.unanswered
    if answering in [question.code for question in asked] and "begin" not in request.POST:
        form.ask_again(answering)
    context: dict[str, Any] = {
        "service": wanted, "purpose": purpose_of(wanted.family), "carried": _carried(request, checklist),
    }  # fmt: skip
    if asked:
        lacking = bool(form.errors.get(asked[0].code))
        form.only([asked[0].code])
        context |= {"question": asked[0], "field": form[asked[0].code], "number": len(checklist.answers) + 1}
        return page(request, "queue/question.html", context, refused=lacking)
    return page(request, "queue/bring.html", context | _before_waiting(lane, wanted, checklist))


def _before_waiting(lane: Lane, wanted: Service, checklist: Checklist) -> dict[str, Any]:
    stopped = first_step.stopped_today(wanted, checklist.answers)
    first = wanted.steps.first()
    return {
        "checklist": checklist,
        "lane": lane,
        "waiting": queries.waiting_in(lane),
        "stopped": next((one for one in stopped if first and one.code == first.code), None),
        "partly": [one for one in stopped if first is None or one.code != first.code],
        "serving": offices.is_serving(),
    }


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def take_home(request: HttpRequest, code: str) -> HttpResponse:
    """The list for home: on the screen, on paper, and behind a QR code for the phone."""
    wanted = _service(code)
    checklist = catalogue.checklist(wanted, QuestionsForm(wanted, request.POST).answers())
    address = f"{settings.SERVICES_URL}{wanted.code}/"
    context = {"service": wanted, "checklist": checklist, "qr": qr.data_uri(address), "address": address}
    return page(request, "queue/take_home.html", context | {"carried": _carried(request, checklist)})


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def walk_in(request: HttpRequest) -> HttpResponse:
    """Take a number without a case; who was just told something of theirs has a question about that one."""
    code = sent(request, "service")
    wanted = _service(code) if code else None
    answers = QuestionsForm(wanted, request.POST).answers() if wanted else {}
    try:
        asked = asked_about(request)
        ticket = actions.issue_ticket(
            _lane(request, purpose_of(wanted.family) if wanted else sent(request, "purpose")),
            application=asked,
            wants=wanted,
            answers=catalogue.checklist(wanted, answers).answers if wanted else {},
            knowing="knowing" in request.POST,
            asking=asked is not None,
            by=account_of(request).actor,
        )
    except first_step.Stopped as stopped:
        context = {"step": stopped.step, "going": stopped.going, "service": wanted}
        checklist = catalogue.checklist(wanted, answers) if wanted else None
        context["carried"] = _carried(request, checklist) if checklist else []
        return page(request, "queue/stopped.html", context, refused=True)
    except Refused as refused:
        return kiosk_page(request, problem=str(refused))
    return given(request, ticket)


def _service(code: str) -> Service:
    found = catalogue.service(code)
    if found is None:
        raise Http404
    return found


def _lane(request: HttpRequest, purpose: str) -> Lane:
    chosen = PURPOSES.get(purpose)
    if chosen is None:
        raise Refused(_("Pilih salah satu keperluan."))
    return chosen.lane(priority=comes_first(request), near=near(request))


def _carried(request: HttpRequest, checklist: Checklist) -> list[tuple[str, str]]:
    """What was answered so far, as it was sent: each screen carries the ones before it, and the kiosk keeps nothing."""
    names = [f"{code}{part}" for code in checklist.answers for part in _PARTS]
    return [(name, said) for name in names if (said := sent(request, name))]
