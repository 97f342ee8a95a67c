"""Knowing other nodes and telling them things."""

import hashlib
import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, take
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.many import insert_each
from pasti.link import cards, keys, memory, outbox, parcels, queries, reasons, versions
from pasti.link.cards import NodeCard
from pasti.link.models import Envelope, NodeRole, Parcel, Peer, ThisNode
from pasti.link.schema import SAYINGS, Body, Said, may_say, without_moment
from pasti.link.states import MENDERS

log = logging.getLogger("pasti.link")


def lock_node() -> None:
    """Let only the caller's transaction decide on what a node decides one after the other."""
    ThisNode.objects.select_for_update().get()


@transaction.atomic
def become(*, role: str, name: str, region_code: str = "", sample: bool = False) -> ThisNode:
    """Give this database its identity and its keys, once. Raises Refused when it has one already, or for a NIK."""
    name = free_text.checked(name)
    if ThisNode.objects.exists():
        raise Refused(_("Basis data ini sudah milik sebuah simpul Pasti."))
    keys.make_keys()
    node_id = f"{role}-{region_code.replace('.', '') or 'id'}-{secrets.token_hex(4)}"
    return ThisNode.objects.create(pk=1, node_id=node_id, role=role, name=name, region_code=region_code, sample=sample)


@transaction.atomic
def trust(card: NodeCard, *, url: str = "", replace: bool = False, by: Actor) -> Peer:
    """Trust another node; the same card again is harmless. `replace` lets a known node have other keys.

    Raises Refused for our own card, for a second centre (an office has one), for a name with a NIK in it (the journal
    repeats it with all that the node says), and without `replace` for other keys (whoever holds the new keys would
    speak for the old node) and for the block of numbers of another node (both would give one number to two cases).
    """
    for said in (card.name, card.node_id):
        free_text.checked(said)
    if card.node_id == queries.this_node().node_id:
        raise Refused(_("Ini kartu simpul kita sendiri."))
    other_centre = Peer.objects.filter(role=NodeRole.CENTRE).exclude(node_id=card.node_id)
    if card.role == NodeRole.CENTRE and other_centre.exists():
        raise Refused(_("Kantor ini sudah tersambung ke pusat lain."))
    known: dict[str, Any] = {
        "role": card.role,
        "name": card.name,
        "region_code": card.region_code,
        "sign_key": card.sign_key,
        "recipient": card.recipient,
        "block": card.block,
    } | ({"url": url} if url else {})
    peer = Peer.objects.filter(node_id=card.node_id).first()
    if peer and all(getattr(peer, name) == value for name, value in known.items()):
        return peer
    if peer and (peer.sign_key, peer.recipient) != (card.sign_key, card.recipient):
        _rekey(peer, card, replace=replace, by=by)
        # Of what was said by the old keys nothing verifies any more: the new ones begin anew.
        known |= {"ticket": "", "previous_ticket": "", "reads": {}}
    if card.numbers and (other := numbered_as(card)):
        _renumber(card, other, replace=replace, by=by)
    peer, _created = Peer.objects.update_or_create(node_id=card.node_id, defaults=known)
    record("link.trusted", subject=f"peer:{peer.node_id}", by=by, peer=peer.name, role=peer.role)
    return peer


def _rekey(peer: Peer, card: NodeCard, *, replace: bool, by: Actor) -> None:
    if not replace:
        raise Refused(
            _("%s sudah terdaftar dengan kunci lain. Kunci diganti dengan kode dari pusat (pasti link enrol).")
            % peer.name
        )
    before, after = cards.of(peer).fingerprint, card.fingerprint
    record("link.rekeyed", subject=f"peer:{peer.node_id}", by=by, peer=peer.name, before=before, after=after)


def numbered_as(card: NodeCard) -> NodeCard | None:
    """Return another node that gives the same numbers to its cases as the card's: this one or a peer."""
    others = [cards.of(peer) for peer in Peer.objects.exclude(node_id=card.node_id).filter(block=card.block)]
    return next((other for other in (cards.ours(queries.this_node()), *others) if other.numbers == card.numbers), None)


