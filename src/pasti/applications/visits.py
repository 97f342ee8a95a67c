"""Must the person come for a case, where, and with what? One answer for the kiosk, booking, the desk and tracking."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pasti.applications import queries
from pasti.applications.models import Application, CaseStep
from pasti.applications.states import State
from pasti.catalogue import steps
from pasti.catalogue.steps import Bring


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
    def bring(self) -> list[str]:
        """What to bring, in the reader's language."""
        what = steps.of(self.step.code).bring if self.step else Bring.NOTHING
        if what == Bring.NOTHING:
            return []
        if what == Bring.SURRENDERED:
            return to_be_surrendered(self.application)
        return [needed.requirement.text for needed in queries.checklist_of(self.application).needed]


def next_visit(application: Application) -> Visit:
    """Return whether the person must come for a case now, where, and with what; or why not, in one sentence."""
    step = application.current_step
    if step is None:
        return Visit(application, None, "", must=False, why_not=_nothing_to_come_for(application))
    if not step.work:
        sentence = _("Anda tidak perlu datang sekarang. Permohonan sedang di tahap: %s.") % step.label
        return Visit(application, step, "", must=False, why_not=sentence)
    return Visit(application, step, step.work, must=steps.of(step.code).must_come, why_not="")


def work_after_next(application: Application) -> str:
    """Return the kind of work at a counter that follows at once when the next step is done, or nothing."""
    ahead = [step for step in application.steps.all() if step.done_at is None] if application.live else []
    return ahead[1].work if len(ahead) > 1 else ""


def to_be_surrendered(application: Application) -> list[str]:
    """Return what must be handed in before this case's new card is given, in the reader's language."""
    needed = queries.checklist_of(application).needed
    return [n.requirement.text for n in needed if n.requirement.surrendered]


def _nothing_to_come_for(application: Application) -> str:
    if application.state == State.DRAFT:
        return _("Permohonan ini belum dikirim. Lengkapi dan kirim dahulu.")
    return _("Permohonan ini tidak memerlukan kedatangan: %s.") % application.state_label
