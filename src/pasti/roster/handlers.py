"""Whether people of a role are on duty, by the roster and by who sits at a counter."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pasti.accounts import queries as accounts
from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.kit.once import once
from pasti.offices import queries as offices
from pasti.offices.models import Work
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.roster import queries

# What the public reads when the office itself has taken away who, or where: nobody is ill.
_NOT_SERVED = {
    Role.CLERK: gettext_lazy("Pelayanan di loket sedang tidak tersedia di kantor ini"),
    Role.RECORDER: gettext_lazy("Perekaman KTP-el sedang tidak dilayani di kantor ini"),
    Role.PRINTER: gettext_lazy("Pencetakan KTP-el sedang tidak dilayani di kantor ini"),
}


@probe(Need.CLERK)
def clerk() -> Answer | None:
    return _on_duty(Role.CLERK, *(work for work in Work if work != Work.RECORDING))


@probe(Need.RECORDER)
def recorder() -> Answer | None:
    return _on_duty(Role.RECORDER, Work.RECORDING)


@probe(Need.PRINT_OPERATOR)
def print_operator() -> Answer | None:
    return _on_duty(Role.PRINTER)


def _on_duty(role: Role, *works: Work) -> Answer | None:
    """Whether anybody of a role is there: of those planned, or at a counter. What the roster does not say is a hint."""
    if nobody := _nobody_ever(role, *works):
        return nobody
    now, is_open = clock.now(), offices.is_open()
    coming = None if is_open else offices.next_opening(now)
    at = coming.opens if coming else now
    duty = queries.roster(clock.local_day(at), clock.local_day(at)).on_duty(role, at)
    sits = _at_counters(*works)
    if duty.planned and not duty.there and not sits and duty.since and duty.since <= now:
        # Overnight, too, it does not stand if nobody will be there in the morning.
        return Answer(stands=False, why=_("semua yang dijadwalkan berhalangan"), since=duty.since)
    if not is_open:
        return None
    away = duty.planned - duty.there
    if duty.there and away:
        said = ngettext("%(n)s dari %(all)s petugas berhalangan", "%(n)s dari %(all)s petugas berhalangan", away)
        return Answer(stands=True, why=said % {"n": away, "all": duty.planned})
    return _by_counters(*works, sits=sits) or (Answer(stands=True) if duty.there else None)


def _nobody_ever(role: Role, *works: Work) -> Answer | None:
    """Whether the office itself has taken away who, or where: that is no hint, and no roster brings it back."""
    if works and not any(offices.is_done(work) for work in works):
        return Answer(stands=False, why=_("tidak ada loket yang dipakai untuk itu"), told=_NOT_SERVED[role])
    # Who has just installed the program has opened nobody's account yet, and nobody has come.
    if offices.has_served() and not accounts.how_many(role):
        return Answer(stands=False, why=_("tidak ada akun yang terbuka dengan peran itu"), told=_NOT_SERVED[role])
    return None


def _at_counters(*works: Work) -> bool:
    served = once("lanes served", offices.lanes_served)
    return bool({lane.pk for lane in offices.lanes_in_use() if set(works) & set(lane.serves)} & served)


def _by_counters(*works: Work, sits: bool) -> Answer | None:
    """Whether somebody sits where such work is done. That nobody does is a hint: who is ill is said by people."""
    if not any(set(works) & set(lane.serves) for lane in offices.lanes_in_use()):
        return None
    return Answer(stands=True, why="" if sits else _("belum ada loket yang dibuka"))
