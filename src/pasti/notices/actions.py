"""What people say of being told, and what is done about a notice: releasing it, climbing, ringing somebody up."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pasti.answers import actions as answers
from pasti.answers.actions import Wanted
from pasti.answers.models import Via as Way
from pasti.answers.states import Choice
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import LIVE
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import check_owner, take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.kit.words import Words
from pasti.notices.gathering import cancel_waiting
from pasti.notices.models import Contact, Notice, Stopped, Wish
from pasti.notices.states import NoticeState

BY_PHONE = gettext_lazy("lewat telepon atau langsung")


@transaction.atomic
def agree(application: Application, *, wish: str, email: str = "", language: str = "id", by: Actor) -> Contact:
    """Keep how the person of a case wishes to be told (`models.Wish`), and in which language; the last word holds.

    Raises NotAllowed for an applicant whose case it is not. Without such a word nobody is sent anything: consent under
    UU 27/2022 art. 20 is given, never taken for granted. Who wrote STOP stays so until that number writes MULAI.
    """
    check_owner(application.number, by)
    case = applications.lock(application)
    said = {"wish": Wish(wish), "email": email, "language": language}
    there = Contact.objects.filter(application=case).first()
    if there and all(getattr(there, name) == value for name, value in said.items()):
        return there
    now = {**said, "said_at": clock.now(), "said_by": by.name}
    contact, _new = Contact.objects.update_or_create(application=case, defaults=now)
    record("notice.wish", subject=case.subject, case=case.number, by=by, wish=contact.wish)
    return contact


@transaction.atomic
def stop(to: str) -> bool:
    """Send nothing any more to a number or address, for whatever case, from this moment on; return whether that is new.

    UU 27/2022 art. 9: consent may be withdrawn. What waits is cancelled; of a trip somebody is still told by telephone.
    """
    stopped, new = Stopped.objects.get_or_create(to=to, defaults={"at": clock.now()})
    under_way = Notice.objects.filter(deliveries__to=to, state=NoticeState.SENDING).select_related("application")
    for notice in under_way.distinct().order_by("application_id"):
        applications.lock(notice.application)
        fresh = Notice.locked(notice.pk)
        if cancel_waiting(fresh) and fresh.state == NoticeState.SENDING:
            give_up(fresh, gettext_lazy("Pemegang nomor minta tidak dikirimi pesan."))
    if new:
        _write_down("notice.stop", stopped)
    return new


@transaction.atomic
def start_again(to: str) -> bool:
    """Send messages again to a number whose owner asks for it; return whether they had been stopped."""
    stopped = Stopped.objects.select_for_update().filter(to=to).first()
    if stopped is None:
        return False
    _write_down("notice.start", stopped)
    stopped.delete()
    return True


def _write_down(kind: str, stopped: Stopped) -> None:
    """Write down what the owner of a number wants, with each live case of which they were told there."""
    told = Notice.objects.filter(deliveries__to=stopped.to, application__state__in=LIVE).select_related("application")
    cases = {notice.application_id: notice.application for notice in told.order_by("application_id")}
    for case in cases.values():
        record(kind, subject=case.subject, case=case.number, by=SYSTEM)
    if not cases:
        record(kind, subject=f"stopped:{stopped.pk}", by=SYSTEM)


@transaction.atomic
def called(notice: Notice, *, by: Actor) -> Notice:
    """Note that somebody was told by telephone or in person. Twice is harmless. Raises NotAllowed as `take` does."""
    applications.lock(notice.application)
    fresh = Notice.locked(notice.pk)
    if fresh.state == NoticeState.REACHED:
        return fresh
    return take(fresh, "called", by=by, changes={"reached_at": clock.now(), "reached_by": by.name})


@transaction.atomic
def answered_by_phone(
    notice: Notice, choice: Choice, *, wanted: Wanted | None = None, key: str = "", by: Actor
) -> Notice:
    """Note what somebody who was rung up chooses (as `answers.actions.answer`, refused as there), and that they know.

    `key` is the occasion that was spoken of (default: the present one). Both or nothing: who is refused what they want
    stays on the list. Twice is harmless.
    """
    answers.answer(notice.application, choice, by=by, via=Way.OFFICE, wanted=wanted, key=key)
    return called(notice, by=by)


@transaction.atomic
def unanswered(notice: Notice, *, by: Actor) -> Notice:
    """Note that somebody was rung up and did not answer; they stay on the list. Raises NotAllowed as `take` does."""
    applications.lock(notice.application)
    fresh = Notice.locked(notice.pk)
    return take(fresh, "unanswered", by=by, changes={"tries": fresh.tries + 1})


@transaction.atomic
def reached(notice: Notice, how: Promise | str, *, has_another: bool = False) -> bool:
    """Note that a notice reached its person, and how; return whether that was still to be known. Twice is harmless.

    Who knows already and is on the call list wants another time: they stay there until somebody has rung them up, or
    until they have one (`has_another`).
    """
    fresh = Notice.locked(notice.pk)
    if fresh.state == NoticeState.CALL and fresh.reached_at and not has_another:
        return False
    words = Words(how)
    changes = {"reached_at": clock.now(), "reached_by": words.in_language("id")[:120]}
    try:
        take(fresh, "reach", by=SYSTEM, changes=changes, how=words.kept)
    except NotAllowed:
        return False
    cancel_waiting(fresh)
    return True


@transaction.atomic
def ask_for_call(notice: Notice, why: Promise) -> bool:
    """Put a notice on the call list, with the reason; return whether it was not there. What waits is not sent."""
    fresh = Notice.locked(notice.pk)
    words = Words(why)
    cancel_waiting(fresh)
    try:
        take(fresh, "ask_call", by=SYSTEM, changes={"why": words}, why=words.kept)
    except NotAllowed:
        return False
    return True


def give_up(notice: Notice, why: Promise) -> None:
    """No channel is left: somebody rings up who must be told; of what is only news nobody is.

    Called in a transaction that holds the case.
    """
    if notice.sets_out or notice.asks:
        ask_for_call(notice, why)
    else:
        take(notice, "drop", by=SYSTEM)
