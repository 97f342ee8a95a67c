"""The verbs of a case: start, fill, submit, look at the papers, finish a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pasti.applications import doubts, lifetime, queries, shared_nik, stated, visits
from pasti.applications.hooks import tell
from pasti.applications.models import Application, CaseStep, Channel, RecordStatus
from pasti.applications.moving import move
from pasti.applications.numbers import new_code as new_resume_code
from pasti.applications.numbers import new_number
from pasti.applications.resume_code import Identity, hash_of
from pasti.applications.states import LIVE, UNDER_WAY, State
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.journal.actions import Fact, record, record_all
from pasti.journal.actors import Actor
from pasti.journal.moves import check, check_owner, take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.many import insert_each
from pasti.kit.words import Words
from pasti.offices import actions as office
from pasti.offices import queries as offices
from pasti.residents import actions as residents
from pasti.residents import lists
from pasti.residents.same import Decision, Whose, differences

_ASKED_OF_EVERYBODY = ("nik", "kk_number", "name", "birth_place", "birth_date", "sex", "village_code", "address")
_ON_A_CARD = ("religion", "marital_status", "occupation")


def lock(application: Application) -> Application:
    """Return a case as it is now, locked until the caller's transaction ends; whoever changes it meanwhile waits.

    What a case has in other rooms (a number, a booking, a card) is decided under this lock.
    """
    return lifetime.locked(application.pk)


@transaction.atomic
def start(
    service: Service, answers: Mapping[str, str], *, channel: Channel, form: str = "", by: Actor
) -> tuple[Application, str]:
    """Open a case from the answers to a service's questions; return it with the code that resumes it.

    `form` names the sheet it was typed into and its words (`sheets.key_of`), of which there is one case. The code is
    shown to who files it, and only its hash is kept. Raises Refused when a question is open, when an answer says that
    coming would be in vain, and for a service that is not on offer any more.
    """
    if catalogue.service(service.code) is None:
        raise Refused(_("Layanan ini sedang tidak ditawarkan di kantor ini."))
    checklist = catalogue.checklist(service, answers)
    _check_answers(checklist)
    code = new_resume_code()
    application = _with_fresh_number(
        service=service,
        repeatable=service.repeatable,
        form=form,
        answers=checklist.answers,
        channel=channel,
        filed_by=by.id,
        state=State.DRAFT,
        started_at=clock.now(),
        nationality=service.for_whom,
    )
    application.code_hash = hash_of(application.number, code)
    application.save(update_fields=["code_hash"])
    record("application.start", subject=application.subject, case=application.number, by=by, service=service.in_both)
    return application, code


@transaction.atomic
def new_code(application: Application, *, shown: Identity, by: Actor) -> str:
    """Give a case a new code, because the old one is lost, and return it: it is shown once.

    The old code opens nothing any more, and no browser in which the case is open. `shown` is by what the person was
    recognised. Raises NotAllowed for an applicant, and for a case that is over.
    """
    fresh = lifetime.locked(application.pk)
    if by.is_applicant or not fresh.live:
        raise NotAllowed(_("Kode baru hanya diberikan di loket, untuk permohonan yang masih berjalan."))
    code = new_resume_code()
    fresh.code_hash = hash_of(fresh.number, code)
    fresh.save(update_fields=["code_hash"])
    record("application.code", subject=fresh.subject, case=fresh.number, by=by, shown=str(shown))
    return code


def _with_fresh_number(**fields: Any) -> Application:
    office = offices.office()
    for _attempt in range(20):
        try:
            with transaction.atomic():
                return Application.objects.create(number=new_number(office.region_code, office.blocks), **fields)
        except IntegrityError:
            continue
    raise RuntimeError("no free application number was found in twenty attempts")


def _check_answers(checklist: catalogue.Checklist) -> None:
    if checklist.stops:
        raise Refused(" ".join(checklist.stops))
    if not checklist.complete:
        raise Refused(_("Jawab dahulu: %s") % checklist.unanswered[0].text)


@transaction.atomic
def fill(
    application: Application, fields: Mapping[str, Any], *, drawn_for: str | None = None, by: Actor
) -> Application:
    """Write biodata into a case. A draft is filled freely; later a clerk corrects, and the journal says which fields.

    `drawn_for` is the NIK that the case had when the form was drawn. Raises NotAllowed once the papers were accepted,
    and for an applicant once it was handed in; Refused for what cannot be what it should be (`residents.rules`), for a
    NIK in what is not one (a name, an address), and when somebody else was written into the case since the form was
    drawn: a second child, typed into a tab that was duplicated.
    """
    fresh = lifetime.locked(application.pk)
    check_owner(fresh.number, by)
    if by.is_applicant and fresh.state != State.DRAFT:
        raise NotAllowed(_("Permohonan ini sudah dikirim."))
    fields = stated.read(fields, known=fresh)
    changed = [name for name, value in fields.items() if getattr(fresh, name) != value]
    if fresh.state not in (State.DRAFT, State.SUBMITTED, State.INCOMPLETE):
        raise NotAllowed(_("Data permohonan ini tidak dapat diubah lagi: %s.") % fresh.state_label)
    if drawn_for is not None and fresh.nik not in ("", drawn_for, fields.get("nik")):
        raise Refused(
            _(
                "Di jendela lain, permohonan ini sudah diisi untuk %s. Untuk orang lain, mulai permohonan baru. "
                "Bila data di bawah ini yang benar, simpan sekali lagi."
            )
            % fresh.name
        )
    changed = [name for name, value in fields.items() if getattr(fresh, name) != value]
    for name in changed:
        setattr(fresh, name, fields[name])
    if changed:
        fresh.save(update_fields=changed)
        if fresh.state != State.DRAFT:
            record("application.corrected", subject=fresh.subject, case=fresh.number, by=by, fields=changed)
    return fresh


def ensure_permit(application: Application) -> None:
    """Raise Refused when a foreigner's stay permit has ended: no step of the case is taken after that."""
    if problem := queries.permit_problem(application):
        raise Refused(problem)


