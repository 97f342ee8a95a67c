"""Asking the centre for a release, printing in runs, each card on a blank of known serial."""

from base64 import b64decode
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.catalogue import queries as catalogue
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, take
from pasti.kit import blobs, clock, typed
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words
from pasti.link import actions as link
from pasti.link import leases
from pasti.link.schema import CardProgress, PrintRequest, Said
from pasti.link.statuses import Status
from pasti.offices import actions as offices
from pasti.offices import policy
from pasti.printing import by_hand, chips, faces, nights, printouts, queries, turns
from pasti.printing.by_hand import ByHand, machine_of
from pasti.printing.models import LIVE, Job, Printer, Run
from pasti.printing.states import JobState
from pasti.stock import actions as stock
from pasti.stock import queries as blanks

_ADULT = 18

# Of a card on a blank on which nothing is yet.
_UNMADE: dict[str, Any] = {"face_at": None, "chip_at": None, "chip": ""}


def ask_for_release(application: Application) -> None:
    """Ask the centre to release the card of somebody who was recorded before. Asking twice is harmless."""
    service, biodata = application.service.code, cases.as_biodata(application)
    request = PrintRequest(application=application.number, service=service, biodata=biodata)
    link.send(Said.PRINT_REQUEST, request, key=application.number)


@transaction.atomic
def take_release(application: Application, sealed: str, *, at: datetime, by: Actor) -> Job:
    """Put a released card (content sealed for this office, base64) into the print list; a newer release replaces it.

    A release older than the one that is there changes nothing.

    Raises NotAllowed when no card is waited for: it is being printed at this moment, it was printed, or the person is
    to be recorded again. Raises Refused for content that is not base64.
    """
    try:
        content = b64decode(sealed, validate=True)
    except ValueError as broken:
        raise Refused(_("Data kartu dari pusat tidak terbaca.")) from broken
    fresh = applications.lock(application)
    earlier = Job.objects.filter(application=fresh, state__in=LIVE).first()
    if earlier and earlier.released_at > at:
        return earlier
    if earlier:
        take(earlier, "replace", by=by, changes={"content": ""})
    step = fresh.current_step
    if not (step and step.code == "printing"):
        applications.finish_step(fresh, "centre", by=by, happened_at=at)
    blob = blobs.keep(content)
    lost = Job.objects.filter(application=fresh, state=JobState.LOST).first()
    job = Job.objects.create(
        application=fresh,
        content=blob.sha256,
        # Who waits for a second card because the first was lost keeps their place.
        released_at=lost.released_at if lost else at,
        not_before=cases.printable_from(fresh),
        beginner=_is_beginner(fresh, clock.local_day(at)),
        state=JobState.WAITING,
    )
    if earlier:
        blobs.forget_on_commit(earlier.content)
    record("job.ready", subject=job.subject, case=fresh.number, by=by)
    return job


def _is_beginner(case: Application, day: date) -> bool:
    """Whether it is somebody's first card, at 17 (recorded at 16, perhaps)."""
    return case.records and case.birth_date is not None and catalogue.age_on(case.birth_date, day) < _ADULT


def start_run(
    count: int, *, first_serial: str = "", printer: Printer | None = None, hand: ByHand | None = None, by: Actor
) -> Run:
    """Take the next `count` cards in order and as many blanks, from a serial on if given, into a new run.

    With a `printer` their faces go to its queue (`sending`); without, they are fetched as PDF and printed by hand, at
    the machine and for the reason in `hand`: with one that is open also while no queue stands (`by_hand`).

    What cannot be printed as it is (something does not fit, a permit has ended) is found first and set aside with its
    reason, before any blank is taken. Fewer cards than asked for are fine; raises Refused when there is none, saying
    why the first was set aside, when there are not enough blanks, while the centre does not allow it, while anything
    else does not stand that printing rests on, or out of hours unless two people have released it (`nights`).
    """
    past = None if printer else hand
    if reason := leases.refusal(leases.May.PRINT) or by_hand.refusal(past, by=by) or nights.refusal():
        raise Refused(reason)
    largest = policy.value("printing.largest_run")
    if not 1 <= count <= largest:
        raise Refused(_("Jumlahnya harus 1 sampai %d kartu.") % largest)
    problems = set_aside(list(queries.waiting()[:count]), by=by)
    try:
        return _start(count, first_serial, printer, past, by)
    except Refused as refused:
        if problems and not queries.waiting().exists():
            raise Refused(problems[0]) from refused
        raise


