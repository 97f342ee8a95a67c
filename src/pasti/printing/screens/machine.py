"""The machines behind queues: which there are, and what one of them does with a run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit.live import live_part
from pasti.kit.screens import UNPROCESSABLE, attempt, safe_next, sent, taken
from pasti.printing import printers, printouts, queries, sending
from pasti.printing.forms import PrinterForm
from pasti.printing.models import Printer, Printout, Run
from pasti.printing.states import PrintoutState
from pasti.stock import ribbons
from pasti.stock.models import Ribbon
from pasti.stock.states import RibbonState


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def machines(request: HttpRequest) -> HttpResponse:
    form, by = PrinterForm(request.POST or None), account_of(request).actor
    if request.method == "POST" and taken(form, lambda: printers.add_printer(**form.cleaned_data, by=by)):
        messages.success(request, _("Dicatat. Keadaannya terlihat di sini dalam beberapa detik."))
        return redirect("printing:machines")
    known = [(printer, *printers.how(printer)) for printer in printers.printers()]
    context = {"machines": known, "form": form}
    return render(request, "printing/machines.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    printer = get_object_or_404(Printer, pk=pk)
    attempt(request, lambda: printers.close_printer(printer, by=account_of(request).actor))
    return redirect("printing:machines")


@dataclass(frozen=True)
class Going:
    """What a machine does with a run, for its page: how the machine is, and the cards that want somebody."""

    printer: Printer
    how: str
    said: str
    printouts: list[Printout]
    # By the count of what came out; and which there are to take its place.
    no_ribbon: bool
    ribbons: list[Ribbon]
    # What is printed at it past its queue, which waits for that.
    by_hand: Run | None

    def _in(self, *states: str) -> list[Printout]:
        return [printout for printout in self.printouts if printout.state in states]

    @property
    def now(self) -> Printout | None:
        """The card that the machine has."""
        has = (PrintoutState.SENDING, PrintoutState.QUEUED, PrintoutState.HELD, PrintoutState.PRINTING)
        return next(iter(self._in(*has, PrintoutState.STOPPED)), None)

    @property
    def following(self) -> Printout | None:
        """The card that goes to it next."""
        return next(iter(self._in(PrintoutState.WAITING)), None)

    @property
    def out(self) -> int:
        """How many came out."""
        return len(self._in(PrintoutState.DONE))

    @property
    def looks(self) -> list[Printout]:
        """The cards of which only somebody who looks can tell."""
        return self._in(PrintoutState.UNSURE, PrintoutState.FAILED)

    @property
    def all(self) -> int:
        """How many there are."""
        return len(self.printouts)


def going(run: Run) -> Going | None:
    """Return what the machine does with a run; None for one that is printed by hand, or is finished."""
    if run.printer is None or run.state == Run.State.FINISHED:
        return None
    empty = printouts.is_ribbon_empty(run.printer.pk)
    others = [ribbon for ribbon in ribbons.ribbons() if ribbon.state == RibbonState.IN_STOCK] if empty else []
    by_hand = printouts.run_by_hand_at(run.printer.pk)
    return Going(run.printer, *printers.how(run.printer), list(printouts.of_run(run)), empty, others, by_hand)


def version(run: Run) -> str:
    """Return what changes with what the machine does."""
    found = going(run)
    if found is None:
        return run.state
    each = " ".join(f"{one.pk} {one.state} {one.tries}" for one in found.printouts)
    return sha256(f"{run.state} {found.said} {found.no_ribbon} {found.by_hand} {each}".encode()).hexdigest()[:16]


def run_or_404(day: str, sequence: int) -> Run:
    """Return the run of an address."""
    try:
        run = queries.run_by_number(date.fromisoformat(day), sequence)
    except ValueError:
        run = None
    if run is None:
        raise Http404
    return run


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def part(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    """What the machine does now: fetched again and again by the run's page."""
    run = run_or_404(day, sequence)
    prints = may_open(account_of(request), pause)
    context: dict[str, object] = {"run": run, "going": going(run), "prints": prints}
    return live_part(request, lambda: version(run), lambda: context, "printing/machine.html", private=True)


def _on_run(request: HttpRequest, day: str, sequence: int, act: Callable[..., Any]) -> HttpResponse:
    run = run_or_404(day, sequence)
    attempt(request, lambda: act(run, by=account_of(request).actor))
    return redirect("printing:run", day, sequence)


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def pause(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    return _on_run(request, day, sequence, printouts.pause)


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def go_on(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    return _on_run(request, day, sequence, printouts.go_on)


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def by_hand(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    """The queue is of no use: the rest is printed from its PDF."""
    return _on_run(request, day, sequence, printouts.go_on_by_hand)


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def mount(request: HttpRequest, pk: int) -> HttpResponse:
    """The ribbon in the machine is used up, and another is in its place."""
    ribbon = get_object_or_404(ribbons.ribbons(), pk=pk)
    # Where one ribbon was noted for no machine by name, it is that one which is taken out.
    machine = sent(request, "machine")
    if machine not in ribbons.machines():
        machine = ""
    attempt(request, lambda: ribbons.mount(ribbon, machine=machine, by=account_of(request).actor))
    return redirect(safe_next(request, reverse("printing:room")))


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has looked, and the blank is clean."""
    printout = get_object_or_404(Printout.objects.select_related("run", "printer"), pk=pk)
    attempt(request, lambda: sending.again(printout, by=account_of(request).actor))
    return redirect("printing:run", str(printout.run.day), printout.run.sequence)