@transaction.atomic
def settle_doubts(application: Application, *, by: Actor) -> Application:
    """Note that somebody compared the data with the papers and found it right, although it looks wrong.

    The journal says who, when and which; done twice it is harmless, and other data is doubted anew. Raises NotAllowed
    for an applicant.
    """
    fresh = lifetime.locked(application.pk)
    if by.is_applicant:
        raise NotAllowed(_("Data ini dicocokkan oleh petugas dengan KK."))
    if found := doubts.unsettled(fresh):
        fresh.settled |= dict.fromkeys(map(str, found), doubts.mark_of(fresh))
        fresh.save(update_fields=["settled"])
        record(
            "application.settled", subject=fresh.subject, case=fresh.number, by=by, doubts=[str(one) for one in found]
        )
    return fresh


@transaction.atomic
def submit(application: Application, *, by: Actor) -> Application:
    """Hand a draft in. Doing it twice is harmless.

    Raises Refused, naming what is missing, for missing data, for answers that no longer hold today (a letter that has
    expired since), for an age that the service is not for, today or on any day soon, and for a person who has the same
    case under way; NotAllowed for a case that is over.
    """
    fresh = lifetime.locked(application.pk)
    if fresh.state in LIVE:
        return fresh
    check(fresh, "submit", by)
    missing = [name for name in _ASKED_OF_EVERYBODY if not getattr(fresh, name)]
    if missing:
        raise Refused(_("Data belum lengkap. Lengkapi dahulu data diri dan alamat."))
    _check_answers(queries.checklist_of(fresh))
    assert fresh.birth_date is not None
    if fresh.service.for_whom == lists.FOREIGN:
        lists.check_nationality(fresh.nationality, foreigner=True)
    if problem := visits.too_early(fresh.service, fresh.answers, fresh.birth_date):
        raise Refused(problem)
    if any(not differences(fresh, rival) for rival in queries.rivals_of(fresh)):
        raise Refused(
            _("Sudah ada permohonan %s yang berjalan untuk orang ini. Lacak permohonan itu saja.") % fresh.service.text
        )
    for step in catalogue.steps(fresh.service, fresh.answers):
        CaseStep.objects.create(
            application=fresh,
            code=step.code,
            captures=step.captures,
            order=step.order,
        )
    return move(fresh, "submit", by=by, changes={"submitted_at": clock.now()})