def set_aside(jobs: Sequence[Job], *, by: Actor) -> list[str]:
    """Set aside the cards that cannot be printed as they are; return why. Drawing takes a while: in no transaction."""
    for job in jobs[:1]:
        check(job, "take", by)
    found = faces.problems(list(jobs))
    for job in jobs:
        if job.pk in found:
            _stop(job, faces.why_not(job, Refused(found[job.pk])), by)
    return list(found.values())


@transaction.atomic
def _stop(job: Job, why: Words, by: Actor) -> None:
    fresh = Job.locked(job.pk)
    if fresh.state == JobState.WAITING and fresh.content == job.content:
        fresh.obstacle = why
        fresh.save(update_fields=["obstacle"])
        record("job.stop", subject=fresh.subject, case=fresh.case_number, by=by, reason=why.kept)


@transaction.atomic
def try_again(job: Job, *, by: Actor) -> Job:
    """Let a card that was set aside be looked at again with the next run: what was in the way may be put right."""
    fresh = Job.locked(job.pk)
    check(fresh, "take", by)
    if fresh.obstacle:
        fresh.obstacle = ""
        fresh.save(update_fields=["obstacle"])
        record("job.again", subject=fresh.subject, case=fresh.case_number, by=by)
    return fresh


@transaction.atomic
def _start(count: int, first_serial: str, printer: Printer | None, hand: ByHand | None, by: Actor) -> Run:
    ids = list(queries.waiting().values_list("pk", flat=True)[: count * 2])
    free = Job.objects.select_for_update(skip_locked=True, of=("self",))
    jobs = list(turns.in_order(free.filter(pk__in=ids, state=JobState.WAITING, obstacle=""))[:count])
    if not jobs:
        raise Refused(_("Tidak ada kartu yang siap dicetak."))
    loaded = stock.load(len(jobs), first_serial=first_serial, by=by)
    run, taken = _new_run(clock.today(), printer, hand, by), []
    for position, (job, blank) in enumerate(zip(jobs, loaded, strict=True), start=1):
        changes = {"run": run, "position": position, "serial": blank.serial}
        # What the rule looked at is kept: it answers why this one was printed before another (`why`).
        facts = {"run": run.number, "turn": job.turn, "since": str(job.since), "released": job.released_at.isoformat()}
        taken.append(take(job, "take", by=by, changes=changes, **facts))
        _tell(taken[-1], Status.SENT_FOR_CARD_PRINTING)
    printouts.plan(run, taken)
    record("run.start", subject=run.subject, by=by, run=run.number, count=len(jobs))
    if run.by_hand_why:
        record("run.without_queue", subject=run.subject, by=by, run=run.number, reason=run.by_hand_why)
    return run


def _new_run(day: date, printer: Printer | None, hand: ByHand | None, by: Actor) -> Run:
    # The office is the lock: two operators who start at once get two numbers.
    offices.lock_office()
    if reason := nights.refusal():
        raise Refused(reason)
    noted = by_hand.checked(hand)
    last = Run.objects.filter(day=day).order_by("-sequence").first()
    return Run.objects.create(
        day=day,
        sequence=last.sequence + 1 if last else 1,
        state=Run.State.OPEN,
        started_at=clock.now(),
        started_by=by.name,
        started_by_id=by.id,
        printer=printer,
        by_hand_at=noted.at,
        by_hand_why=noted.why,
        night=nights.released() if nights.is_night() else None,
    )


def fetch_faces(jobs: Sequence[Job], *, by: Actor) -> bytes:
    """Draw the faces of cards that are in a run, as PDF, and note for which blank each was fetched.

    Raises NotAllowed for a card that is in no run or goes to a machine's queue, Refused for one that came out of the
    machine and as `faces.draw` does: then none counts as fetched.
    """
    for job in jobs:
        ensure_printing(job)
    printouts.ensure_by_hand(jobs)
    drawn = faces.draw(list(jobs))
    for job in jobs:
        _note_fetched(job, by)
    return drawn


