"""What a service asks, what must be brought on a day, and which steps it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from pasti.catalogue.answers import ends_on
from pasti.catalogue.models import Advice, Question, Requirement, Service, Step, matches
from pasti.kit import clock, text
from pasti.kit.prepared import Columns
from pasti.offices import queries as offices

# A letter that ends within so many days is worth a warning: the next free session may be later than that.
SOON = timedelta(days=7)
# Who has a stay permit reports its extension so long before it ends (UU 24/2013 art. 63(4)).
PERMIT_NOTICE = timedelta(days=30)

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Needed:
    """Something to bring. `good_until` is its last valid day, when its date is known."""

    requirement: Requirement
    good_until: date | None = None

    def expired(self, on: date) -> bool:
        """Whether it is no longer valid on a day."""
        return self.good_until is not None and self.good_until < on

    def ends_soon(self, on: date) -> bool:
        """Whether it ends within a week of a day."""
        return self.good_until is not None and on <= self.good_until < on + SOON


@dataclass
class Checklist:
    """What follows from the answers given so far."""

    service: Service
    answers: dict[str, str]
    asked: list[Question] = field(default_factory=list)
    needed: list[Needed] = field(default_factory=list)
    notes: list[Advice] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def unanswered(self) -> list[Question]:
        """The questions that are asked and not answered yet."""
        return [question for question in self.asked if question.code not in self.answers]

    @property
    def complete(self) -> bool:
        """Whether every question is answered."""
        return not self.unanswered

    @property
    def come_by(self) -> date | None:
        """The last day on which everything that has to be brought is still valid, and the stay permit too."""
        ends = [n.good_until for n in self.needed if n.good_until]
        return min([*ends, *filter(None, [ends_on(self.answers)])], default=None)


def services(*, family: str = "") -> QuerySet[Service]:
    """Return the services on offer, in their order."""
    offered = Service.objects.filter(active=True)
    return offered.filter(family=family) if family else offered


def service(code: str) -> Service | None:
    """Return a service on offer."""
    return Service.objects.filter(code=code, active=True).first()


_CODES = Columns(
    lambda family: (
        Step.objects.filter(service__family=family, service__active=True).order_by().values_list("code").distinct()
    ),
    family=CharField(),
)


def step_codes(family: str) -> set[str]:
    """Return the codes of all steps that services on offer of a family take, on whatever answers."""
    return {code for (code,) in _CODES.all(family=family)}


def requirements(of: Service, on: date) -> QuerySet[Requirement]:
    """Return all requirements of a service that hold on a day, whatever the answers."""
    return of.requirements.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


def checklist(of: Service, answers: Answers, on: date | None = None) -> Checklist:
    """Return what follows from answers on a day (default: today).

    Only answers to questions that are really asked count: a question behind another answer falls away with it.
    Dates are given as YYYY-MM-DD; anything else counts as not answered.
    """
    day = on or clock.today()
    result = Checklist(of, {})
    for question in of.questions.all():
        if matches(question.when, result.answers):
            result.asked.append(question)
            answer = answers.get(question.code, "")
            if _answers(question, answer):
                result.answers[question.code] = answer
    for requirement in requirements(of, day):
        if matches(requirement.when, result.answers):
            result.needed.append(Needed(requirement, _good_until(requirement, result.answers)))
    valid = Q(valid_until=None) | Q(valid_until__gte=day)
    for advice in of.advice.filter(valid, valid_from__lte=day):
        if matches(advice.when, result.answers):
            if advice.stops:
                result.stops.append(advice.text)
            else:
                result.notes.append(advice)
    for needed in result.needed:
        _judge(needed, day, result)
    _judge_end(day, result)
    return result


def _answers(question: Question, answer: str) -> bool:
    if question.kind == Question.Kind.DATE:
        return as_date(answer) is not None
    return answer in {value for value, _text in question.options}


def as_date(written: str) -> date | None:
    """Return a date written as YYYY-MM-DD, or None."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _good_until(requirement: Requirement, answers: Answers) -> date | None:
    start = as_date(answers.get(requirement.dated_by, "")) if requirement.dated_by else None
    return start + timedelta(days=requirement.good_for_days or 0) if start else None


def _judge(needed: Needed, day: date, result: Checklist) -> None:
    if needed.good_until is None:
        return
    said = {
        "what": needed.requirement.text,
        "until": text.long_date(needed.good_until),
        "days": needed.requirement.good_for_days,
    }
    if needed.expired(day):
        result.stops.append(
            _(
                "%(what)s: kantor ini menerimanya paling lama %(days)s hari sejak tanggalnya, yaitu sampai %(until)s. "
                "Mintalah yang baru sebelum datang."
            )
            % said
        )
    elif needed.ends_soon(day):
        result.warnings.append(
            _("%(what)s: diterima di kantor ini sampai %(until)s. Pilih jadwal paling lambat hari itu.") % said
        )


def _judge_end(day: date, result: Checklist) -> None:
    end = ends_on(result.answers)
    if problem := permit_problem(result.answers, day):
        result.stops.append(problem)
    elif end and end < day + PERMIT_NOTICE:
        result.warnings.append(
            _(
                "Izin tinggal tetap (ITAP) berlaku sampai %s, dan kartunya hanya sampai hari itu. Perpanjangan "
                "dilaporkan paling lambat 30 hari sebelumnya."
            )
            % text.long_date(end)
        )


