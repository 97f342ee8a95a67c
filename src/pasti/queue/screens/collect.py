"""Who comes for a card says which: it may not be ready, and nobody waits in vain to hear that."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.applications import opening, visits
from pasti.applications.models import Application
from pasti.audit.sights import NOBODY
from pasti.kit.errors import Refused
from pasti.kit.full_disk import goes_on
from pasti.kit.limits import TooOften
from pasti.offices.models import Work
from pasti.queue.first_step import check_serving
from pasti.queue.forms import CollectForm
from pasti.queue.screens.kiosk import take_number
from pasti.queue.screens.touch import page


@goes_on
@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def collect(request: HttpRequest) -> HttpResponse:
    """Ask for the slip, the number or the NIK; give a number only if there is something to be handed over, or done.

    A scanned slip is enough; who types is then asked for what does not stand in that.
    """
    if "written" not in request.POST:
        return collect_page(request, CollectForm())
    form = CollectForm(request.POST)
    try:
        check_serving()
        if form.is_valid() and form.answered:
            found = _found(account_of(request).actor.id, form.cleaned_data)
            if found:
                return take_number(request, _first_to_hand_over(found))
            form.add_error(
                None, _("Tidak ada permohonan dengan data ini. Periksa lagi, atau ambil nomor untuk bertanya.")
            )
    except TooOften:
        form.add_error(None, _("Terlalu banyak percobaan. Pindai kode QR, atau minta nomor kepada petugas."))
    except Refused as refused:
        form.add_error(None, str(refused))
    return collect_page(request, form)


def _found(kiosk: str, said: dict[str, Any]) -> list[Application]:
    if "nik" in said:
        return opening.at_kiosk_with_nik(kiosk, said["nik"], said["phone_end"])
    if "scan" in said:
        case = opening.at_kiosk(kiosk, said["scan"])
    else:
        case = opening.at_kiosk_with_birth_date(kiosk, said["number"], said["birth_date"])
    return [case] if case else []


def _first_to_hand_over(cases: Iterable[Application]) -> Application:
    """Return the case for which somebody comes for a card: one that is ready, or else one that can be gone on with."""
    by_use = sorted(map(visits.next_visit, cases), key=lambda v: (v.work != Work.HANDOVER, not v.possible))
    return by_use[0].application


def collect_page(request: HttpRequest, form: CollectForm) -> HttpResponse:
    """Draw the question that is open: which case it is, or what proves whose it is."""
    return page(request, "queue/collect.html", {"form": form, "open": form.open}, refused=bool(form.errors))