@transaction.atomic
def _note_fetched(job: Job, by: Actor) -> None:
    fresh = Job.locked(job.pk)
    # Drawing takes a while: by now the card may be on another blank, for which nobody has its face.
    if fresh.state == JobState.IN_RUN and fresh.serial == job.serial:
        again = fresh.face_at is not None
        fresh.face_at = clock.now()
        fresh.save(update_fields=["face_at"])
        if not again:
            record("job.face", subject=fresh.subject, case=fresh.case_number, by=by, serial=fresh.serial)


@transaction.atomic
def confirm(run: Run, serial: str, *, by: Actor) -> Job:
    """Note that the card on the blank of this serial, as read from the card itself, came out well.

    Its blank is used and the case is ready. Raises Refused, naming what is wrong, for a serial that is not in this run
    (any more), and as `mark_printed` does.
    """
    return mark_printed(_on_blank(run, serial), serial=serial, by=by)


def to_be_confirmed(run: Run, serial: str, *, by: Actor) -> Job:
    """Return the card on the blank of this serial. Raises as `confirm` does, but for its chip."""
    job = _on_blank(run, serial)
    _check_printed(job, serial, by)
    return job


def _check_printed(job: Job, serial: str, by: Actor) -> None:
    check(job, "print", by)
    _check_blank(job, plain_serial(serial))
    if job.face_at is None:
        raise Refused(
            _("Muka kartu %s belum diambil untuk blangko ini. Buka dahulu PDF-nya dan cetak, lalu catat lagi.")
            % job.serial
        )
    _check_looks(job, by)


def _on_blank(run: Run, serial: str) -> Job:
    read = plain_serial(serial)
    if not read:
        raise Refused(_("Pindai atau ketik nomor seri di kartu yang sudah tercetak."))
    job = run.jobs.filter(serial=read).first()
    if job is None:
        said = _("Blangko %(serial)s bukan bagian dari proses cetak %(run)s. Periksa nomor seri di kartunya.")
        raise Refused(said % {"serial": read, "run": run.number})
    return job


def plain_serial(written: str) -> str:
    """Return a serial as it is kept, however it was scanned or typed; nothing is made of what is no serial."""
    return "".join(typed.clean(written).split()).upper()[:40]


@transaction.atomic
def mark_printed(job: Job, *, serial: str, by: Actor) -> Job:
    """Note that a card came out well: its blank is used, the case is ready. The same twice is refused.

    `serial` is read from the card itself. Raises Refused when the card belongs on another blank, when nobody has
    fetched its face for this one (then there is nothing on it), and while its chip is to be written by a device and is
    not; NotAllowed when another person is to look at it than who printed it (rule `printing.second_look`).
    """
    # First the case and then the card, as a release does.
    applications.lock(job.application)
    fresh = Job.locked(job.pk)
    _check_printed(fresh, serial, by)
    chips.ensure_active(fresh)
    printed = take(job, "print", by=by, changes={"printed_at": clock.now()}, serial=fresh.serial)
    printouts.is_printed(printed, by)
    stock.use(printed.serial, machine=machine_of(printed.run), by=by)
    applications.finish_step(printed.application, "printing", by=by, changes={"product": printed.serial})
    _tell(printed, Status.CARD_PRINTED)
    _finish_if_done(printed, by)
    return printed


def _check_looks(job: Job, by: Actor) -> None:
    if job.run and job.run.started_by_id == by.id and policy.value("printing.second_look"):
        raise NotAllowed(
            _("Kartu jadi diperiksa orang lain daripada %s, yang mencetaknya (Ketentuan).") % job.run.started_by
        )


def _check_blank(job: Job, seen: str | None) -> None:
    if seen is not None and job.state == JobState.IN_RUN and job.serial != seen:
        raise Refused(
            _("%(name)s sekarang dicetak di blangko %(serial)s. Periksa kartunya, lalu catat lagi.")
            % {"name": job.application.name, "serial": job.serial}
        )


