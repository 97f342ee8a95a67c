"""Inviting an office by a code, and letting in who knows it (docs/adr/0036)."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from pasti.accounts.roles import CENTRE_ROLES, SECOND_PERSON
from pasti.centre.authority.models import Invitation
from pasti.centre.authority.states import State
from pasti.journal import actors
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM_ROLE, Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import actions as link
from pasti.link import cards, invitation, keys
from pasti.link import queries as links
from pasti.link.cards import NodeCard
from pasti.link.invitation import CodeKey, Refusal, Terms
from pasti.link.models import NodeRole, Peer

LEAST_HOURS, MOST_HOURS, USUAL_HOURS = 1, 72, 24
_DIGITS_OF_A_REGENCY = 4
# Who knows a code and is refused again and again fills no journal.
_NOTED = 20


@dataclass(frozen=True)
class Made:
    """An invitation, and its code, the only time that anybody reads it; none while a second person is waited for."""

    invitation: Invitation
    code: str = ""


def invite(
    *, name: str, region_code: str, replaces: Peer | None = None, letter: str = "", hours: int = USUAL_HOURS, by: Actor
) -> Made:
    """Make a code for an office of a regency ("32.75"), good for so many hours and for one node.

    `replaces` is the known node whose key is to be believed no more. That, and whatever is asked for by somebody who
    gives no rights, waits for a second person (docs/adr/0018). Raises NotAllowed for others than the centre's staff,
    Refused for an empty name or one with a NIK, for what is no code of a regency, and for other hours.
    """
    if not by.roles & {*CENTRE_ROLES, SYSTEM_ROLE}:
        raise NotAllowed(_("Kantor diundang oleh petugas pusat."))
    called = free_text.checked(name, most=120, none=_("Tuliskan nama kantornya."))
    region = _region(region_code)
    if replaces is not None and (replaces.role != NodeRole.OFFICE or replaces.region_code != region):
        raise Refused(_("Simpul yang digantikan bukan kantor di wilayah itu."))
    if not LEAST_HOURS <= hours <= MOST_HOURS:
        raise Refused(_("Kode berlaku %(least)s sampai %(most)s jam.") % {"least": LEAST_HOURS, "most": MOST_HOURS})
    alone = SYSTEM_ROLE in by.roles or (replaces is None and by.roles & SECOND_PERSON)
    code = _Code.new() if alone else None
    with transaction.atomic():
        row = Invitation.objects.create(
            state=State.PROPOSED,
            name=called,
            region_code=region,
            replaces=replaces,
            retires=replaces.sign_key if replaces else "",
            letter=free_text.checked(letter, most=100),
            hours=hours,
            made_by_id=by.id,
            made_by=by.name,
        )
        if code:
            return _open(row, code, by)
        kind = "invitation.asked" if replaces is None else "invitation.asked_again"
        record(kind, subject=row.subject, by=by, office=called, region=region, letter=row.letter or "–")
    return Made(row)


def _region(written: str) -> str:
    digits = "".join(c for c in written if c.isdigit())
    if len(digits) != _DIGITS_OF_A_REGENCY:
        raise Refused(_("Kode wilayah kabupaten atau kota terdiri dari empat angka, misalnya 32.75."))
    return f"{digits[:2]}.{digits[2:]}"


def confirm(row: Invitation, *, by: Actor) -> Made:
    """Agree, as the second person, and read the code. Raises NotAllowed for who may not, or when it is over."""
    if reason := why_not_confirm(row, by):
        raise NotAllowed(reason)
    return _open(row, _Code.new(), by)


def why_not_confirm(row: Invitation, by: Actor) -> str:
    """Return why somebody may not be the second person; nothing if they may."""
    if row.is_over:
        return _("Sudah lewat waktunya. Buat undangan baru.")
    if SYSTEM_ROLE in by.roles:
        return ""
    if not by.roles & SECOND_PERSON:
        return _("Orang kedua adalah administrator atau kepala pusat data.")
    return _("Anda sendiri yang meminta; orang lain yang menyetujui.") if row.made_by_id == by.id else ""


@dataclass(frozen=True)
class _Code:
    """A fresh code, stretched before any row is locked: that takes a while."""

    digits: str
    key: CodeKey

    @classmethod
    def new(cls) -> "_Code":
        digits = invitation.new_code()
        return cls(digits, CodeKey.of(digits))


def _open(row: Invitation, code: _Code, by: Actor) -> Made:
    card = cards.ours(links.this_node()).text()
    replaces = row.replaces.node_id if row.replaces else ""
    changes = {
        "opened_by": by.name,
        "expires_at": clock.now() + timedelta(hours=row.hours),
        "code": code.key.public,
        "card": card,
        "voucher": code.key.vouch(Terms(card, row.region_code, replaces, row.retires)),
    }
    facts: dict[str, Any] = {
        "office": row.name,
        "region": row.region_code,
        "hours": row.hours,
        "letter": row.letter or "–",
    }
    return Made(take(row, "open", by=by, changes=changes, **facts, replaces=replaces or "–"), code.digits)


def revoke(row: Invitation, *, by: Actor) -> Invitation:
    """Let a code be good for nothing. Raises NotAllowed when it was used already, or for who may not."""
    return take(row, "revoke", by=by, office=row.name)


def to_open(row: Invitation, card: NodeCard) -> bytes:
    """Return what is sealed for a node that says it holds the keys of this card."""
    return keys.seal(_inside(row, card), card.recipient)


def _inside(row: Invitation, card: NodeCard) -> bytes:
    return salted_hmac("invitation", f"{row.pk}\n{card.text()}", algorithm="sha256").digest()


def has_opened(row: Invitation, card: NodeCard, opened: bytes) -> bool:
    """Whether a node has opened what was sealed for it."""
    return hmac.compare_digest(_inside(row, card), opened)


@transaction.atomic
def let_in(row: Invitation, card: NodeCard) -> Refusal | None:
    """Trust the node that knows the code, with the keys that it holds; return why not, if not.

    The same node again is harmless, also when the time is over. Another one is written down. Who was known by an older
    key is known by this one only.
    """
    fresh = Invitation.locked(row.pk)
    if fresh.state == State.USED and _is_who_came(fresh, card):
        return None
    refusal, why = _refusal(fresh, card), ""
    if refusal is None:
        try:
            with transaction.atomic():
                _use(fresh, card)
        except Refused as refused:
            refusal, why = Refusal.NOT_NOW, str(refused)
    if refusal is not None:
        _note_refused(fresh, card, refusal, why)
    return refusal


def _is_who_came(row: Invitation, card: NodeCard) -> bool:
    """Whether this is the node that used the code, and is still known by the same keys."""
    known = row.used_by
    return known is not None and (known.node_id, known.sign_key, known.recipient) == (
        card.node_id, card.sign_key, card.recipient,
    )  # fmt: skip


def _refusal(row: Invitation, card: NodeCard) -> Refusal | None:
    if row.state == State.USED:
        return Refusal.USED
    if row.state != State.OPEN:
        return Refusal.REVOKED
    if row.is_over:
        return Refusal.OVER
    if card.role != NodeRole.OFFICE:
        return Refusal.KIND
    if card.region_code != row.region_code:
        return Refusal.REGION
    if row.replaces is not None:
        return None if row.replaces.node_id == card.node_id else Refusal.OTHER_OFFICE
    known = links.peer_called(card.node_id)
    if known is not None and cards.of(known) != card:
        return Refusal.KNOWN
    return Refusal.BLOCK if card.numbers and link.numbered_as(card) else None


def _use(row: Invitation, card: NodeCard) -> None:
    by = actors.node(card.node_id, card.name)
    peer = link.trust(card, replace=row.replaces is not None, by=by)
    changes = {"used_by": peer, "used_at": clock.now()}
    take(row, "use", by=by, changes=changes, office=peer.name, fingerprint=card.fingerprint, asked_by=row.made_by)


def _note_refused(row: Invitation, card: NodeCard, refusal: Refusal, why: str) -> None:
    sentence = why or str(invitation.SENTENCES[refusal])
    first = not row.refused or row.refused_card != card.fingerprint
    row.refused, row.refused_at = row.refused + 1, clock.now()
    row.refused_card, row.refused_why = card.fingerprint, sentence[:300]
    row.save(update_fields=["refused", "refused_at", "refused_card", "refused_why"])
    if first and row.refused <= _NOTED:
        said = text.both(lambda: str(why or invitation.SENTENCES[refusal]))
        record(
            "invitation.refused", subject=row.subject, by=actors.SYSTEM, office=row.name, fingerprint=card.fingerprint,
            reason=said,
        )  # fmt: skip
