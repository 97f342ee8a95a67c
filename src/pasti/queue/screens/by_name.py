"""Who has an appointment today and no paper with them: found by name and birth date, and by nothing less."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import opening, visits
from pasti.applications.forms import NameAndBirthDateForm, NameForm
from pasti.applications.models import Application
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.limits import TooOften
from pasti.queue import hooks
from pasti.queue.first_step import check_serving
from pasti.queue.screens.kiosk import take_number
from pasti.queue.screens.touch import page


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def by_name(request: HttpRequest) -> HttpResponse:
    """Ask for the name, then for the birth date; give a number for the appointment of today. No name is shown."""
    if request.method != "POST":
        return _page(request, NameForm(), birth_date=False)
    if "birth_date_day" not in request.POST:
        form = NameForm(request.POST)
        if form.is_valid():
            return _page(request, NameAndBirthDateForm(initial=form.cleaned_data), birth_date=True)
        return _page(request, form, birth_date=False)
    asked = NameAndBirthDateForm(request.POST)
    if asked.is_valid():
        try:
            check_serving()
            found = _found(account_of(request).actor.id, asked.cleaned_data)
            if found:
                return take_number(request, _soonest(found))
            asked.add_error(None, _("Tidak ada janji hari ini dengan nama dan tanggal lahir ini. Periksa lagi."))
        except TooOften:
            asked.add_error(None, _("Terlalu banyak percobaan. Pindai kode QR, atau minta nomor kepada petugas."))
        except Refused as refused:
            asked.add_error(None, str(refused))
    return _page(request, asked, birth_date=True)


def _found(kiosk: str, said: dict[str, Any]) -> list[Application]:
    today = clock.today()
    return opening.at_kiosk_with_name(
        kiosk, said["name"], said["birth_date"], lambda case: hooks.booked(case, today) is not None
    )


def _soonest(cases: list[Application]) -> Application:
    """Return the case of the earliest session that can be gone on with now, or else the earliest."""
    today = clock.today()
    return min(cases, key=lambda case: (not visits.next_visit(case).possible, hooks.booked(case, today)))


def _page(request: HttpRequest, form: NameForm, *, birth_date: bool) -> HttpResponse:
    return page(request, "queue/by_name.html", {"form": form, "birth_date": birth_date}, refused=bool(form.errors))
