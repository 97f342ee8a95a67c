"""What moves a card forward in the order of printing: a deadline with its proof, or a decision of two people."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.printing.models import Advance, Deadline
from pasti.printing.states import AdvanceState, JobState

_MAY = frozenset({Role.CLERK, Role.PRINTER, Role.HEAD})


@transaction.atomic
def state_deadline(case: Application, day: date, *, proof: str, by: Actor) -> Deadline:
    """Note by which day somebody needs the card, and the proof that was seen; another day takes the place of the first.

    Without proof there is no deadline (DOMAIN §5: an urgent flag without a reason is how cards are sold). Raises
    NotAllowed for whoever does not serve people, Refused for a day that is over, without proof, and for a case that
    waits for no card.
    """
    _check(case, by)
    if day < clock.today():
        raise Refused(_("%s sudah lewat. Isi hari kartunya diperlukan.") % text.plain_date(day))
    seen = free_text.checked(
        proof, most=160, none=_("Tuliskan bukti tenggat yang dilihat, misalnya surat panggilan tes.")
    )
    applications.lock(case)
    said = Deadline.objects.select_for_update().filter(application=case, ended_at=None).first()
    if said and (said.day, said.proof) == (day, seen):
        return said
    if said:
        said.ended_at = clock.now()
        said.save(update_fields=["ended_at"])
    new = Deadline.objects.create(application=case, day=day, proof=seen, stated_by=by.name)
    record("deadline.state", subject=f"deadline:{new.pk}", case=case.number, by=by, day=str(day), proof=seen)
    return new


@transaction.atomic
def withdraw_deadline(case: Application, *, by: Actor) -> None:
    """Take a deadline back: the proof was none, or it is needed no longer. Twice is harmless."""
    _check(case, by)
    applications.lock(case)
    said = Deadline.objects.select_for_update().filter(application=case, ended_at=None).first()
    if said:
        said.ended_at = clock.now()
        said.save(update_fields=["ended_at"])
        record("deadline.withdraw", subject=f"deadline:{said.pk}", case=case.number, by=by, day=str(said.day))


@transaction.atomic
def propose(case: Application, reason: str, *, by: Actor) -> Advance:
    """Ask that a card be printed before its turn. It counts once a head agrees who is somebody else.

    Raises NotAllowed as `state_deadline`, Refused without a reason and while another is asked for or granted.
    """
    _check(case, by)
    why = free_text.checked(reason, most=200, none=_("Tuliskan alasannya."))
    try:
        with transaction.atomic():
            advance = Advance.objects.create(
                application=case, reason=why, proposed_by_id=by.id, proposed_by=by.name, state=AdvanceState.PROPOSED
            )
    except IntegrityError as there:
        raise Refused(_("Untuk kartu ini sudah ada pengecualian.")) from there
    record("advance.propose", subject=advance.subject, case=case.number, by=by, reason=why)
    return advance


def why_not(advance: Advance, by: Actor) -> str:
    """Return why this person cannot be the second one, in a sentence, or nothing."""
    if advance.proposed_by_id == by.id:
        return _("Yang menyetujui harus orang lain daripada %s.") % advance.proposed_by
    return ""


@transaction.atomic
def grant(advance: Advance, *, by: Actor) -> Advance:
    """Agree, as the second person: the card is printed before its turn from now on."""
    if reason := why_not(advance, by):
        raise NotAllowed(reason)
    changes = {"granted_at": clock.now(), "granted_on": clock.today(), "granted_by": by.name}
    return take(advance, "grant", by=by, changes=changes, **_facts(advance))


@transaction.atomic
def refuse(advance: Advance, *, by: Actor) -> Advance:
    """Let a card have its turn as others: it was not agreed to, or is taken back."""
    return take(advance, "refuse", by=by, changes={"ended_at": clock.now()}, **_facts(advance))


def advances() -> QuerySet[Advance]:
    """Return all exceptions there ever were: those that wait for a second person first, then the newest."""
    rows = Advance.objects.select_related("application__service").order_by("-id")
    return rows.exclude(state=AdvanceState.REFUSED, granted_at=None)


def of_case(case: Application) -> tuple[Deadline | None, Advance | None]:
    """Return the deadline and the exception that count, or are asked for, for a case."""
    deadline = Deadline.objects.filter(application=case, ended_at=None).first()
    advance = Advance.objects.filter(application=case).exclude(state=AdvanceState.REFUSED).first()
    return deadline, advance


def _check(case: Application, by: Actor) -> None:
    if not _MAY & by.roles:
        raise NotAllowed(_("Urutan cetak diatur oleh petugas loket, operator cetak, atau kepala."))
    printed = case.jobs.filter(state=JobState.PRINTED).exists()
    if not case.service.makes_card or case.state in (State.READY, State.CLOSED) or printed:
        raise Refused(_("Permohonan ini tidak menunggu kartu untuk dicetak."))


def _facts(advance: Advance) -> dict[str, Any]:
    return {"reason": advance.reason, "proposed_by": advance.proposed_by}
