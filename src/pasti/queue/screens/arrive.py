"""Who comes with a case: by a scan at once; by its number, or a NIK, with what proves whose it is."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import opening, scans
from pasti.applications import queries as applications
from pasti.applications.forms import NumberAndBirthDateForm
from pasti.applications.numbers import at_the_end
from pasti.audit.sights import NOBODY
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.limits import TooOften
from pasti.kit.screens import sent
from pasti.queue.first_step import check_serving
from pasti.queue.forms import CollectForm, typed_nik
from pasti.queue.screens.collect import collect_page
from pasti.queue.screens.kiosk import take_number
from pasti.queue.screens.touch import page


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def arrive(request: HttpRequest) -> HttpResponse:
    """Take a number with a case: its paper's QR code is enough; who types the number is asked for the birth date.

    Whose number it is must be known, and the hall reads along: nothing is said of where the case is.
    """
    if request.method != "POST":
        return _number_page(request)
    written = sent(request, "number")
    scanned, nik = scans.is_scan(written), typed_nik(written)
    if nik:
        return collect_page(request, CollectForm({"written": nik}))
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
        return _number_page(request, problem=str(refused), number="" if scanned else written)


def _number_page(request: HttpRequest, *, problem: str = "", number: str = "") -> HttpResponse:
    return page(request, "queue/number.html", {"problem": problem, "number": number}, refused=bool(problem))


def _typed(written: str) -> str:
    """The number that was typed, or that a paper without a code leads to. Raises Refused for what is none."""
    return applications.typed_number((at_the_end(written[:300]) if "://" in written else "") or written)


def _birth_date_page(request: HttpRequest, form: NumberAndBirthDateForm) -> HttpResponse:
    return page(request, "queue/birth_date.html", {"form": form}, refused=bool(form.errors))


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
