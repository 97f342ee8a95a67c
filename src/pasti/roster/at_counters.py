"""What becomes of a counter while somebody sits there: pauses, and another who goes on in their place."""

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.models import Account
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices
from pasti.offices import queries as office
from pasti.offices.models import Counter, Shift
from pasti.roster import queries
from pasti.roster.actions import may_decide
from pasti.roster.models import Pause, Rest


@transaction.atomic
def pause(shift: Shift, reason: Rest, *, by: Actor) -> Pause:
    """Let a counter rest, with the reason: nobody is called there until it is over. Pausing twice is harmless.

    Raises NotAllowed for who neither sits there nor decides, and for a shift that is over.
    """
    offices.lock_counter(shift.counter)
    _check_there(shift, by)
    if running := queries.pause_of(shift):
        return running
    made = Pause.objects.create(shift=shift, reason=reason, since=clock.now())
    number = shift.counter.number
    record("counter.pause", subject=f"counter:{number}", by=by, counter=number, reason=str(reason))
    return made


def _check_there(shift: Shift, by: Actor) -> None:
    current = office.shift_of(shift.account)
    if current is None or current.pk != shift.pk:
        raise NotAllowed(_("Loket ini sudah ditinggalkan."))
    if by.id != shift.account.subject and not may_decide(by):
        raise NotAllowed(_("Jeda loket ini diatur yang bertugas di sana."))


@transaction.atomic
def resume(shift: Shift, *, by: Actor) -> None:
    """End the pause of a counter. Without one it is harmless. Raises NotAllowed as `pause`."""
    offices.lock_counter(shift.counter)
    _check_there(shift, by)
    running, number = queries.pause_at(shift.counter), shift.counter.number
    if running is None:
        return
    running.until = clock.now()
    running.save(update_fields=["until"])
    record("counter.resume", subject=f"counter:{number}", by=by, counter=number)


def may_take_over(shift: Shift, by: Actor) -> bool:
    """Whether somebody may sit down where another sits: who decides, and anybody while the other pauses or is absent.

    Whoever sits there hands over themselves.
    """
    if may_decide(by) or by.id == shift.account.subject:
        return True
    return queries.pause_of(shift) is not None or queries.absence_at(shift.account, clock.now()) is not None


@transaction.atomic
def hand_over(counter: Counter, to: Account, *, by: Actor) -> Shift:
    """Let somebody go on at a counter in place of who sits there, with whoever is being served: a case is nobody's own.

    Raises Refused when nobody sits there or the other sits at a counter already, NotAllowed unless `may_take_over`.
    Handing over to who sits there is harmless.
    """
    offices.lock_counter(counter)
    shift = queries.shift_at(counter)
    if shift is None:
        raise Refused(_("Tidak ada yang bertugas di loket %s.") % counter.number)
    if shift.account_id == to.pk:
        return shift
    if not may_take_over(shift, by):
        raise NotAllowed(_("%s masih bertugas di loket ini; minta loketnya diserahkan.") % shift.account.name)
    elsewhere = office.shift_of(to)
    if elsewhere:
        raise Refused(
            _("%(name)s masih bertugas di loket %(counter)s.") % {"name": to.name, "counter": elsewhere.counter.number}
        )
    if not queries.may_sit(to):
        raise Refused(_("%s bukan petugas loket atau operator perekaman.") % to.name)
    offices.close_counter(shift, by=by)
    taken = offices.open_counter(counter, to)
    record(
        "counter.hand_over", subject=f"counter:{counter.number}", by=by, counter=counter.number,
        name=shift.account.name, to=to.name,
    )  # fmt: skip
    return taken
