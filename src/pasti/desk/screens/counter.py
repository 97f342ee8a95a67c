"""The clerk's one screen."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.answers import queries as answers
from pasti.applications import corrections, shared_nik
from pasti.applications import queries as cases
from pasti.applications.doubts import unsettled
from pasti.applications.forms import CardDataForm, WhoseForm, shared_rows
from pasti.applications.models import Application, Document
from pasti.applications.urgent import urgent
from pasti.audit.sights import NOBODY, listing, sight
from pasti.catalogue.models import Requirement
from pasti.catalogue.steps import StepCode
from pasti.certificates import queries as certificates
from pasti.desk import actions, queries, typed
from pasti.desk.forms import DocumentNumberForm, EndingForm, LetterForm, MissingPapersForm, RefusalForm
from pasti.desk.queries import Desk, Doing
from pasti.desk.screens.new_case import RECEIPT, RESIDENT
from pasti.handover import queries as handover
from pasti.kit import clock
from pasti.kit.forms import Form
from pasti.kit.full_disk import goes_on
from pasti.kit.live import events_address, live_part
from pasti.kit.screens import UNPROCESSABLE, attempt, sent
from pasti.offices import queries as office
from pasti.offices.models import Shift
from pasti.queue import order
from pasti.queue import queries as queues
from pasti.queue.models import Ticket
from pasti.residents.models import Resident
from pasti.roster import queries as roster
from pasti.roster.models import Rest

# Of what presses, so many while nobody is at the counter.
_PRESSING = 5
# The paper of which most is copied, as the catalogue names it.
_FAMILY_CARD = "kk"
AT_COUNTERS = (Role.CLERK, Role.RECORDER)
DESK = sight("desk", gettext_lazy("meja loket"))
FOUND = listing("found by NIK", gettext_lazy("permohonan yang dicari dengan NIK"), search=True)
FILED = listing("filed today", gettext_lazy("daftar yang dibuat hari ini"))


@needs(*AT_COUNTERS, shows=DESK)
def home(request: HttpRequest) -> HttpResponse:
    shift = own_shift(request)
    if shift is None:
        shown(request)
        return render(request, "desk/counters.html", {"counters": office.counters()})
    return desk_page(request, shift)


def desk_page(
    request: HttpRequest,
    shift: Shift,
    *,
    card_form: CardDataForm | None = None,
    whose_form: WhoseForm | None = None,
    missing_form: MissingPapersForm | None = None,
    refusal_form: RefusalForm | None = None,
    number_form: DocumentNumberForm | None = None,
    wrong_letter: tuple[str, LetterForm] | None = None,
    ending_form: EndingForm | None = None,
    found: list[Application] | None = None,
    known: Resident | None = None,
    nik: str = "",
) -> HttpResponse:
    # Read first: what changes while the rest is read is shown at the next look.
    version = queues.board_version()
    desk = queries.desk(shift)
    shown(request)
    pause = None if desk.ticket else roster.pause_of(shift)
    context = _queue_context(shift, free=not desk.ticket and not pause) | {
        "desk": desk,
        "events": events_address("board"),
        "version": version,
    }
    pressing = [] if desk.ticket else urgent(_PRESSING, StepCode.ISSUING)
    shown(request, *(one.case for one in pressing))
    context["urgent"] = pressing
    context |= {"pause": pause, "rests": Rest}
    context["counter_going"] = queries.not_going(shift)
    if desk.application:
        shown(request, desk.application, sight=DESK)
        context |= _case_context(desk)
        context |= _shared(request, desk, whose_form or WhoseForm(initial=typed_beside(request, WhoseForm)))
        context["ended"] = _letters(request, desk.application, wrong_letter)
    context["code"] = _code_to_hand_out(request, desk)
    context |= {"found": found, "known": known, "nik": nik}
    if nik:
        shown(request, *(found or []), sight=FOUND)
    if desk.doing == Doing.ATTACH:
        since = clock.at(clock.today())
        filed = cases.filed_lately_by(account_of(request).actor.id, since)
        shown(request, *filed, sight=FILED)
        context["filed"] = filed
        context["lanes"] = office.lanes_in_use()
        context["answered"] = queries.answered(desk.ticket) if desk.ticket else []
    if desk.doing == Doing.SERVE:
        context["calls_wanted"] = queues.calls_before_missed()
        context["seconds"] = queues.seconds_until_missed(desk.ticket) if desk.ticket else 0
    forms = (card_form, whose_form, missing_form, refusal_form, number_form, wrong_letter, ending_form)
    context |= {
        "card_form": card_form or _card_form(request, desk),
        "number_form": number_form or (DocumentNumberForm() if desk.doing == Doing.ISSUE else None),
        "ending_form": ending_form or (EndingForm() if desk.ending else None),
    }
    if desk.doing == Doing.PAPERS:
        context["missing_form"] = missing_form or _as_typed(request, MissingPapersForm, "missing")
        context["refusal_form"] = refusal_form or _as_typed(request, RefusalForm, "refusal")
    return render(request, "desk/desk.html", context, status=UNPROCESSABLE if any(forms) else 200)


def _shared(request: HttpRequest, desk: Desk, form: WhoseForm) -> dict[str, object]:
    """Who is on record here under the NIK with other data, side by side, while the papers are looked at."""
    shared = shared_nik.found(desk.application) if desk.application and desk.doing == Doing.PAPERS else None
    if shared is None:
        return {}
    shown(request, f"resident:{shared.resident.pk}", sight=RESIDENT)
    return {"shared": shared, "shared_rows": shared_rows(shared), "whose_form": form}


def _code_to_hand_out(request: HttpRequest, desk: Desk) -> str:
    """The code of the case that was just filed here, until somebody else is at the counter."""
    receipt = request.session.get(RECEIPT)
    if receipt and desk.application and receipt["number"] == desk.application.number:
        return str(receipt["code"])
    if receipt and desk.application:
        del request.session[RECEIPT]
    return ""


def _queue_context(shift: Shift, *, free: bool) -> dict[str, object]:
    away = queues.away_today(shift.counter)
    return {
        "shift": shift,
        "waiting": order.next_at(shift.counter),
        "waiting_count": order.count_at(shift.counter),
        "missed": [ticket for ticket in away if ticket.state == Ticket.State.MISSED],
        "held": [ticket for ticket in away if ticket.state == Ticket.State.HELD],
        "free": free,
    }


def _case_context(desk: Desk) -> dict[str, object]:
    application = desk.application
    assert application is not None
    checklist = cases.checklist_of(application)
    documents = list(application.documents.all())
    return {
        "application": application,
        "checklist": checklist,
        "family_card": _family_card(documents),
        "needed": [(n, [d for d in documents if d.requirement == n.requirement.code]) for n in checklist.needed],
        "others": cases.others_compared(application),
        "doubts": unsettled(application),
        "may_correct": not corrections.problem(application),
        "owed": handover.to_be_surrendered(application),
        "wishes": answers.wishes(application),
        "recorded": certificates.proof_of(application),
        "suket": certificates.holding(application),
        "may_have_suket": not certificates.obstacle(application),
    }


def _family_card(documents: Iterable[Document]) -> Document | None:
    """The photo from which the clerk copies: the last one of the family card that can be shown."""
    shown_ones = [d for d in documents if d.requirement == _FAMILY_CARD and (d.is_image or d.first_page)]
    return shown_ones[-1] if shown_ones else None


def _card_form(request: HttpRequest, desk: Desk) -> CardDataForm | None:
    if desk.application is None or not desk.application.service.makes_card:
        return None
    known = {name: getattr(desk.application, name) for name in CardDataForm.base_fields}
    return CardDataForm(initial=known | typed_beside(request, CardDataForm))


def typed_beside(request: HttpRequest, form: type[Form], prefix: str | None = None) -> dict[str, Any]:
    """What was typed into another part of the page than the one that was sent: it comes back as it was."""
    return typed.values(request, form(prefix=prefix))


def _as_typed(request: HttpRequest, form: type[Form], prefix: str) -> Form:
    return form(prefix=prefix, initial=typed_beside(request, form, prefix))


def _letters(
    request: HttpRequest, application: Application, wrong: tuple[str, LetterForm] | None
) -> list[tuple[Requirement, Form]]:
    """The letters that are no longer accepted, each with the form for a new one's date."""
    needed = cases.checklist_of(application).needed
    ended = [one.requirement for one in needed if one.expired(clock.today())]
    given = dict([wrong] if wrong else [])
    return [
        (asked, given.get(asked.dated_by) or _as_typed(request, LetterForm, letter(asked.dated_by))) for asked in ended
    ]


