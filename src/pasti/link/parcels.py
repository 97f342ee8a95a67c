"""Large sealed files on their way to a peer, which resume where they stopped."""

import random
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs, clock
from pasti.kit.many import update_each
from pasti.kit.words import Words
from pasti.link import leases, reasons
from pasti.link.models import Parcel, Peer
from pasti.link.pieces import CHUNK_BYTES, Asked, Part, State, asked

# What fails through a parcel itself, here or there, is tried so often before a person is asked.
MOST_TRIES = 10
_SHORT_WAITS = 5
_AT_ONCE = 100
# The longest waits in seconds: while the peer is heard of; while it is not, or is full; for what fails through itself.
_WAIT_HEARD, _WAIT_DOWN, _WAIT_FAULTY = 4, 60, 1800


def due() -> list[Parcel]:
    """Return parcels to push, or to ask about, now, some at a time, oldest first: none without the centre's leave."""
    ready = Parcel.objects.filter(not_before__lte=clock.now()).exclude(peer__url="").select_related("peer")
    # In the order of the indexes of what is open: of all that was ever sent, nothing else is looked at.
    unsent = ready.filter(stored_at=None, needs_person="").order_by("peer_id", "id")[:_AT_ONCE]
    to_ask = ready.filter(ask=True).order_by("id")[:_AT_ONCE]
    found = list({row.pk: row for row in (*unsent, *to_ask)}.values())
    return found if found and leases.may(leases.May.SEND).ok else []


def next_piece(parcel: Parcel, most: int = CHUNK_BYTES) -> Asked:
    """Return what the peer does not hold yet, at most so many bytes of it.

    Raises ValueError for a file that is no longer what it was.
    """
    path = blobs.path_of(parcel.sha256)
    if parcel.ask or not path.exists():
        # Without the file there is still the question whether the peer has it.
        return asked(parcel.sha256, parcel.size, 0, b"")
    here = max(0, path.stat().st_size - parcel.sent)
    piece = asked(parcel.sha256, parcel.size, parcel.sent, Part(path, parcel.sent, min(most, here)))
    whole = piece.digest == parcel.sha256
    if parcel.sent == 0 and not whole and not blobs.is_whole(parcel.sha256):
        raise ValueError("the file here is damaged")
    return piece


def note_sent(parcel: Parcel, state: State) -> bool:
    """Write down how much the peer holds of one; return whether there is more to send at once. As `note_all_sent`."""
    return bool(note_all_sent({parcel: state}))


@transaction.atomic
def note_all_sent(states: Mapping[Parcel, State]) -> list[Parcel]:
    """Write down how much the peer holds of each; return those of which there is more to send at once.

    A peer that holds no more than before is not pressed: it is asked again later, and other parcels get their turn.
    """
    more, waits = [], []
    for parcel, held in states.items():
        asked, moved_on = parcel.ask, held.stored or held.held > parcel.sent
        _note_held(parcel, held)
        if moved_on and not asked:
            parcel.last_error, parcel.attempts = Words(""), 0
            if held.stored:
                parcel.faults = 0
        if not asked and not moved_on:
            waits.append((parcel, held))
        elif not held.stored:
            more.append(parcel)
    update_each(
        sorted(states, key=lambda parcel: parcel.pk),
        ["sent", "stored_at", "confirmed_at", "ask", "last_error", "attempts", "faults"],
    )
    for parcel, held in waits:
        why = (
            "the peer takes nothing more in at the moment"
            if held.full
            else f"the peer holds {held.held} bytes and no more"
        )
        put_off(parcel, why, faulty=not held.full, full=held.full)
    return more


def _note_held(parcel: Parcel, held: State) -> None:
    now = clock.now()
    if parcel.stored_at and not held.stored:
        file, peer = parcel.sha256[:12], parcel.peer.name
        record("parcel.lost", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=peer)
    parcel.stored_at = (parcel.stored_at or now) if held.stored else None
    parcel.confirmed_at = now if held.stored else None
    parcel.sent, parcel.ask = min(held.held, parcel.size), False


@transaction.atomic
def hurry(peer: Peer) -> None:
    """The peer is heard of again: what only waited for that goes at once."""
    waiting = Parcel.objects.filter(peer=peer, stored_at=None, faults=0, attempts__gt=0)
    # Locked in one order: some of them may be written by those who push them.
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    waiting.update(not_before=clock.now())


@transaction.atomic
def put_all_off(some: Iterable[Parcel], error: str | Words, *, full: bool = False) -> None:
    """Wait with several after a call that failed by the line, or because the peer has no room (`full`)."""
    for parcel in sorted(some, key=lambda one: one.pk):
        put_off(parcel, error, full=full)


@transaction.atomic
def put_off(parcel: Parcel, error: str | Words, *, faulty: bool = False, full: bool = False) -> None:
    """Wait with a parcel after a call that failed, longer after each attempt.

    By the line: at most a minute, and four seconds as long as the peer is heard of otherwise and is not `full`.
    `faulty` says that it failed through the parcel itself, not through the line. That is borne some times, with waits
    of up to half an hour, and then a person is asked to look.
    """
    longest = _WAIT_DOWN if faulty or full or parcel.peer.down_since else _WAIT_HEARD
    if faulty and parcel.faults > _SHORT_WAITS:
        longest = _WAIT_FAULTY
    wait = timedelta(seconds=min(longest, 2.0 ** min(parcel.attempts, 11)) * random.uniform(0.75, 1.0))  # noqa: S311
    why = reasons.fit(error)
    parcel.attempts, parcel.not_before, parcel.last_error = parcel.attempts + 1, clock.now() + wait, why
    parcel.faults += faulty
    if parcel.faults >= MOST_TRIES:
        parcel.needs_person = why
        file, to = parcel.sha256[:12], parcel.peer.name
        record("parcel.aside", subject=f"parcel:{file}", by=SYSTEM, file=file, peer=to, reason=why.kept)
    parcel.save(update_fields=["attempts", "not_before", "last_error", "faults", "needs_person"])
