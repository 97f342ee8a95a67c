"""Having Suket signed outside: a row first, then the call, then what came of it. Nothing is asked by itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.certificates import papers
from pasti.certificates.models import OutsideSignature, Suket
from pasti.certificates.outside import bsre, checking
from pasti.certificates.outside.checking import Seal
from pasti.certificates.outside.port import NotSigned, Signatory
from pasti.certificates.states import OutsideState, SuketState
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import blobs, clock, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words

# So many are signed in one go: the answer is waited for.
AT_ONCE = 20


def sign(chosen: list[Suket], signatory: Signatory, *, by: Actor) -> int:
    """Have Suket signed by the service that is set up, in the name of whoever `signatory` is; return how many were.

    Never called inside a transaction. Those that are signed, or are owed no more, are left out, so the same twice is
    harmless. Raises NotAllowed for who is not the head of office, Refused for too many, and NotSigned when the service
    is away, declines, or sends back what is not to be kept: then a wet signature serves. Of the signatory nothing is
    kept, and nothing logged.
    """
    if Role.HEAD not in by.roles:
        raise NotAllowed(_("Suket ditandatangani kepala dinas."))
    if len(chosen) > AT_ONCE:
        raise Refused(_("Paling banyak %d surat sekali tanda tangan.") % AT_ONCE)
    asked = _ask(chosen, by=by)
    if not asked:
        return 0
    try:
        sent = [papers.draw_suket(row.suket, for_outside=True) for row in asked]
        signed = bsre.sign(sent, signatory)
        seals = [checking.checked(*pair) for pair in zip(signed, sent, strict=True)]
    except NotSigned as trouble:
        _fail(asked, Words(trouble.sentence), by=by)
        raise
    return sum(_keep(*one, by=by) for one in zip(asked, signed, seals, strict=True))


@transaction.atomic
def _ask(chosen: list[Suket], *, by: Actor) -> list[OutsideSignature]:
    """Write down what is asked for. What was asked before and never answered is asked again."""
    rows = []
    for suket in sorted(chosen, key=lambda one: one.application_id):
        applications.lock(suket.application)
        fresh = Suket.locked(suket.pk)
        before = OutsideSignature.objects.filter(suket=fresh).exclude(state=OutsideState.FAILED).first()
        if fresh.state != SuketState.ISSUED or fresh.overdue or (before and before.state == OutsideState.SIGNED):
            continue
        if before is None:
            before = OutsideSignature.objects.create(suket=fresh, state=OutsideState.ASKED, asked_by=by.name)
            record(
                "outside.ask", subject=before.subject, case=fresh.case_number, by=by, number=fresh.number
            )  # fmt: skip
        rows.append(before)
    return rows


@transaction.atomic
def _fail(rows: list[OutsideSignature], reason: Words, *, by: Actor) -> None:
    for row in rows:
        fresh = OutsideSignature.locked(row.pk)
        if fresh.state == OutsideState.ASKED:
            take(fresh, "fail", by=by, changes={"ended_at": clock.now()}, number=fresh.suket.number, reason=reason.kept)


@transaction.atomic
def _keep(row: OutsideSignature, signed: bytes, seal: Seal, *, by: Actor) -> bool:
    applications.lock(row.suket.application)
    suket = Suket.locked(row.suket_id)
    # Two may have asked at the same time: a good answer is kept, whatever became of the other's question meanwhile.
    live = OutsideSignature.objects.filter(suket=suket).exclude(state=OutsideState.FAILED).first()
    fresh = OutsideSignature.locked(live.pk if live else row.pk)
    if fresh.state == OutsideState.SIGNED:
        return False
    if suket.state != SuketState.ISSUED:
        if fresh.state == OutsideState.ASKED:
            why = text.both(lambda: suket.state_label)
            take(fresh, "fail", by=by, changes={"ended_at": clock.now()}, number=suket.number, reason=why)
        return False
    kept = blobs.keep(signed)
    changes = {"ended_at": clock.now(), "sha256": kept.sha256, "signer": seal.signer, "trusted": seal.trusted}
    take(fresh, "sign", by=by, changes=changes, number=suket.number, signer=seal.signer)
    return True
