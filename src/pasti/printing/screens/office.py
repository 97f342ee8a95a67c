"""The print room."""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import queries as cases
from pasti.applications.ready_days import ready_days
from pasti.applications.urgent import urgent
from pasti.applications.whereabouts import whereabouts
from pasti.audit.sights import NOBODY, listing, sight
from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.kit import clock, pdf
from pasti.kit.errors import Refused
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, attempt, sent, sent_all, taken
from pasti.offices import policy
from pasti.printing import actions, by_hand, faces, finishing, nights, printers, printouts, queries, turns
from pasti.printing.forms import ConfirmForm, MachineRunForm, RunForm, SpoilForm
from pasti.printing.models import Job, Run
from pasti.printing.screens import machine
from pasti.readiness.needs import Need
from pasti.readiness.queries import can_go_on, stands
from pasti.stock import queries as stock

ROOM = listing("print list", gettext_lazy("daftar ruang cetak"))
RUN = listing("print run", gettext_lazy("daftar satu proses cetak"))
FACES = sight("card faces", gettext_lazy("gambar kartu"))

# Of what presses, so many above the list.
_PRESSING = 8


@needs(Role.PRINTER, Role.HEAD, shows=ROOM)
def room(request: HttpRequest) -> HttpResponse:
    ready = queries.waiting()
    count = ready.count()
    ledger = stock.ledger()
    suggested = min(count, ledger.in_stock, policy.value("printing.largest_run"))
    initial = {"count": suggested or None, "first_serial": stock.next_serial()}
    machines = list(printers.printers())
    going = can_go_on(steps.of(StepCode.PRINTING), by=account_of(request).actor)
    without_queue = bool(machines) and by_hand.is_only_way(going)
    form = (
        MachineRunForm(request.POST or None, initial=initial, queues=not without_queue)
        if machines
        else RunForm(request.POST or None, initial=initial)
    )
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.start_run(
                form.cleaned_data["count"],
                first_serial=form.cleaned_data["first_serial"],
                printer=form.cleaned_data.get("printer"),
                hand=form.cleaned_data.get("hand"),
                by=account_of(request).actor,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("printing:run", str(run.day), run.sequence)
    jobs, later = list(ready[:100]), list(queries.waiting_for_birthday()[:20])
    stopped = list(queries.stopped()[:50])
    pressing = urgent(_PRESSING, StepCode.PRINTING)
    shown(request, *(one.case for one in pressing), *(job.application for job in [*jobs, *later, *stopped]))
    context = {
        "form": form,
        "prints": _prints(request),
        "urgent": pressing,
        "jobs": _with_days(jobs),
        "count": count,
        "later": later,
        "stopped": stopped,
        "open_runs": queries.open_runs(),
        "short": queries.beyond(ledger.in_stock) if ledger.in_stock < count else [],
        "closed": nights.is_night() and bool(policy.value("printing.two_at_night")),
        "night": nights.open_one() if nights.is_night() else None,
        "nights": nights.nights()[:10],
        "me": account_of(request).actor.id,
        "machines": [(printer, *printers.how(printer)) for printer in machines],
        "runs": queries.runs()[:10],
        "ledger": ledger,
        "going": going,
        "without_queue": without_queue,
        "step": StepCode.PRINTING.label,
        "link": stands(Need.LINK),
        "printed_today": queries.printed_since(clock.today()),
    }
    return render(request, "printing/room.html", context, status=UNPROCESSABLE if form.errors else 200)


def _with_days(jobs: Iterable[Job]) -> list[tuple[Job, str, date | None]]:
    """Each card with why it stands where it does, and the day by which it was said to be ready."""
    listed = list(jobs)
    days = ready_days(job.application for job in listed)
    return [(job, turns.said(job), days.get(job.application_id)) for job in listed]


def _prints(request: HttpRequest) -> bool:
    """Whether the reader may print; others look."""
    return Role.PRINTER in account_of(request).roles


@needs(Role.PRINTER, Role.HEAD, shows=RUN)
def run(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    return _run_page(request, machine.run_or_404(day, sequence))


@dataclass
class Wrong:
    """A form of the run's page that was not taken, and whose it is: a card's, or the rest's (0)."""

    confirm: ConfirmForm | None = None
    spoil: SpoilForm | None = None
    job: int = 0


def _run_page(request: HttpRequest, found: Run, wrong: Wrong | None = None) -> HttpResponse:
    jobs = list(queries.jobs_of(found))
    shown(request, *(job.application for job in jobs))
    printing = [job for job in jobs if job.state == Job.State.IN_RUN]
    said = wrong or Wrong()
    going = machine.going(found)
    at_machine = {one.serial: one for one in (going.printouts if going else printouts.of_run(found))}
    context = {
        "run": found,
        "prints": _prints(request),
        "jobs": jobs,
        "printing": printing,
        "without_face": [] if found.printer_id else [job for job in printing if job.face_at is None],
        "going": going,
        "at_machine": at_machine,
        "gone_to_machine": {serial for serial, one in at_machine.items() if printouts.has_it(one)},
        "version": machine.version(found) if going else "",
        "in_hand": min((job for job in printing if job.face_at), key=lambda job: job.serial, default=None),
        "confirm": said.confirm or ConfirmForm(),
        "form": said.spoil or SpoilForm(),
        "wrong": said.job if said.spoil else None,
    }
    return render(request, "printing/run.html", context, status=UNPROCESSABLE if wrong else 200)


@needs(Role.PRINTER, shows=FACES)
@carries(PRINT)
def run_faces(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    """The faces of all cards of a run that are still to be printed, in one PDF; a machine may have printed some."""
    found = machine.run_or_404(day, sequence)
    came = printouts.came_out(found)
    jobs = [job for job in queries.jobs_of(found) if job.state == Job.State.IN_RUN and job.serial not in came]
    if not jobs:
        messages.info(request, _("Tidak ada lagi kartu yang harus dicetak dalam daftar ini."))
        return redirect("printing:run", day, sequence)
    return _faces(request, jobs, f"kartu-{found.day}-{found.sequence}.pdf")


def _faces(request: HttpRequest, jobs: list[Job], filename: str) -> HttpResponse:
    shown(request, *(job.application for job in jobs))
    try:
        drawn = actions.fetch_faces(jobs, by=account_of(request).actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return _back_to(jobs[0])
    return pdf.response(drawn, filename)


@needs(Role.PRINTER, shows=FACES)
@carries(PRINT)
def job_faces(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("application", "run"), pk=job_id)
    try:
        actions.ensure_printing(job)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("printing:room")
    return _faces(request, [job], f"kartu-{job.serial}.pdf")


@needs(Role.PRINTER, shows=FACES)
def photo(request: HttpRequest, job_id: int) -> HttpResponse:
    """The photo of a card that is in a run, to be held beside the card."""
    job = get_object_or_404(Job.objects.select_related("application", "run"), pk=job_id)
    try:
        actions.ensure_printing(job)
        content = faces.content_of(job)
    except Refused as refused:
        raise Http404 from refused
    shown(request, job.application)
    return HttpResponse(b64decode(content.photo), content_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _seen(request: HttpRequest) -> str:
    """The blank that the page showed when the button was pressed."""
    return sent(request, "serial")


def _back_to(job: Job) -> HttpResponse:
    return redirect("printing:run", str(job.run.day), job.run.sequence) if job.run else redirect("printing:room")


@needs(Role.PRINTER, shows=RUN)
@require_POST
def confirm(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    """One card came out well: the serial on it is scanned or typed."""
    found, form = machine.run_or_404(day, sequence), ConfirmForm(request.POST)
    if form.is_valid():
        try:
            job = finishing.finish(found, form.cleaned_data["serial"], by=account_of(request).actor)
        except Refused as refused:
            form.add_error("serial", str(refused))
        else:
            said = _("%(serial)s tercetak: %(name)s.") % {"serial": job.serial, "name": job.application.name}
            kept = _kept(job)
            messages.success(request, f"{said} {_('Simpan di: %s.') % kept}" if kept else said)
            return redirect("printing:run", day, sequence)
    return _run_page(request, found, Wrong(confirm=form))


def _kept(job: Job) -> str:
    """Where the finished card is to be put."""
    case = cases.by_key(job.application_id)
    return whereabouts(case).kept if case else ""


@needs(Role.PRINTER, shows=RUN)
@require_POST
def spoil_rest(request: HttpRequest, day: str, sequence: int) -> HttpResponse:
    """The machine broke: what was not confirmed is spoiled, and its cards wait for another run."""
    found, form = machine.run_or_404(day, sequence), SpoilForm(request.POST)
    serials, by = sent_all(request, "serial"), account_of(request).actor
    if taken(form, lambda: actions.spoil_rest(found, form.cleaned_data["reason"], serials=serials, by=by)):
        return redirect("printing:run", day, sequence)
    return _run_page(request, found, Wrong(spoil=form))


@needs(Role.PRINTER, shows=RUN)
@require_POST
def spoil(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("run"), pk=job_id)
    form, by = SpoilForm(request.POST), account_of(request).actor
    done = taken(form, lambda: actions.spoil(job, form.cleaned_data["reason"], serial=_seen(request), by=by))
    if not done and job.run and job.state == Job.State.IN_RUN:
        return _run_page(request, job.run, Wrong(spoil=form, job=job.pk))
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return _back_to(job)


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("run"), pk=job_id)
    attempt(request, lambda: actions.try_again(job, by=account_of(request).actor))
    return redirect("printing:room")


@needs(Role.PRINTER, shows=NOBODY)
@require_POST
def put_back(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("run"), pk=job_id)
    attempt(request, lambda: actions.put_back(job, serial=_seen(request), by=account_of(request).actor))
    return _back_to(job)