@transaction.atomic
def spoil(job: Job, reason: str, *, serial: str | None = None, by: Actor) -> Job:
    """Note that a card came out badly: its blank is spoiled, and the next one is loaded for the same card.

    With no blank left the card goes back into the list, at its old place. `serial` as in `mark_printed`: pressed
    twice, one blank is spoiled.
    """
    fresh = Job.locked(job.pk)
    check(fresh, "spoil", by)
    _check_blank(fresh, serial)
    stock.spoil(fresh.serial, reason, machine=machine_of(fresh.run), by=by)
    printouts.is_spoiled(fresh.serial, by)
    facts: dict[str, Any] = {"serial": fresh.serial, "reason": reason.strip()}
    try:
        with transaction.atomic():
            blank = stock.load(1, first_serial=_after(fresh.run), by=by)[0]
    except Refused:
        take(fresh, "spoil", by=by, **facts)
        return _back(fresh, by)
    again = take(fresh, "spoil", by=by, changes={"serial": blank.serial, **_UNMADE}, **facts)
    if again.run:
        printouts.plan(again.run, [again])
    return again


@transaction.atomic
def spoil_rest(run: Run, reason: str, *, serials: Collection[str], by: Actor) -> int:
    """Note that all cards of a run that were not confirmed came out badly; return how many.

    Their blanks are spoiled with this reason, and the cards go back into the list, each to its old place: what a
    machine does that broke in the middle. `serials` are the blanks that the screen showed; raises Refused when the
    rest is another one by now.
    """
    jobs = queries.lock_rest(run)
    if {job.serial for job in jobs} != set(serials):
        raise Refused(_("Daftar ini sudah berubah. Periksa lagi kartu mana yang tersisa."))
    for job in jobs:
        check(job, "spoil", by)
        stock.spoil(job.serial, reason, machine=machine_of(run), by=by)
        printouts.is_spoiled(job.serial, by)
        take(job, "spoil", by=by, serial=job.serial, reason=reason.strip())
        _back(job, by)
    return len(jobs)


@transaction.atomic
def put_back(job: Job, *, serial: str | None = None, by: Actor) -> Job:
    """Take a card that was not printed out of its run: its blank goes back into stock, the card to its old place.

    `serial` as in `mark_printed`. Raises Refused for a card whose face the machine was sent.
    """
    fresh = Job.locked(job.pk)
    check(fresh, "put_back", by)
    _check_blank(fresh, serial)
    printouts.is_put_back(fresh.serial, by)
    stock.put_back(fresh.serial, by=by)
    return _back(fresh, by)


def _after(run: Run | None) -> str:
    """Return the blank that the machine takes next: the one after this run's last, or nothing when that was the end.

    The run is locked: two cards that are spoiled at once take two blanks.
    """
    last = max((job.serial for job in Run.locked(run.pk).jobs.all()), default="") if run else ""
    return blanks.next_serial(after=last)


def _back(job: Job, by: Actor) -> Job:
    run = job.run
    moved = take(job, "put_back", by=by, changes={"run": None, "position": None, "serial": "", **_UNMADE})
    if run:
        _finish_if_empty(run, by)
    return moved


def _finish_if_done(job: Job, by: Actor) -> None:
    if job.run:
        _finish_if_empty(job.run, by)


def _finish_if_empty(run: Run, by: Actor) -> None:
    locked = Run.locked(run.pk)
    if locked.state != Run.State.FINISHED and not locked.jobs.filter(state=JobState.IN_RUN).exists():
        take(locked, "finish", by=by, changes={"finished_at": clock.now()}, run=locked.number)


def _tell(job: Job, code: str) -> None:
    """Tell the centre where the card is."""
    now = clock.now()
    number = job.application.number
    progress = CardProgress(application=number, code=code, serial=job.serial, at=now)
    link.send(Said.CARD_PROGRESS, progress, key=f"{number}/{code}/{job.serial}/{job.pk}", happened_at=now)


def ensure_printing(job: Job) -> None:
    """Raise NotAllowed unless the card is in a run: its faces are drawn for nobody else."""
    if job.state != JobState.IN_RUN:
        raise NotAllowed(_("Kartu ini tidak sedang dicetak."))
