"""Must the person come for a case, where, and with what? One answer for the kiosk, booking, the desk and tracking."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pasti.applications import lifetime, queries
from pasti.applications.models import Application, CaseStep
from pasti.applications.states import State
from pasti.applications.whereabouts import whereabouts
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import Bring, StepCode
from pasti.journal.actors import Actor
from pasti.kit import clock, text
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.models import Work
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.readiness.queries import Going


@dataclass(frozen=True)
class Visit:
    """The next coming of a person for a case. `work` says to which kind of lane; without it, `why_not` says why not."""

    application: Application
    step: CaseStep | None
    work: str
    must: bool
    why_not: str

    @property
    def possible(self) -> bool:
        """Whether there is something to be done with the person at a counter."""
        return bool(self.work)

    @property
    def nowhere(self) -> str:
        """That no counter in use does what they would come for, in one sentence; nothing if one does.

        Not in `why_not`: what is chosen of a case otherwise (brought home, another day) stays open.
        """
        if not self.work or offices.is_done(self.work):
            return ""
        said = _("Saat ini tidak ada loket untuk %s di kantor ini. Jangan datang dahulu; hubungi kantor.")
        return said % text.within(str(Work(self.work).label))

    def going(self, *, by: Actor | None = None, settled: bool = False) -> Going:
        """Whether what the person comes for can be done now, by whoever is about to do it (see readiness.can_go_on)."""
        if self.step is None:
            return Going()
        return readiness.can_go_on(self.step, self.application.service.code, by=by, settled=settled)

    @property
    def days(self) -> "Days":
        """On which days the person may come for it."""
        return days_of(self.application) if self.step and self.step.code == StepCode.PAPERS else Days()

    @property
    def bring(self) -> list[str]:
        """What to bring, in the reader's language."""
        what = steps.of(self.step.code).bring if self.step else Bring.NOTHING
        if what == Bring.NOTHING:
            return []
        if what == Bring.SURRENDERED:
            return to_be_surrendered(self.application)
        return [needed.requirement.text for needed in queries.checklist_of(self.application).needed]


@dataclass(frozen=True)
class Days:
    """The first and the last day on which a coming is not in vain; None where there is no bound."""

    first: date | None = None
    last: date | None = None
    # The last day on which all letters are accepted, which is what people can do something about.
    letters_until: date | None = None

    def hold(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def days_of(application: Application) -> Days:
    """Return on which days papers of a case may be looked at: the person has the age, and no letter has ended."""
    letters, kept = queries.checklist_of(application).come_by, lifetime.kept_until(application)
    first, last = None, None
    if application.birth_date:
        first, last = catalogue.age_days(application.service, application.answers, birth_date=application.birth_date)
    return Days(first, min(filter(None, [last, letters, kept]), default=None), letters)


def why_not_on(application: Application, day: date) -> str:
    """Return why coming on a day for the next step of a case would be in vain, in one sentence or more, or nothing.

    What is judged is that day, not today: the age then (UU 24/2013 art. 63), and the letters that are accepted then.
    """
    visit = next_visit(application)
    if visit.why_not or visit.step is None or visit.step.code != StepCode.PAPERS:
        return visit.why_not
    return papers_problem(application, day)


def papers_problem(application: Application, day: date) -> str:
    """Return why the papers of a case cannot be accepted on a day: the person's age, or a letter that has ended.

    Or the case is not kept until then.
    """
    kept, age = lifetime.why_not_on(application, day), _age_problem(application, day)
    return " ".join(filter(None, [kept, age, *queries.checklist_of(application, day).stops]))


def _age_problem(application: Application, day: date) -> str:
    born = application.birth_date
    if born is None:
        return ""
    return catalogue.age_problem(application.service, application.answers, birth_date=born, on=day)


def too_early(service: Service, answers: Mapping[str, str], birth_date: date) -> str:
    """Return why a person of this birth date cannot apply for a service yet, or any more; nothing if they may.

    The age is judged on the day of the visit: who reaches it soon may apply today and come then (dated rule
    `applications.ahead_of_age_days`).
    """
    today = clock.today()
    first, _last = catalogue.age_days(service, answers, birth_date=birth_date)
    ahead = timedelta(days=policy.value("applications.ahead_of_age_days"))
    if first and today < first <= today + ahead:
        return ""
    return catalogue.age_problem(service, answers, birth_date=birth_date, on=today)


def next_visit(application: Application) -> Visit:
    """Return whether the person must come for a case now, where, and with what; or why not, in one sentence."""
    step = application.current_step
    if step is None:
        return Visit(application, None, "", must=False, why_not=_nothing_to_come_for(application))
    if not step.work:
        sentence = _("Anda tidak perlu datang sekarang. Permohonan sedang di tahap: %s.") % step.label
        return Visit(application, step, "", must=False, why_not=sentence)
    if application.state == State.READY and (elsewhere := whereabouts(application).why_not):
        return Visit(application, step, "", must=False, why_not=elsewhere)
    return Visit(application, step, step.work, must=steps.of(step.code).must_come, why_not="")


def work_after_next(application: Application) -> str:
    """Return the kind of work at a counter that follows at once when the next step is done, or nothing."""
    step = step_after_next(application)
    return step.work if step else ""


def step_after_next(application: Application) -> CaseStep | None:
    """Return the step that follows the next one, if the person is at a counter for it at once."""
    ahead = [step for step in application.steps.all() if step.done_at is None] if application.live else []
    return ahead[1] if len(ahead) > 1 and ahead[1].work else None


def needs_of_visit(application: Application) -> list[Need]:
    """Return what must stand for all that is done when the person comes next: the next step and those right after it.

    Who comes for papers is recorded on the same day, too: without the station it would be half a visit.
    """
    return list(dict.fromkeys(need for step in steps_at_once(application) for need in step.rests_on))


def works_of_visit(application: Application) -> list[str]:
    """Return the kinds of work at a counter that are done when the person comes next, in their order."""
    return list(dict.fromkeys(step.work for step in steps_at_once(application)))


def steps_at_once(application: Application) -> list[CaseStep]:
    """Return all that is done when the person comes next: the next step and those at counters right after it."""
    ahead = [step for step in application.steps.all() if step.done_at is None] if application.live else []
    return list(itertools.takewhile(lambda step: step.work and steps.of(step.code).must_come, ahead))


def to_be_surrendered(application: Application) -> list[str]:
    """Return what must be handed in before this case's new card is given, in the reader's language."""
    needed = queries.checklist_of(application).needed
    return [n.requirement.text for n in needed if n.requirement.surrendered]


def _nothing_to_come_for(application: Application) -> str:
    if application.state == State.DRAFT:
        return _("Permohonan ini belum dikirim. Lengkapi dan kirim dahulu.")
    if application.state == State.LAPSED:
        return _("Permohonan ini tidak dilanjutkan, jadi datanya sudah dihapus. Anda dapat mengajukan lagi kapan saja.")
    return _("Permohonan ini tidak memerlukan kedatangan: %s.") % application.state_label