def _renumber(card: NodeCard, other: NodeCard, *, replace: bool, by: Actor) -> None:
    if not replace:
        raise Refused(
            _(
                "%(peer)s memakai blok nomor permohonan yang sama dengan %(other)s. Beri blok sendiri (pasti numbers "
                "give), atau bila simpul ini menggantikan yang lama: dengan kode yang menggantikan kuncinya."
            )
            % {"peer": card.name, "other": f"{other.name} ({other.node_id})"}
        )
    before = other.node_id
    record("link.same_block", subject=f"peer:{card.node_id}", by=by, peer=card.name, other=other.name, before=before)


@dataclass(frozen=True)
class ToSay:
    """What is to be said in one envelope, and the key that names the fact."""

    body: Body
    key: str
    happened_at: datetime | None = None


def send(kind: Said, body: Body, *, key: str, to: Peer | None = None, happened_at: datetime | None = None) -> Envelope:
    """Put an envelope for a peer (default: the node above us) into the outbox, in the transaction of what it tells.

    `key` names the fact: sending the same again is harmless, at whatever moment. With other content it is another
    fact, and is sent too (under a key that names the content), for nothing that was to be said is swallowed. Raises
    Refused when there is no node above us yet and for what a node like us does not say to one like the peer, TypeError
    when the body has not the shape of its kind.
    """
    peer = to or _above()
    [new] = _written(kind, [ToSay(body, key, happened_at)], peer)
    envelope = _get_or_create(new)
    if versions.same_fact(kind, (envelope.body, envelope.version), (new["body"], new["version"])):
        return envelope
    log.warning("%s %s was said before with other content; both are sent", kind, key)
    return _get_or_create(new | {"key": _key_with(key, new["body"])})


def send_all(kind: Said, messages: Sequence[ToSay], *, to: Peer) -> None:
    """Put several envelopes of one kind for a peer into the outbox in one go; for each holds what `send` says."""
    new = _written(kind, messages, to)
    keys = [message.key for message in messages]
    said = set(Envelope.objects.filter(peer=to, kind=kind, key__in=keys).values_list("key", flat=True))
    fresh: dict[str, dict[str, Any]] = {}
    again = []
    for row, message in zip(new, messages, strict=True):
        if message.key in said or message.key in fresh:
            again.append(message)
        else:
            fresh[message.key] = row
    insert_each(Envelope, fresh.values())
    for message in again:
        send(kind, message.body, key=message.key, to=to, happened_at=message.happened_at)


def _written(kind: Said, messages: Sequence[ToSay], peer: Peer) -> list[dict[str, Any]]:
    """Return the rows of envelopes, or raise what `send` raises."""
    shape = SAYINGS[kind].shape
    if not all(isinstance(message.body, shape) for message in messages):
        raise TypeError(f"{kind} wants a {shape.__name__}")
    if not may_say(kind, says=queries.this_node().role, hears=peer.role):
        raise Refused(
            _("Simpul ini tidak boleh mengirim %(what)s kepada %(peer)s.") % {"what": kind, "peer": peer.name}
        )
    now = clock.now()
    of_all = {"peer_id": peer.pk, "kind": str(kind), "version": SAYINGS[kind].version, "created_at": now}
    of_all |= {"state": Envelope.State.WAITING, "not_before": now}
    return [
        {
            **of_all,
            "key": message.key,
            "body": message.body.model_dump(mode="json"),
            "happened_at": message.happened_at or now,
        }
        for message in messages
    ]


def _get_or_create(row: dict[str, Any]) -> Envelope:
    named = {name: row[name] for name in ("peer_id", "kind", "key")}
    return Envelope.objects.get_or_create(**named, defaults=row)[0]


def _key_with(key: str, content: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(without_moment(content), sort_keys=True).encode()).hexdigest()[:16]
    return f"{key[: 120 - 1 - len(digest)]}#{digest}"


def _above() -> Peer:
    peer = queries.above()
    if peer is None:
        raise Refused(_("Kantor ini belum disambungkan ke pusat."))
    return peer