def letter(question: str) -> str:
    """The prefix of the form for a letter's date: several may have ended."""
    return f"letter-{question}"


@needs(*AT_COUNTERS, shows=NOBODY)
def waiting(request: HttpRequest) -> HttpResponse:
    """The queue beside the desk, fetched again whenever something happens in the hall."""
    shift = office.shift_of(account_of(request))
    if shift is None:
        return HttpResponse(status=204)
    return live_part(request, queues.board_version, lambda: _beside(shift), "desk/waiting.html", private=True)


def _beside(shift: Shift) -> dict[str, object]:
    return _queue_context(shift, free=queues.is_free(shift.counter) and not roster.pause_of(shift))


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def open_counter(request: HttpRequest, number: int) -> HttpResponse:
    counter = office.counter(number)
    if counter is None:
        raise Http404
    attempt(request, lambda: actions.take_counter(account_of(request), counter))
    return redirect("desk:home")


@goes_on
@needs(*AT_COUNTERS, shows=NOBODY)
@require_POST
def leave_counter(request: HttpRequest) -> HttpResponse:
    shift = office.shift_of(account_of(request))
    if shift:
        attempt(request, lambda: actions.leave_counter(account_of(request), shift))
    return redirect("desk:home")


def at_desk(request: HttpRequest) -> Desk | None:
    """What is at the counter, unless the page that asks was drawn for another number: what is on it is not theirs."""
    here = at_counter(request)
    if here is None:
        return None
    shift, ticket = here
    return queries.desk_with(shift, ticket)


def at_counter(request: HttpRequest) -> tuple[Shift, Ticket | None] | None:
    """The same without what is to be done next: where the clerk sits, and which number is there."""
    shift = own_shift(request)
    if shift is None:
        return None
    ticket = queues.current(shift.counter)
    if ticket and sent(request, "ticket") != ticket.token:
        messages.warning(request, _("Nomor di loket ini sudah berganti. Periksa dahulu siapa yang dilayani."))
        return None
    return shift, ticket


def own_shift(request: HttpRequest) -> Shift | None:
    """Where whoever asks sits now."""
    account = account_of(request)
    shift = office.shift_of(account)
    if shift:
        # The same person, of whom the roles are known already.
        shift.account = account
    return shift
