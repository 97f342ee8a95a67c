"""The readers at counters that compare whoever collects with the card, and where the head wants them used."""

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import lock_counter
from pasti.offices.models import Counter, Shift


@transaction.atomic
def require_check(counter: Counter, *, required: bool, by: Actor) -> Counter:
    """Decide that whoever collects at a counter is compared by its reader, or that it is left to the clerk.

    The same twice is harmless. Raises NotAllowed for who is not the head, Refused for a counter without a reader.
    """
    if Role.HEAD not in by.roles:
        raise NotAllowed(_("Kewajiban memakai alat pencocok diputuskan kepala."))
    fresh = lock_counter(counter)
    if required and not fresh.check_url:
        raise Refused(_("Loket %s belum punya alat pencocok. Isi dahulu alamatnya.") % fresh.number)
    if fresh.check_required != required:
        fresh.check_required = required
        fresh.save(update_fields=["check_required"])
        kind = "counter.check_required" if required else "counter.check_free"
        record(kind, subject=f"counter:{fresh.number}", by=by, counter=fresh.number)
    return fresh


def counter_of(by: Actor) -> Counter | None:
    """Return the counter at which somebody sits now."""
    account = by.id.removeprefix("account:")
    if not account.isdecimal():
        return None
    shift = Shift.objects.select_related("counter").filter(account=int(account), until=None).first()
    return shift.counter if shift else None


def is_required(counter: Counter | None) -> bool:
    """Whether a reader must be used here. Who sits nowhere is held to what is asked of others at their counters."""
    if counter:
        return counter.check_required
    return Counter.objects.filter(active=True, check_required=True).exists()
