"""Questions about cases."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import constant_time_compare

from pasti.applications import lifetime
from pasti.applications.models import Application, CaseStep, Document, RecordStatus
from pasti.applications.numbers import is_number, read_number
from pasti.applications.resume_code import hash_of, plain
from pasti.applications.sheets import sheet_of
from pasti.applications.states import LIVE, State
from pasti.catalogue import queries as catalogue
from pasti.catalogue.answers import carried
from pasti.catalogue.models import Requirement, Service
from pasti.kit import clock, typed
from pasti.kit.errors import Refused
from pasti.kit.folded import found_by
from pasti.kit.prepared import Rows
from pasti.link.schema import Biodata
from pasti.link.statuses import Status
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.residents.same import differences


def by_number(number: str) -> Application | None:
    """Return the case of a number (dashes and spaces do not matter), with its service and steps."""
    digits = typed.number(number)
    if not is_number(digits):
        return None
    return _one(Application.objects.select_related("service").prefetch_related("steps").filter(number=digits))


def by_numbers(numbers: Collection[str]) -> dict[str, Application]:
    """Return the cases of several numbers (their digits) by number, with little more than their states."""
    return {case.number: case for case in Application.objects.filter(number__in=numbers).only("number", "state")}


def by_key(key: int) -> Application | None:
    """Return the case of a row's key, with its service and steps."""
    return _one(Application.objects.select_related("service").prefetch_related("steps").filter(pk=key))


def _one(found: Iterable[Application]) -> Application | None:
    """Return the first of what was found, as it is at this moment."""
    case = next(iter(found), None)
    return lifetime.as_of_now(case) if case else None


def glimpse(number: str) -> Application | None:
    """Return what decides whose the case of a number is, and no more of it: the rest is read when it is asked for."""
    # Written out: it is asked with each look of a citizen, and putting a question together costs more than its answer.
    asked = (
        "SELECT id, number, state, code_hash, started_at, submitted_at FROM applications_application WHERE number = %s"
    )
    return _one(Application.objects.raw(asked, [typed.number(number)]))


def typed_number(written: str) -> str:
    """Return the digits of a number as somebody types it at this office, with or without the regency's four.

    Raises Refused, saying what is wrong, for what is no number.
    """
    return read_number(written, region_code=offices.office().region_code)


def by_typed_number(written: str) -> Application | None:
    """Return the case of a number as somebody types it at this office, or None for what is no number of a case."""
    try:
        return by_number(typed_number(written))
    except Refused:
        return None


def with_code(number: str, code: str) -> Application | None:
    """Return the case of a number if the code is its own."""
    application = by_number(number)
    if application and constant_time_compare(application.code_hash, hash_of(application.number, code)):
        return application
    return None


def plain_code(written: str) -> str:
    """Return a code as it was given out, however it was typed."""
    return plain(written)


def with_birth_date(number: str, birth_date: date) -> Application | None:
    """Return the case of a number that was handed in, if that is the applicant's birth date: it shows the stage only.

    A draft needs its code.
    """
    application = by_number(number)
    if application and application.submitted_at and application.birth_date == birth_date:
        return application
    return None


def open_of_person(nik: str, phone_end: str) -> list[Application]:
    """Return the cases with that NIK, and a telephone that ends so, handed in and not over, oldest first."""
    if not (nik and phone_end):
        return []
    cases = Application.objects.filter(nik=nik, phone__endswith=phone_end, state__in=LIVE).exclude(lifetime.over())
    return list(cases.select_related("service").order_by("submitted_at", "id"))


def open_of_name(name: str, birth_date: date) -> list[Application]:
    """Return the cases of who has this name and birth date, handed in and not over, oldest first.

    Written however; two words of a longer name are enough, each whole. Of less than that nobody is found.
    """
    said = set(typed.words_of(name))
    cases = found_by(Application.objects.filter(birth_date=birth_date, state__in=LIVE), name, "name_folded")
    cases = cases.exclude(lifetime.over()).select_related("service").order_by("submitted_at", "id")
    return [case for case in cases if said and _names(case, said)]