def permit_problem(answers: Answers, on: date | None = None) -> str:
    """Return why nothing can be made or given on a day (default: today) because a stay permit has ended, or nothing.

    A foreigner's card is valid as long as the permit (UU 24/2013 art. 64(7)b).
    """
    return permit_ended(ends_on(answers), on)


def permit_ended(end: date | None, on: date | None = None) -> str:
    """Return the sentence that a stay permit ended before a day (default: today), or nothing when it did not."""
    if end is None or end >= (on or clock.today()):
        return ""
    return _(
        "Izin tinggal tetap (ITAP) sudah berakhir pada %s; KTP-el orang asing hanya berlaku selama izinnya. "
        "Perpanjang dahulu izinnya di kantor imigrasi, lalu datang dengan KITAP yang baru."
    ) % text.long_date(end)


def steps(of: Service, answers: Answers) -> list[Step]:
    """Return the steps that a case with these answers takes, in order."""
    return [step for step in of.steps.all() if matches(step.when, dict(answers))]


def age_days(of: Service, answers: Answers, *, birth_date: date) -> tuple[date | None, date | None]:
    """Return the first and the last day on which a person has the age for a service; None where there is no bound."""
    if of.age_waived_when and matches(of.age_waived_when, dict(answers)):
        return None, None
    first = birthday(birth_date, of.age_from) if of.age_from is not None else None
    last = birthday(birth_date, of.age_until + 1) - timedelta(days=1) if of.age_until is not None else None
    return first, last


def age_problem(of: Service, answers: Answers, *, birth_date: date, on: date | None = None) -> str:
    """Return why a person of this birth date cannot have this service on a day, or nothing (UU 24/2013 art. 63).

    `on` is the day of the visit (default: today). Who is too young is told the first day on which it is possible, and
    who is too young or too old which service fits instead.
    """
    day = on or clock.today()
    first, last = age_days(of, answers, birth_date=birth_date)
    said = {"from": of.age_from, "until": of.age_until, "age": age_on(birth_date, day)}
    if first and day < first:
        young = _(
            "Layanan ini untuk yang berumur %(from)s tahun ke atas; menurut tanggal lahir yang diisi, umur pemohon "
            "%(age)s tahun."
        )
        possible = _("Hari pertama yang mungkin: %s.") % text.long_date(offices.working_day_from(first))
        return " ".join(filter(None, [young % said, possible, _what_fits(of, birth_date, day)]))
    if last and day > last:
        old = _(
            "Layanan ini hanya untuk yang berumur sampai %(until)s tahun; menurut tanggal lahir yang diisi, umur "
            "pemohon %(age)s tahun."
        )
        return " ".join(filter(None, [old % said, _what_fits(of, birth_date, day)]))
    return ""


def _what_fits(of: Service, birth_date: date, day: date) -> str:
    """Which service of the same kind a person of this age may have on a day, or may have first."""
    later: list[tuple[date, Service]] = []
    kin = services(family=of.family).filter(for_whom=of.for_whom).exclude(pk=of.pk)
    for other in kin.exclude(age_from=None, age_until=None):
        first, last = age_days(other, {}, birth_date=birth_date)
        if (first is None or first <= day) and (last is None or day <= last):
            return _("Layanan yang sesuai umur itu: “%s”.") % other.text
        if first and day < first:
            later.append((first, other))
    own_first, _last = age_days(of, {}, birth_date=birth_date)
    if not later or (own_first and day < own_first <= min(later, key=lambda one: one[0])[0]):
        return ""
    first, other = min(later, key=lambda one: one[0])
    return _("Yang lebih dahulu dapat diurus: “%(service)s”, mulai %(day)s.") % {
        "service": other.text,
        "day": text.long_date(offices.working_day_from(first)),
    }


def age_on(birth_date: date, day: date) -> int:
    """Return an age in whole years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birthday(birth_date: date, age: int) -> date:
    """Return the day on which somebody becomes so old; who was born on 29 February does so on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def print_not_before(of: Service, *, birth_date: date) -> date | None:
    """Return the first day on which the card may be printed, if the service sets one (recording at 16)."""
    return None if of.print_from_age is None else birthday(birth_date, of.print_from_age)


def whole(code: str) -> Service | None:
    """Return a service, on offer or not, with all that hangs on it: for the office's own screen."""
    return (
        Service.objects.filter(code=code)
        .prefetch_related(Prefetch("requirements", Requirement.objects.order_by("order", "valid_from")), "questions",
                          "advice", "steps")
        .first()
    )  # fmt: skip


def all_services() -> QuerySet[Service]:
    """Return all services, on offer or not."""
    return Service.objects.all()


def conditions(when: Mapping[str, list[str]], of: Service) -> list[tuple[str, str]]:
    """Return a condition as (question, answers that fulfil it) in the reader's language."""
    questions = {question.code: question for question in of.questions.all()}
    said = []
    for code, values in when.items():
        question = questions.get(code)
        answers = [question.answer_text(value) if question else value for value in values]
        said.append((question.text if question else code, " / ".join(answers)))
    return said


def describe(answers: Answers, of: Service) -> list[tuple[str, str]]:
    """Return answers as (question, answer) in the reader's language."""
    said: list[tuple[str, str]] = []
    for question in of.questions.all():
        answer: Any = answers.get(question.code)
        if answer:
            day = as_date(answer) if question.kind == Question.Kind.DATE else None
            said.append((question.text, text.plain_date(day) if day else question.answer_text(answer)))
    return said
