"""Deciding that Suket are issued, issuing, renewing, revoking and settling them; the keys, and signing."""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils.translation import gettext as _
from pyrage import DecryptError

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.certificates import queries, tokens
from pasti.certificates.models import Decision, SigningKey, Suket
from pasti.certificates.states import DecisionState, KeyState, SuketState
from pasti.certificates.tokens import Signer
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import check, take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import keys as node_keys
from pasti.offices import actions as offices
from pasti.offices import policy
from pasti.offices import queries as office
from pasti.readiness.models import Incident

log = logging.getLogger(__name__)


@transaction.atomic
def switch_on(incident: Incident, *, reason: str, until: date, by: Actor) -> Decision:
    """Decide that Suket are issued from today because of an open incident, until a day at the latest.

    It ends with the incident, too. The same sent twice is one. After its last day another may be made for the incident.
    Raises NotAllowed for who is not the head of office, Refused for an incident that is not going on, one for which
    something else was decided, a day that is over or too far (rule `certificates.decision_days`), no reason, and a NIK
    in it. Since 2 March 2020 the ministry wants no Suket: it is the head's own decision, and stands in the history of
    the incident (docs/adr/0048).
    """
    offices.lock_office()
    _check_role(by, Role.HEAD, _("Suket dinyalakan kepala dinas."))
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    today = clock.today()
    if incident not in queries.incidents_for_suket():
        raise Refused(_("Gangguan %s tidak sedang berlangsung.") % incident.number)
    _check_until(until, today)
    standing = Decision.objects.filter(incident=incident, state=DecisionState.STANDS).first()
    if standing and (standing.reason, standing.until) == (said, until):
        return standing
    if standing and standing.until < today:
        over = text.both(lambda: _("hari terakhirnya sudah lewat."))
        take(standing, "end", by=by, changes={"ended_at": clock.now()}, reason=over)
    elif standing:
        raise Refused(_("Untuk gangguan %s Suket sudah dinyalakan. Matikan dahulu yang itu.") % incident.number)
    decision = Decision.objects.create(
        incident=incident, reason=said, since=today, until=until, state=DecisionState.STANDS, made_at=clock.now(),
        made_by=by.name,
    )  # fmt: skip
    record(
        "decision.make", subject=decision.subject, by=by, since=today.isoformat(), until=until.isoformat(), reason=said
    )
    return decision


def _check_role(by: Actor, role: Role, sentence: str) -> None:
    if str(role) not in by.roles:
        raise NotAllowed(sentence)


def _check_until(until: date, today: date) -> None:
    days = policy.value("certificates.decision_days")
    if not today <= until <= today + timedelta(days=days):
        raise Refused(_("Pilih hari terakhir antara hari ini dan %d hari lagi.") % days)


@transaction.atomic
def switch_off(decision: Decision, reason: str, *, by: Actor) -> Decision:
    """End a decision before its time: no more Suket are issued by it. Those that were issued hold, and stay owed.

    The same twice is harmless. Raises NotAllowed as the MOVES table does, Refused without a reason or with a NIK in it.
    """
    offices.lock_office()
    fresh = Decision.locked(decision.pk)
    if fresh.state == DecisionState.ENDED:
        return fresh
    check(fresh, "end", by)
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    return take(fresh, "end", by=by, changes={"ended_at": clock.now()}, reason=said)


@transaction.atomic
def issue_suket(application: Application, *, by: Actor) -> Suket:
    """Issue the Suket of a case. A case that has one that holds gets no other: the same twice is one.

    Raises NotAllowed for who is no clerk, and Refused with the reason (`queries.obstacle`) when none may be issued.
    """
    offices.lock_office()
    _check_role(by, Role.CLERK, _("Suket diterbitkan petugas loket."))
    fresh = applications.lock(application)
    return queries.holding(fresh) or _issue(fresh, None, by)


@transaction.atomic
def renew_suket(suket: Suket, *, by: Actor) -> Suket:
    """Issue a new Suket instead of one whose card is still owed; return the one that holds.

    The old one is in the list as settled. Renewing it again returns the same new one. Raises as `issue_suket`, and
    NotAllowed for one that was revoked or is settled.
    """
    offices.lock_office()
    fresh_case = applications.lock(suket.application)
    fresh = Suket.locked(suket.pk)
    later = Suket.objects.filter(renews=fresh).first()
    if later:
        return later
    check(fresh, "renew", by)
    _check_obstacle(fresh_case)
    taken = take(fresh, "renew", by=by, changes={"ended_at": clock.now()}, number=fresh.number)
    return _issue(fresh_case, taken, by)


def _check_obstacle(application: Application) -> None:
    if reason := queries.obstacle(application):
        raise Refused(reason)