def _names(case: Application, said: set[str]) -> bool:
    whole = set(typed.words_of(case.name))
    return said <= whole and len(said) >= min(2, len(whole))


def under_way_of(nik: str) -> QuerySet[Application]:
    """Return the cases with a NIK that were handed in and are not over, oldest first, with their services."""
    cases = Application.objects.filter(nik=nik, state__in=LIVE, submitted_at__isnull=False).exclude(lifetime.over())
    return (cases if nik else cases.none()).select_related("service").order_by("submitted_at", "id")


def checklist_of(application: Application, on: date | None = None) -> catalogue.Checklist:
    """Return what a case's answers ask for on a day (default: today)."""
    return catalogue.checklist(application.service, application.answers, on)


def permit_problem(application: Application, on: date | None = None) -> str:
    """Return why a foreigner's case cannot go on, on a day (default: today): the stay permit has ended. Or nothing."""
    return catalogue.permit_problem(application.answers, on)


def documents_of(application: Application) -> list[tuple[Requirement, list[Document]]]:
    """Return each requirement that can be sent ahead with what was sent for it."""
    documents = [] if lifetime.papers_are_gone(application) else list(application.documents.all())
    return [
        (needed.requirement, [d for d in documents if d.requirement == needed.requirement.code])
        for needed in checklist_of(application).needed
        if needed.requirement.uploadable
    ]


def search(text: str = "", *, state: str = "", service: str = "", step: str = "") -> QuerySet[Application]:
    """Return cases by number, NIK or part of a name, newest first; drafts only when asked for."""
    found = Application.objects.select_related("service").prefetch_related("steps").order_by("-started_at", "-id")
    found = found.exclude(lifetime.over())
    digits, words = typed.number(text), typed.words_of(text)
    if digits.isdigit():
        exact = Q(number=digits) | Q(nik=digits)
        # People remember the last four digits of their number; at the office all begin with the same four.
        found = found.filter(exact | Q(number__endswith=digits) if len(digits) in (4, 8, 10) else exact)
    else:
        found = found_by(found, text, "name_folded")
    if state:
        found = found.filter(state=state)
    elif not words:
        found = found.exclude(state__in=[State.DRAFT, State.LAPSED])
    if service:
        found = found.filter(service__code=service)
    return at_step(found, step) if step else found


def at_step(cases: QuerySet[Application], code: str) -> QuerySet[Application]:
    """Narrow cases to live ones whose next step is this one."""
    return _with_next(cases.filter(state__in=LIVE).exclude(lifetime.over()), code)


def _with_next(cases: QuerySet[Application], code: str) -> QuerySet[Application]:
    next_open = CaseStep.objects.filter(application=OuterRef("pk"), done_at=None).order_by("order")
    return cases.annotate(next=Subquery(next_open.values("code")[:1])).filter(next=code)


def waiting_at(step: str) -> QuerySet[Application]:
    """Return accepted cases whose next step is this one, the longest accepted first."""
    # The time of what was accepted is never over.
    accepted = Application.objects.filter(state__in=[State.IN_PROGRESS, State.READY])
    return _with_next(accepted, step).select_related("service").prefetch_related("steps").order_by("accepted_at", "id")


def yet_to_pass(step: str) -> QuerySet[Application]:
    """Return the cases in progress that have a step still before them or at hand."""
    open_one = CaseStep.objects.filter(application=OuterRef("pk"), code=step, done_at=None)
    going = Application.objects.filter(Exists(open_one), state=State.IN_PROGRESS)
    return going.select_related("service").prefetch_related("steps")


def order_at(step: str) -> list[int]:
    """Return the cases in progress whose next step is this one, by key, the longest accepted first."""
    steps = _at(step).order_by("application__accepted_at", "application_id")
    return list(steps.values_list("application_id", flat=True))


def ahead_at(step: str, application: Application) -> int:
    """Return how many cases are before one at a step; all that are at it, when it has not come so far."""
    at, accepted = application.current_step, application.accepted_at
    if at is None or at.code != step or accepted is None:
        return _at(step).count()
    earlier = Q(application__accepted_at__lt=accepted)
    as_early = Q(application__accepted_at=accepted, application__lt=application.pk)
    return _at(step).filter(earlier | as_early).count()


