"""The printers beside the kiosks: where each listens, and whether it prints."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.forms import Form, WholeNumberField
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import attempt, sent_from, taken
from pasti.offices import halls
from pasti.offices.models import Hall
from pasti.queue import stubs
from pasti.queue.models import StubPrinter

_LONGEST_HOST = 100


class PrinterForm(Form):
    """Where a printer listens. Without an address there is none, and the browser prints."""

    host = forms.RegexField(
        r"^[A-Za-z0-9.:-]*\Z",
        label=gettext_lazy("Alamat printer di jaringan"),
        help_text=gettext_lazy("Misalnya 192.168.1.50. Kosongkan bila nomor dicetak oleh peramban."),
        max_length=_LONGEST_HOST,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )
    port = WholeNumberField(
        label=gettext_lazy("Porta"),
        min_value=1,
        max_value=65535,
        initial=9100,
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
    )
    width = forms.TypedChoiceField(
        label=gettext_lazy("Lebar kertas"),
        choices=[(58, "58 mm"), (80, "80 mm")],
        coerce=int,
        initial=58,
    )


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def printers(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, wrong: tuple[int, PrinterForm] | None = None) -> HttpResponse:
    known = stubs.printers()
    places: list[tuple[int, str]] = [(hall.pk, hall.name) for hall in halls.halls()]
    places.insert(0, (0, _("Anjungan di ruang lain") if places else _("Anjungan")))
    shown = [(key, name, known.get(key), _form(key, known.get(key), wrong)) for key, name in places]
    return render(request, "queue/printers.html", {"places": shown}, status=422 if wrong else 200)


def _form(key: int, printer: StubPrinter | None, wrong: tuple[int, PrinterForm] | None) -> PrinterForm:
    if wrong and wrong[0] == key:
        return wrong[1]
    known: dict[str, Any] = (
        {"host": printer.host, "port": printer.port, "width": printer.width} if printer is not None else {}
    )
    return PrinterForm(prefix=str(key), initial=known)


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
@sent_from("queue:printers")
def set_printer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the printer of a hall's kiosks; 0: of all others."""
    hall, form = _hall(pk), PrinterForm(request.POST, prefix=str(pk))
    done = taken(form, lambda: stubs.set_printer(hall, **form.cleaned_data, by=account_of(request).actor), field="host")
    return redirect("queue:printers") if done else _page(request, (pk, form))


@carries(PRINT)
@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
@require_POST
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a printer print how a number looks."""
    hall = _hall(pk)
    attempt(request, lambda: stubs.print_example(hall), done=_("Contoh dikirim. Periksa kertasnya."))
    return redirect("queue:printers")


def _hall(key: int) -> Hall | None:
    hall = halls.hall(key) if key else None
    if key and hall is None:
        raise Http404
    return hall
