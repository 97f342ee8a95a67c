"""What the office does with a case that the centre holds: have it recorded again, or end it."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pasti.applications import record_status
from pasti.applications.actions import lock
from pasti.applications.hooks import tell
from pasti.applications.models import Application, CaseStep, RecordStatus
from pasti.applications.moving import move
from pasti.applications.record_status import Again
from pasti.applications.states import State
from pasti.catalogue.steps import StepCode
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import free_text
from pasti.kit.errors import NotAllowed
from pasti.link.statuses import HOLDING


@transaction.atomic
def record_again(application: Application, *, basis: str = "", by: Actor) -> Application:
    """Let a case that the centre holds be recorded (again): the recording step comes before the centre's once more.

    The status says whether (`record_status.Again`); where the centre must have agreed, `basis` says where that stands.
    Raises NotAllowed for a case of which no card is made and while the centre compares, Refused without the basis.
    """
    if not application.service.makes_card:
        raise NotAllowed(_("Layanan ini tidak memerlukan perekaman."))
    fresh = lock(application)
    may = may_record_again(fresh)
    if may == Again.NOT_YET:
        raise NotAllowed(_("Pusat masih memeriksa rekaman ini. Rekaman kedua memperlama: tunggu keputusannya."))
    agreed = free_text.checked(basis, none=_("Tuliskan persetujuan pusat.")) if may == Again.IF_AGREED else ""
    moved = take(fresh, "record_again", by=by, changes={"remark": ""})
    if agreed:
        record("application.again_agreed", subject=moved.subject, case=moved.number, by=by, basis=agreed)
    recording = moved.steps.filter(code=StepCode.RECORDING)
    if recording.exists():
        recording.update(done_at=None, done_by="")
    elif at := moved.current_step:
        CaseStep.objects.filter(application=moved, order__gte=at.order).update(order=F("order") + 1)
        CaseStep.objects.create(application=moved, code=StepCode.RECORDING, order=at.order)
    tell("record_again", moved, by)
    return moved


def may_record_again(application: Application) -> Again:
    """Return whether a case may be recorded again, as far as what the centre said last goes."""
    if application.state != State.HELD:
        return Again.YES
    status = _held_by(application)
    return record_status.again(status.code) if status else Again.YES


@transaction.atomic
def end_held(application: Application, reason: str, *, by: Actor) -> Application:
    """End a case of which no card will come: the centre found that its person has one already, and they keep it.

    The applicant reads the reason. Raises Refused without one, NotAllowed before the centre has said its last word.
    """
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    fresh = lock(application)
    if fresh.state == State.HELD and not has_last_word(fresh):
        raise NotAllowed(_("Pusat belum memutuskan. Permohonan ini masih dapat selesai."))
    return move(fresh, "end_held", by=by, changes={"remark": said}, reason=said)


def has_last_word(application: Application) -> bool:
    """Whether the centre has said its last word, and no card will come of it."""
    status = _held_by(application)
    return bool(status and record_status.is_final(status.code))


def _held_by(application: Application) -> RecordStatus | None:
    """The status that held the case: what was learned before or after it says nothing of that."""
    return application.statuses.filter(code__in=HOLDING).order_by("-id").first()