@transaction.atomic
def note_letter_date(application: Application, question: str, day: date, *, by: Actor) -> Application:
    """Note the date of a letter that was brought instead of an older one; the clerk has seen it.

    `question` is the one whose answer is the letter's date. Raises NotAllowed for an applicant and once the papers were
    accepted, Refused for a date that is none of this case's letters', or that is not yet.
    """
    fresh = lifetime.locked(application.pk)
    if by.is_applicant or fresh.state not in (State.SUBMITTED, State.INCOMPLETE):
        raise NotAllowed(_("Data permohonan ini tidak dapat diubah lagi: %s.") % fresh.state_label)
    if question not in {needed.requirement.dated_by for needed in queries.checklist_of(fresh).needed} - {""}:
        raise Refused(_("Surat itu tidak diminta untuk permohonan ini."))
    if day > clock.today():
        raise Refused(_("Tanggal ini belum tiba. Periksa tahunnya."))
    if fresh.answers.get(question) != str(day):
        fresh.answers = {**fresh.answers, question: str(day)}
        fresh.save(update_fields=["answers"])
        record("application.corrected", subject=fresh.subject, case=fresh.number, by=by, fields=[question])
    return fresh


@transaction.atomic
def ask_for_papers(application: Application, what: str, *, by: Actor) -> Application:
    """Say which papers are missing. The case stays; the person may send them or bring them.

    Raises Refused when nothing is said, or with a NIK in it, for which journal and applicant's page have no place.
    """
    said = free_text.checked(what, none=_("Tuliskan berkas apa yang kurang."))
    return move(application, "ask", by=by, changes={"remark": said}, what=said)


@transaction.atomic
def supply_papers(application: Application, *, by: Actor) -> Application:
    """Say that the missing papers are there now."""
    return move(application, "supply", by=by, changes={"remark": ""})


@transaction.atomic
def accept_papers(application: Application, *, decided: Decision | None = None, by: Actor) -> Application:
    """Find the papers complete: the person becomes a known resident, and is told when it will be ready (`promises`).

    Raises SharedNik when somebody else is on record under the NIK, which a clerk decides (`decided`); the case of
    another person then waits for a NIK (`shared_nik.set_apart`). Raises Refused when data for the card is missing, when
    the person has not the age for it today or a letter is no longer accepted, or when the same case is under way.
    """
    # First the calendar, then the case, as whoever changes the calendar does: a date is given here.
    office.lock_office()
    fresh = lifetime.locked(application.pk)
    whose = shared_nik.decide(fresh, decided, by=by)
    if whose == Whose.OTHER:
        return shared_nik.set_apart(fresh, by=by)
    step = fresh.current_step
    if step and step.code == StepCode.PAPERS and (problem := visits.papers_problem(fresh, clock.today())):
        raise Refused(problem)
    ensure_permit(fresh)
    if fresh.service.makes_card and not all(getattr(fresh, name) for name in _ON_A_CARD):
        raise Refused(_("Salin dahulu agama, status perkawinan, dan pekerjaan dari KK."))
    stated.check_marriage(fresh)
    shared_nik.check_rivals(fresh)
    resident = residents.confirm(fresh, whose=whose)
    accepted = {"accepted_at": clock.now(), "remark": "", "resident": resident}
    try:
        with transaction.atomic():
            return finish_step(fresh, "papers", by=by, changes=accepted)
    except IntegrityError as both:
        if not queries.rivals_of(fresh).filter(state__in=UNDER_WAY).exists():
            raise
        # Another counter accepted the same case at this moment.
        raise Refused(_("Orang ini sudah punya permohonan yang sama.")) from both


