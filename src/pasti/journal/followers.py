"""Readers of the journal: what other rooms do because something happened. They read the chain, so they miss nothing."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from pasti.journal.models import Cursor, Entry, Seal, Snag
from pasti.kit import clock
from pasti.kit.registry import Registry

log = logging.getLogger("pasti.journal")

Act = Callable[[Entry], None]


@dataclass(frozen=True)
class Follower:
    """Somebody who reads the chain and acts on some kinds of entries."""

    name: str
    kinds: frozenset[str]
    act: Act


followers: Registry[Follower] = Registry("follower")


def follow(name: str, *kinds: str) -> Callable[[Act], Act]:
    """Register a reader. It acts on each entry in one transaction with its cursor: once, never twice."""

    def register(act: Act) -> Act:
        followers.add(name, Follower(name, frozenset(kinds), act))
        return act

    return register


def catch_up(follower: Follower, limit: int = 100) -> bool:
    """Let a follower act on what it has not read yet; return whether there is more."""
    seals = _unread(follower, limit)
    for seal in seals:
        try:
            _act_once(follower, seal)
        except Exception as failure:
            log.exception("follower %s set entry %s aside", follower.name, seal.entry_id)
            _set_aside(follower, seal, failure)
    return len(seals) == limit


def _unread(follower: Follower, limit: int) -> list[Seal]:
    cursor, _ = Cursor.objects.get_or_create(pk=follower.name)
    end = Seal.objects.aggregate(end=Max("position"))["end"] or 0
    if end <= cursor.position:
        return []
    between = Seal.objects.filter(position__gt=cursor.position, position__lte=end, entry__kind__in=follower.kinds)
    wanted = list(between.select_related("entry").order_by("position")[:limit])
    if not wanted:
        # Skip what is of no interest, so that the next look is short.
        Cursor.objects.filter(pk=follower.name, position__lt=end).update(position=end)
    return wanted


@transaction.atomic
def _act_once(follower: Follower, seal: Seal) -> None:
    if _advance(follower, seal):
        follower.act(seal.entry)


@transaction.atomic
def _set_aside(follower: Follower, seal: Seal, failure: Exception) -> None:
    if _advance(follower, seal):
        Snag.objects.get_or_create(
            follower=follower.name,
            entry_id=seal.entry_id,
            defaults={"error": _short(failure), "not_before": clock.now() + timedelta(seconds=30)},
        )


def _advance(follower: Follower, seal: Seal) -> bool:
    """Claim one position; False when another process has already acted on it."""
    claimed = Cursor.objects.filter(pk=follower.name, position__lt=seal.position).update(position=seal.position)
    return claimed == 1


def retry_snags(limit: int = 20) -> None:
    """Try again what was set aside and is due, waiting longer each time (at most an hour)."""
    due: Iterable[Snag] = Snag.objects.filter(not_before__lte=clock.now()).select_related("entry")[:limit]
    for snag in due:
        try:
            with transaction.atomic():
                if Snag.objects.filter(pk=snag.pk).delete()[0]:
                    followers.get(snag.follower).act(snag.entry)
        except Exception as failure:
            log.exception("follower %s still cannot act on entry %s", snag.follower, snag.entry_id)
            wait = timedelta(seconds=min(3600, 30 * 2**snag.attempts))
            Snag.objects.filter(pk=snag.pk).update(
                error=_short(failure), attempts=snag.attempts + 1, not_before=clock.now() + wait
            )


def _short(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:300]
