"""A new case at the counter: the citizen's form on one dense page."""

from secrets import token_hex

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import queries as cases
from pasti.applications.doubts import doubts
from pasti.applications.forms import AddressForm, PersonForm, QuestionsForm, initial_answers, person_form
from pasti.audit.sights import sight
from pasti.catalogue import queries as catalogue
from pasti.catalogue.models import Service
from pasti.desk import actions, typed
from pasti.desk.forms import ServiceForm
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, in_address, sent
from pasti.notices.forms import WishForm
from pasti.offices import queries as office
from pasti.offices import regions
from pasti.queue import queries as queues
from pasti.queue.models import Ticket
from pasti.residents import queries as residents

RESIDENT = sight("resident", gettext_lazy("data penduduk untuk permohonan baru"))
# Where the session keeps what is to be printed for the person, as long as they are at the counter.
RECEIPT = "receipt"


@needs(Role.CLERK, shows=RESIDENT)
def new_case(request: HttpRequest) -> HttpResponse:
    # The chooser posts too: a NIK has no place in an address, and what was typed goes with it and comes back.
    shown(request)
    filing = request.method == "POST" and not _chooses(request)
    given = request.POST if request.method == "POST" else request.GET
    chosen = {"service": given.get("service", ""), "known": "" if filing else sent(request, "known")}
    begins = {"known": chosen["known"]}
    chooser = ServiceForm(chosen if "service" in given else None, initial=begins, auto_id="choose_%s")
    chooser.fields["service"].choices = [  # type: ignore[attr-defined]
        (family.label, [(s.code, s.text) for s in catalogue.services(family=family)]) for family in Service.Family
    ]
    service = catalogue.service(chooser.cleaned_data["service"]) if chooser.is_valid() else None
    if service is None:
        status = UNPROCESSABLE if chooser.is_bound else 200
        return render(request, "desk/new_case.html", {"chooser": chooser}, status=status)
    return _forms(request, service, chooser, request.POST if filing else None)


def _chooses(request: HttpRequest) -> bool:
    """Whether another service was chosen, be it without a word: nothing is filed for one whose questions nobody saw."""
    drawn_for = sent(request, "drawn_for")
    return "choose" in request.POST or "begin" in request.POST or drawn_for not in ("", sent(request, "service"))


def _forms(request: HttpRequest, service: Service, chooser: ServiceForm, data: QueryDict | None) -> HttpResponse:
    asked = person_form(service)
    before = typed.of(request, catalogue.service(sent(request, "drawn_for")) if data is None else None)
    known = _known(request, chooser.cleaned_data["known"], asked)
    initial = _answered(request, service) | before.values | known
    regency = _regency(request, known)
    questions = QuestionsForm(service, data, initial=initial)
    person = asked(data, initial=initial)
    address = AddressForm(data, initial=initial, regency=regency)
    wish = WishForm(data, initial=initial, phone=address.phone_typed)
    context = {
        "service": service,
        "chooser": chooser,
        "questions": questions,
        "person": person,
        "address": address,
        "wish": wish,
        "regency": regions.name_of(regency),
        "known": "name" in known,
        "replaced": before.that_differ_from(known) if "name" in known else [],
        "without_place": before.without_place_in(questions, person, address, wish),
        "problem": "",
        "held": _held(request),
        "form": sent(request, "form") or token_hex(16),
    }
    if data is not None:
        problem = _file(request, service, questions, person, address, wish)
        if problem is None:
            return redirect("desk:home")
        context["problem"] = problem
        context["checklist"] = catalogue.checklist(service, questions.answers())
    return render(request, "desk/new_case.html", context, status=UNPROCESSABLE if data is not None else 200)


def _answered(request: HttpRequest, service: Service) -> dict[str, object]:
    """What the person at the counter answered to this service's questions at the kiosk already."""
    ticket = _ticket(request)
    return initial_answers(service, ticket.answers) if ticket and ticket.wants == service else {}


def _known(request: HttpRequest, nik: str, asked: type[PersonForm]) -> dict[str, object]:
    """What is known of a resident already; nothing is typed twice."""
    resident = residents.by_nik(nik) if nik else None
    if resident is None:
        return {"nik": nik} if nik else {}
    shown(request, f"resident:{resident.pk}", sight=RESIDENT)
    return {name: getattr(resident, name) for name in (*asked.base_fields, *AddressForm.base_fields)}


def _regency(request: HttpRequest, known: dict[str, object]) -> str:
    village = str(sent(request, "village_code") or known.get("village_code") or "")
    asked = in_address(request, "regency")
    for code in (asked, village[:5]):
        if regions.is_regency(code):
            return code
    return office.office().region_code


def _file(
    request: HttpRequest,
    service: Service,
    questions: QuestionsForm,
    person: PersonForm,
    address: AddressForm,
    wish: WishForm,
) -> str | None:
    """File the case; return what stands in the way (empty: see the fields), or None when it is done."""
    answers = questions.answers()
    for question in catalogue.checklist(service, answers).unanswered:
        questions.ask_again(question.code)
    if not all([questions.is_valid(), person.is_valid(), address.is_valid(), wish.is_valid()]):
        return ""
    by = account_of(request).actor
    ticket = _ticket(request)
    changed = ticket is not None and _held(request) != ticket.token
    try:
        application, code = actions.file_for_person(
            service,
            answers,
            {**person.cleaned_data, **address.cleaned_data},
            ticket=None if changed else ticket,
            form=sent(request, "form")[:32].replace("\0", ""),
            wish={**wish.said, "language": "en" if service.for_whom == Service.ForWhom.WNA else "id"},
            by=by,
        )
    except Refused as refused:
        return str(refused)
    if code:
        messages.success(
            request,
            _("Permohonan %(number)s dibuat, kodenya %(code)s. Berikan keduanya kepada pemohon.")
            % {"number": application.shown_number, "code": code},
        )
        request.session[RECEIPT] = {"number": application.number, "code": code}
    else:
        messages.success(request, _("Permohonan %s sudah dibuat.") % application.shown_number)
    if changed:
        messages.warning(
            request, _("Nomor di loket ini sudah berganti; permohonan ini belum dihubungkan dengan nomor.")
        )
    for other in cases.others_of_sheet(application):
        messages.warning(
            request,
            _("Dari formulir yang sama sudah ada permohonan %(number)s untuk %(name)s.")
            % {"number": other.shown_number, "name": other.name},
        )
    # The desk says it beside the case, until somebody has settled it.
    for doubt in doubts(application) if ticket is None or changed else []:
        messages.warning(request, doubt.sentence)
    return None


def _held(request: HttpRequest) -> str:
    """The number for which the page was drawn: the case is for that person and for nobody who came after."""
    if request.method == "POST" and not _chooses(request):
        return sent(request, "ticket")
    ticket = _ticket(request)
    return ticket.token if ticket else ""


def _ticket(request: HttpRequest) -> Ticket | None:
    shift = office.shift_of(account_of(request))
    ticket = queues.current(shift.counter) if shift else None
    return ticket if ticket and ticket.state == Ticket.State.SERVING else None