@transaction.atomic
def refuse(application: Application, reason: str, *, by: Actor) -> Application:
    """Turn a case down, with its reason. Raises Refused as `ask_for_papers` does."""
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    return move(application, "refuse", by=by, changes={"remark": said}, reason=said)


@transaction.atomic
def finish_step(
    application: Application,
    code: str,
    *,
    by: Actor,
    changes: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    **facts: Any,
) -> Application:
    """Finish the step a case is at and take the move that belongs to it.

    Raises NotAllowed when the case is at another step, so that doing it twice or out of order changes nothing.
    """
    fresh = lifetime.locked(application.pk)
    step = fresh.current_step
    if step is None or step.code != code:
        at = step.label if step else fresh.state_label
        raise NotAllowed(_("Permohonan %(number)s sudah di tahap lain: %(at)s.") % {"number": fresh, "at": at})
    name = steps.of(code).move
    moved = take(fresh, name, by=by, changes=changes, happened_at=happened_at, **facts)
    CaseStep.objects.filter(pk=step.pk).update(done_at=happened_at or clock.now(), done_by=by.name)
    tell(name, moved, by)
    return moved


@transaction.atomic
def hold(application: Application, reason: str | Words, *, by: Actor) -> Application:
    """Note that the centre holds the record and why; the person is told what to do.

    The centre may name the NIK of somebody else: it is masked, for the applicant reads this, and so does the journal.
    """
    said = Words(reason).each(text.without_niks)
    return move(application, "hold", by=by, changes={"remark": said}, reason=said.kept)


@transaction.atomic
def note_status(
    application: Application, code: str, *, at: datetime, source: str, note: str | Words = "", by: Actor
) -> RecordStatus:
    """Write down what the centre says of the record, whatever the code is. The same twice is harmless.

    The same status of the same moment with other words is said anew: the last words stand. A NIK in them is masked.
    """
    words = Words(note).each(text.without_niks)
    said = {"source": source, "note": words}
    status, new = RecordStatus.objects.get_or_create(
        application=application, code=code, at=at, defaults={**said, "received_at": clock.now()}
    )
    anew = not new and bool(words) and words != status.note
    if anew:
        status.source, status.note, status.received_at = source, words, clock.now()
        status.save(update_fields=["source", "note", "received_at"])
    if new or anew:
        record_all([_status_fact(application, code, at, by)])
    return status


@dataclass(frozen=True)
class StatusNews:
    """What is said of the record of a case, as `note_status` takes it."""

    application: Application
    code: str
    at: datetime
    note: Words


@transaction.atomic
def note_statuses(news: Sequence[StatusNews], *, source: str, by: Actor) -> None:
    """Write down in one go what somebody says of several cases, each once; for each holds what `note_status` says."""
    cases, codes = {one.application.pk for one in news}, {one.code for one in news}
    noted = RecordStatus.objects.filter(application__in=cases, code__in=codes)
    known = set(noted.values_list("application", "code", "at"))
    fresh = []
    for one in news:
        if (one.application.pk, one.code, one.at) in known:
            note_status(one.application, one.code, at=one.at, source=source, note=one.note, by=by)
        else:
            fresh.append(one)
    now = clock.now()
    rows = (
        {"application_id": one.application.pk, "code": one.code, "at": one.at, "source": source, "received_at": now,
         "note": one.note.each(text.without_niks)}
        for one in fresh
    )  # fmt: skip
    insert_each(RecordStatus, rows)
    record_all([_status_fact(one.application, one.code, one.at, by) for one in fresh])


def _status_fact(application: Application, code: str, at: datetime, by: Actor) -> Fact:
    facts = {"code": code}
    return Fact("application.status", application.subject, by, application.number, happened_at=at, facts=facts)


@transaction.atomic
def withdraw(application: Application, *, by: Actor) -> Application:
    """Take a case back before its papers were accepted."""
    return move(application, "withdraw", by=by)