def _at(code: str) -> QuerySet[CaseStep]:
    """Return this step of all cases in progress for which it comes next.

    Of many thousand PostgreSQL finds those with nothing left before it in one go; asked for the next step of each case
    (`_with_next`), it looks once for every case.
    """
    before = CaseStep.objects.filter(application=OuterRef("application"), done_at=None, order__lt=OuterRef("order"))
    return CaseStep.objects.filter(~Exists(before), code=code, done_at=None, application__state=State.IN_PROGRESS)


def printable_from(application: Application) -> date | None:
    """Return the first day on which a case's card may be printed, if its service sets one (recording at 16)."""
    if application.birth_date is None:
        return None
    return catalogue.print_not_before(application.service, birth_date=application.birth_date)


def without_news(now: datetime) -> QuerySet[Application]:
    """Return open cases that were sent to the centre too long ago and not heard of since, the oldest first.

    How long is the rule `applications.sent_alarm_days`. Each has `sent_at`.
    """
    since = now - timedelta(days=policy.value("applications.sent_alarm_days"))
    latest = RecordStatus.objects.filter(application=OuterRef("pk")).order_by("-id")
    found = Application.objects.filter(
        state__in=LIVE, statuses__code=Status.SENT_FOR_ENROLLMENT, statuses__at__lte=since
    ).annotate(last_code=Subquery(latest.values("code")[:1]), sent_at=Subquery(latest.values("at")[:1]))
    found = found.filter(last_code=Status.SENT_FOR_ENROLLMENT, sent_at__lte=since)
    return found.select_related("service").distinct().order_by("sent_at", "id")


def held() -> QuerySet[Application]:
    """Return cases that the centre holds, the longest first."""
    return Application.objects.filter(state=State.HELD).select_related("service").order_by("accepted_at")


def counts_by_state() -> dict[str, int]:
    """Return how many live cases there are in each state."""
    live = Application.objects.filter(state__in=LIVE).exclude(lifetime.over())
    rows = live.values_list("state").annotate(n=Count("id"))
    return {state: dict(rows).get(state, 0) for state in LIVE}


def counts_since(moment: datetime) -> dict[str, int]:
    """Return how many cases were submitted, accepted and closed since a moment."""
    return {
        "submitted": Application.objects.filter(submitted_at__gte=moment).count(),
        "accepted": Application.objects.filter(accepted_at__gte=moment).count(),
        "closed": Application.objects.filter(closed_at__gte=moment).count(),
    }


def others_of(application: Application) -> QuerySet[Application]:
    """Return other live cases with the same NIK, of the same person or of somebody else."""
    same = Application.objects.filter(nik=application.nik, state__in=LIVE).exclude(pk=application.pk)
    same = same.exclude(lifetime.over())
    return same.select_related("service") if application.nik else same.none()


def others_compared(application: Application) -> list[tuple[Application, list[str]]]:
    """Return other live cases with the same NIK, each with in what its person differs: nothing for the same person."""
    return [(other, [str(d.label) for d in differences(application, other)]) for other in others_of(application)]


def from_form(form: str) -> Application | None:
    """Return the case of a sheet with these words in it (see `sheets.key_of`), if it was sent before."""
    return Application.objects.filter(form=form).first() if form else None


def others_of_sheet(application: Application) -> QuerySet[Application]:
    """Return the earlier cases that were typed into the same sheet with other words, oldest first."""
    earlier = Application.objects.filter(form__startswith=sheet_of(application.form), pk__lt=application.pk)
    return earlier.order_by("pk") if application.form else earlier.none()


def rivals_of(application: Application) -> QuerySet[Application]:
    """Return the other live cases of the service with the same NIK, where only one of them may be under way."""
    others = others_of(application).filter(service=application.service)
    return others.none() if application.repeatable else others


def filed_lately_by(actor_id: str, since: datetime) -> list[Application]:
    """Return the last five cases that a clerk filed for people since a moment, newest first."""
    return _FILED.all(by=actor_id, since=since)