def _issue(application: Application, renews: Suket | None, by: Actor) -> Suket:
    """The office is locked: numbers and places in the list are counted one by one."""
    _check_obstacle(application)
    decision = queries.decision_now()
    assert decision is not None
    now, today, block = clock.now(), clock.today(), office.office().block
    numbered = Suket.objects.filter(year=today.year, block=block).order_by("-sequence").first()
    highest = queries.highest_index()
    suket = Suket.objects.create(
        application=application, decision=decision, year=today.year, block=block,
        sequence=numbered.sequence + 1 if numbered else 1, index=highest + 1, state=SuketState.ISSUED, issued_at=now,
        issued_by=by.name, valid_until=today + timedelta(days=policy.value("certificates.suket_days")), renews=renews,
    )  # fmt: skip
    record(
        "suket.issue", subject=suket.subject, case=application.number, by=by, number=suket.number,
        until=suket.valid_until.isoformat(),
    )  # fmt: skip
    return suket


@transaction.atomic
def revoke_suket(suket: Suket, reason: str, *, by: Actor) -> Suket:
    """Take a Suket back: from now on readers refuse it. The case goes on; its card is owed for it no more.

    The same twice is harmless. Raises NotAllowed as the MOVES table does, Refused without a reason or with a NIK in it.
    """
    applications.lock(suket.application)
    fresh = Suket.locked(suket.pk)
    if fresh.state == SuketState.REVOKED:
        return fresh
    check(fresh, "revoke", by)
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    return take(fresh, "revoke", by=by, changes={"ended_at": clock.now()}, number=fresh.number, reason=said)


@transaction.atomic
def revoke_ended(application: Application, *, by: Actor) -> Suket | None:
    """Take back the Suket of a case that was ended without a card, if one is owed."""
    owed = queries.holding(application)
    if owed is None:
        return None
    said = text.both(lambda: _("permohonannya diakhiri tanpa kartu."))
    return take(owed, "revoke", by=by, changes={"ended_at": clock.now()}, number=owed.number, reason=said)


@transaction.atomic
def settle_suket(application: Application, *, by: Actor) -> Suket | None:
    """Note that the card of a case was handed over: its Suket, if one is owed, has served its time."""
    owed = queries.holding(application)
    return take(owed, "settle", by=by, changes={"ended_at": clock.now()}, number=owed.number) if owed else None


def sign(claims: Mapping[int, Any], *, content_type: str = "") -> bytes:
    """Return claims as a token signed with the key in use; the first time one is made. See `tokens.sign`."""
    return tokens.sign(claims, _signer(), content_type=content_type)


def _signer() -> Signer:
    row = SigningKey.objects.filter(state=KeyState.IN_USE).first()
    if row is None:
        row = _first_key()
    try:
        return _opened(row)
    except DecryptError:
        # The database was put back beside other keys of the node: nobody can sign with this one any more.
        log.warning("certificates: key %s cannot be opened here; another one is made", row.kid)
        return _opened(replace_key(row.kid, by=SYSTEM))


def _opened(row: SigningKey) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(node_keys.unseal(bytes(row.sealed)))
    return Signer(bytes.fromhex(row.kid), private)


@transaction.atomic
def _first_key() -> SigningKey:
    offices.lock_office()
    return SigningKey.objects.filter(state=KeyState.IN_USE).first() or _new_key(SYSTEM)


@transaction.atomic
def replace_key(kid: str, *, by: Actor) -> SigningKey:
    """Sign with a new key from now on, instead of the one of this id; return the one in use.

    What the old one signed stays good. Pressed twice, or for a key that is not in use, nothing changes. Raises
    NotAllowed for who does not manage keys.
    """
    offices.lock_office()
    row = SigningKey.objects.filter(state=KeyState.IN_USE).first()
    if row is not None and row.kid != kid:
        return row
    if row is not None:
        take(row, "retire", by=by, kid=row.shown)
    return _new_key(by)


@transaction.atomic
def withdraw_key(row: SigningKey, reason: str, *, by: Actor) -> SigningKey:
    """Take a key out of those that hold, because others may sign with it: all that it signed is not ours any more.

    Its certificates have to be issued anew. When it was in use, another one is made. Raises NotAllowed as the MOVES
    table does, and Refused without a reason or with a NIK in it. The same twice is harmless.
    """
    offices.lock_office()
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    fresh = SigningKey.locked(row.pk)
    if fresh.state == KeyState.WITHDRAWN:
        return fresh
    was_in_use = fresh.state == KeyState.IN_USE
    taken = take(fresh, "withdraw", by=by, changes={"sealed": b""}, kid=fresh.shown, reason=said)
    if was_in_use:
        _new_key(by)
    return taken


def _new_key(by: Actor) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    row = SigningKey.objects.create(
        kid=tokens.key_id(public).hex(),
        public=public,
        sealed=node_keys.seal(private.private_bytes_raw(), node_keys.recipient()),
        state=KeyState.IN_USE,
        made_at=clock.now(),
        made_by=by.name,
    )
    record("key.make", subject=row.subject, by=by, kid=row.shown)
    return row
