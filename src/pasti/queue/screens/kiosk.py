"""The kiosk: one touch, one number; who comes in vain is told at once, in the largest letters."""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import opening, scans
from pasti.applications import queries as applications
from pasti.applications.forms import NumberAndBirthDateForm
from pasti.applications.models import Application
from pasti.applications.numbers import at_the_end
from pasti.audit.sights import NOBODY
from pasti.catalogue import going
from pasti.kit import qr
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.limits import TooOften
from pasti.kit.screens import UNPROCESSABLE, sent
from pasti.offices import queries as offices
from pasti.offices.models import Lane, Work
from pasti.queue import actions, queries
from pasti.queue.models import Ticket

# Who was just told that it cannot be done now, and for how long that is known.
_KNOWING, _KNOWS_FOR = "kiosk-knowing", 180

# What people without a number come for, and the kind of work it is.
PURPOSES = {
    "ktp": (Work.PAPERS_CARD, gettext_lazy("KTP elektronik"), gettext_lazy("Baru, hilang, rusak, ubah data")),
    "kk": (Work.PAPERS_CIVIL, gettext_lazy("KK atau akta"), gettext_lazy("Kartu keluarga, akta kelahiran")),
}


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def kiosk(request: HttpRequest) -> HttpResponse:
    return _kiosk_page(request)


def _kiosk_page(request: HttpRequest, *, problem: str = "", number: str = "") -> HttpResponse:
    context = {
        "serving": offices.is_serving(),
        "next": offices.next_opening(),
        "resting": offices.is_resting(),
        "purposes": [(code, name, hint) for code, (work, name, hint) in PURPOSES.items() if offices.lane_for(work)],
        "hands_over": offices.lane_for(Work.HANDOVER) is not None,
        "has_priority": any(lane.priority for lane in offices.lanes()),
        "problem": problem,
        "number": number,
        "going": going.today(),
    }
    return render(request, "queue/kiosk.html", context, status=UNPROCESSABLE if problem else 200)


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """Take a number with a case: its paper's QR code is enough; who types the number is asked for the birth date.

    Whose number it is must be known, and the hall reads along: nothing is said of where the case is.
    """
    written = sent(request, "number")
    scanned = scans.is_scan(written)
    try:
        check_serving()
        if scanned:
            application = opening.at_kiosk(account_of(request).actor.id, written)
        elif "birth_date_day" in request.POST:
            return _arrive_with_birth_date(request)
        else:
            return _birth_date_page(request, NumberAndBirthDateForm(initial={"number": _typed(written)}))
        if application is None:
            raise Refused(_("Kode QR ini tidak berlaku lagi. Ketik nomor permohonan, atau tanyakan kepada petugas."))
        return take_number(request, application)
    except Refused as refused:
        return _kiosk_page(request, problem=str(refused), number="" if scanned else written)


def _typed(written: str) -> str:
    """The number that was typed, or that a paper without a code leads to. Raises Refused for what is none."""
    return applications.typed_number((at_the_end(written[:300]) if "://" in written else "") or written)


def _birth_date_page(request: HttpRequest, form: NumberAndBirthDateForm) -> HttpResponse:
    context = {"form": form, "priority": "priority" in request.POST}
    return render(request, "queue/birth_date.html", context, status=UNPROCESSABLE if form.errors else 200)


def _arrive_with_birth_date(request: HttpRequest) -> HttpResponse:
    form = NumberAndBirthDateForm(request.POST)
    if form.is_valid():
        kiosk, data = account_of(request).actor.id, form.cleaned_data
        try:
            application = opening.at_kiosk_with_birth_date(kiosk, data["number"], data["birth_date"])
            if application:
                return take_number(request, application)
            form.add_error(None, _("Nomor permohonan dan tanggal lahir ini tidak cocok."))
        except TooOften:
            form.add_error(None, _("Terlalu banyak percobaan. Pindai kode QR, atau minta nomor kepada petugas."))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _birth_date_page(request, form)


def take_number(request: HttpRequest, application: Application, *, knowing: bool = False) -> HttpResponse:
    """Give the number of the lane where a case goes on; who need not come is told so instead, and not where it is.

    `knowing`: they were told a moment ago that it cannot be done now.
    """
    by, priority = account_of(request).actor, "priority" in request.POST
    try:
        lane = actions.lane_of(application, priority=priority, knowing=knowing)
        ticket = actions.issue_ticket(lane, application=application, knowing=knowing, by=by)
    except actions.NotNow as in_vain:
        actions.turn_away(application, by=by)
        context: dict[str, object] = {"who": signing.dumps(application.number, salt=_KNOWING), "priority": priority}
        if isinstance(in_vain, actions.Stopped):
            page, context = "queue/stopped.html", context | {"step": in_vain.step, "going": in_vain.going}
        else:
            page = "queue/not_now.html"
            context |= {"track": settings.PUBLIC_URL, "first_day": in_vain.first_day}
        return render(request, page, context, status=UNPROCESSABLE)
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
        return _kiosk_page(request, problem=_("Waktunya habis. Pindai atau ketik sekali lagi."))
    except Refused as refused:
        return _kiosk_page(request, problem=str(refused))


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def walk_in(request: HttpRequest) -> HttpResponse:
    """Take a number without a case; who was just told something of theirs has a question about that one."""
    try:
        check_serving()
        asked = _asked_about(request)
        ticket = actions.issue_ticket(
            _lane_for(request), application=asked, asking=asked is not None, by=account_of(request).actor
        )
    except Refused as refused:
        return _kiosk_page(request, problem=str(refused))
    return redirect("queue:stub", ticket.token)


def _asked_about(request: HttpRequest) -> Application | None:
    """The case of which somebody was told a moment ago, if it goes on; what is over is asked about without it."""
    try:
        number = signing.loads(sent(request, "who"), salt=_KNOWING, max_age=_KNOWS_FOR)
    except signing.BadSignature:
        return None
    application = applications.by_number(number)
    return application if application and application.live else None


def _lane_for(request: HttpRequest) -> Lane:
    purpose = PURPOSES.get(sent(request, "purpose"))
    lane = offices.lane_for(purpose[0], priority="priority" in request.POST) if purpose else None
    if lane is None:
        raise Refused(_("Pilih salah satu keperluan."))
    return lane


def check_serving() -> None:
    if not offices.is_serving():
        if offices.is_resting():
            raise Refused(_("Sedang istirahat. Nomor diberikan lagi setelah istirahat."))
        raise Refused(_("Kantor sedang tutup dan tidak ada loket yang melayani."))


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def stub(request: HttpRequest, token: str) -> HttpResponse:
    """The number just taken, to be printed or photographed."""
    ticket = _ticket(token)
    address = settings.PUBLIC_URL + reverse("queue:phone", args=[ticket.token])
    context = {"ticket": ticket, "place": queries.place(ticket), "qr": qr.data_uri(address)}
    return render(request, "queue/stub.html", context)


def _ticket(token: str) -> Ticket:
    ticket = queries.by_token(token)
    if ticket is None:
        raise Http404
    return ticket