def send_parcel(sha256: str, size: int, *, to: Peer | None = None) -> Parcel:
    """Send a sealed blob of `size` bytes; it resumes where it stopped. Sending it again is harmless.

    Raises Refused when there is no node above us yet, ValueError for a size that is not the file's.
    """
    peer = to or _above()
    now = clock.now()
    parcel, _created = Parcel.objects.get_or_create(
        peer=peer, sha256=sha256, defaults={"size": size, "created_at": now, "not_before": now}
    )
    if parcel.size != size:
        raise ValueError(f"the file {sha256[:12]} has {parcel.size} bytes, not {size}")
    return parcel


def confirm_parcel(sha256: str) -> None:
    """Have the peer say again, by its hash, that it has a file whole. What it has not is sent again."""
    memory.ask_again(Parcel.objects.filter(sha256=sha256, ask=False))


def resend(envelope: Envelope, *, by: Actor) -> Envelope:
    """Send again what a person has looked at. Raises NotAllowed, and Refused when what it said is emptied by now."""
    if not envelope.body and envelope.delivered_at:
        raise Refused(_("Isi kiriman ini sudah dihapus karena pernah diterima; sampaikan lagi dari layar asalnya."))
    return take(
        envelope,
        "resend",
        by=by,
        changes={"needs_person": "", "not_before": clock.now(), "bounced": 0},
        number=envelope.number,
        what=envelope.kind,
    )


@transaction.atomic
def hold(envelope: Envelope, *, reason: str, by: Actor) -> Envelope:
    """Keep back what was never sent, until somebody sends it or drops it.

    Raises NotAllowed for who may not, for what is on its way, and for what has a number: it was sent or carried, and
    may be held there though no answer came. Raises Refused without a reason.
    """
    why = reasons.fit(free_text.checked(reason, none=_("Tuliskan alasannya.")))
    # Who gives numbers has the peer.
    Peer.locked(envelope.peer_id)
    fresh = Envelope.locked(envelope.pk)
    check(fresh, "hold", by)
    if fresh.number is not None:
        raise NotAllowed(_("Kiriman ini sudah pernah dikirim dan mungkin sudah diterima di sana."))
    return take(fresh, "hold", by=by, changes={"needs_person": why}, what=fresh.kind, reason=why.kept)


@transaction.atomic
def try_now(*, by: Actor) -> None:
    """Let all that waits for its next try be tried at once. Raises NotAllowed for who may not."""
    if not by.roles & set(MENDERS):
        raise NotAllowed(_("“Kirim ulang” bukan wewenang peran Anda."))
    for peer in queries.peers():
        outbox.hurry(peer)
        parcels.hurry(peer)
    record("link.hurried", subject="link", by=by)


def drop(envelope: Envelope, *, reason: str, by: Actor) -> Envelope:
    """Decide that what needs a person is not to be sent any more. Raises NotAllowed, and Refused without a reason.

    Should the peer apply it after all (its people may try again), it counts as delivered.
    """
    why = reasons.fit(free_text.checked(reason, none=_("Tuliskan alasannya.")))
    changes = {"needs_person": why, "not_before": clock.now()}
    return take(envelope, "drop", by=by, changes=changes, number=envelope.number, what=envelope.kind, reason=why.kept)


@transaction.atomic
def resend_parcel(parcel: Parcel, *, by: Actor) -> Parcel:
    """Send a parcel that was set aside once more. Raises NotAllowed for who may not, or when nothing is the matter."""
    if not by.roles & set(MENDERS):
        raise NotAllowed(_("“Kirim ulang” bukan wewenang peran Anda."))
    fresh = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if not fresh.needs_person:
        raise NotAllowed(_("Berkas ini tidak sedang disisihkan."))
    fresh.needs_person, fresh.faults, fresh.attempts, fresh.not_before = "", 0, 0, clock.now()
    fresh.save(update_fields=["needs_person", "faults", "attempts", "not_before"])
    file = fresh.sha256[:12]
    record("parcel.resend", subject=f"parcel:{file}", by=by, file=file, peer=fresh.peer.name)
    return fresh