_FILED = Rows(
    lambda by, since: (
        Application.objects.filter(filed_by=by, started_at__gte=since)
        .exclude(state__in=[State.DRAFT, State.LAPSED])
        .select_related("service")
        .order_by("-started_at")[:5]
    ),
    by=CharField(),
    since=DateTimeField(),
)


def document(application: Application, document_id: int) -> Document | None:
    """Return one document of a case."""
    return None if lifetime.papers_are_gone(application) else application.documents.filter(pk=document_id).first()


def any_case() -> bool:
    """Whether there is a case at all, drafts included."""
    return Application.objects.exists()


def services_in_use() -> QuerySet[Service]:
    """Return the services for which there are cases."""
    return catalogue.all_services().filter(pk__in=Application.objects.values("service"))


def as_biodata(application: Application) -> Biodata:
    """Return a case's biodata as the centre reads it."""
    names = application.region
    assert application.birth_date is not None
    return Biodata(
        nik=application.nik,
        name=application.name,
        birth_place=application.birth_place,
        birth_date=application.birth_date,
        sex=application.sex,
        blood_type=application.blood_type,
        address=application.address,
        rt=application.rt,
        rw=application.rw,
        village=names.get("village", ""),
        district=names.get("district", ""),
        regency=names.get("regency", ""),
        province=names.get("province", ""),
        religion=application.get_religion_display(),
        marital_status=application.get_marital_status_display(),
        occupation=application.occupation,
        nationality=application.nationality,
        **carried(application.answers),
    )


def stages_of(
    service: Service, since: datetime, limit: int
) -> Iterator[tuple[int, datetime | None, str, datetime | None]]:
    """Yield the steps of the latest cases whose papers were complete since a moment, at most so many cases.

    Each as (key of the case, when its papers were complete, step, when it was done), case by case, in their order.
    Cases that were taken back are not among them.
    """
    going = [State.IN_PROGRESS, State.HELD, State.READY, State.CLOSED]
    latest = Application.objects.filter(service=service, accepted_at__gte=since, state__in=going)
    keys = latest.order_by("-accepted_at", "-pk").values("pk")[:limit]
    rows = CaseStep.objects.filter(application__in=keys).order_by("application__accepted_at", "application", "order")
    yield from rows.values_list("application", "application__accepted_at", "code", "done_at").iterator()


def still_ahead(codes: Sequence[str], case: str) -> Exists:
    """Return, for rows that name a case by `case`, whether one of these steps is still to be done for it."""
    return Exists(CaseStep.objects.filter(application=OuterRef(case), done_at=None, code__in=codes))


def current_code(case: str) -> Subquery:
    """Return the step that comes next for the case to which a column of a query refers, to annotate rows with it."""
    undone = CaseStep.objects.filter(application=OuterRef(case), done_at=None)
    return Subquery(undone.order_by("order").values("code")[:1])


def current_codes() -> dict[int, str]:
    """Return the step that comes next for each case that has one, by the case's key: for who looks at all of them."""
    undone = CaseStep.objects.filter(done_at=None).order_by("application_id", "-order")
    # Of several the first one comes last, and stays.
    return dict(undone.values_list("application_id", "code").iterator(chunk_size=5000))


def last_done(states: Iterable[State]) -> dict[int, datetime]:
    """Return when the last step that is done was done, of all cases in these states, by the case's key."""
    done = CaseStep.objects.filter(done_at__isnull=False, application__state__in=list(states)).order_by()
    return dict(done.values_list("application_id").annotate(last=Max("done_at")).iterator(chunk_size=5000))


def service_codes(states: Iterable[State]) -> dict[int, str]:
    """Return the services of all cases in these states, as codes, by the case's key."""
    codes = dict(catalogue.all_services().values_list("pk", "code"))
    cases = Application.objects.filter(state__in=list(states)).order_by().values_list("pk", "service_id")
    return {case: codes[service] for case, service in cases.iterator(chunk_size=5000)}


def handed_over_between(first: date, last: date) -> QuerySet[Application]:
    """Return the cases whose card or document was handed over from one day to another."""
    closed = Application.objects.filter(state=State.CLOSED, closed_at__gte=clock.at(first))
    return closed.filter(closed_at__lt=clock.at(last + timedelta(days=1)))
