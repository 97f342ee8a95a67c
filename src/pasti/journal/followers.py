"""Readers of the journal: what other rooms do because something happened. They read the chain, so they miss nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pasti.journal import queries
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.chain import seal_new
from pasti.journal.models import Cursor, Entry, Seal, Snag
from pasti.kit import clock, free_text, text
from pasti.kit.duties import every
from pasti.kit.errors import Refused
from pasti.kit.prepared import Columns
from pasti.kit.registry import Registry

log = logging.getLogger("pasti.journal")

Act = Callable[[Entry], None]

_LOOK_EVERY_SECONDS, _RETRY_EVERY_SECONDS = 0.5, 10.0
_SKIP_AT = 100
_PLACE = Columns(lambda name: Cursor.objects.values_list("position").filter(pk=name), name=models.CharField())


class NoBeginning(RuntimeError):
    """Nobody has said yet from where a follower reads: the database was not brought up to date."""


class Starts(StrEnum):
    """From where a follower reads that was not there before: from what happens now on, or from the first entry."""

    NOW = "now"
    BEGINNING = "beginning"


@dataclass(frozen=True)
class Follower:
    """Somebody who reads the chain and acts on some kinds of entries. `does` says to an operator what it is for."""

    name: str
    kinds: frozenset[str]
    act: Act
    starts: Starts = Starts.NOW
    does: str | Promise = ""


followers: Registry[Follower] = Registry("follower")


def follow(name: str, *kinds: str, starts: Starts, does: str | Promise) -> Callable[[Act], Act]:
    """Register a reader, which has a duty of its own: a slow one stops no other.

    It acts on each entry in one transaction with its cursor: once, never twice. It calls nobody outside: what
    leaves the node is a row first (`link.send`). `starts` says what it reads of what happened before it was
    there; its cursor is made when the database is brought up to date (`place_cursors`): from then on it misses nothing.
    """

    def register(act: Act) -> Act:
        follower = followers.add(name, Follower(name, frozenset(kinds), act, starts, does))
        look, retry = duties_of(name)
        every(_LOOK_EVERY_SECONDS, look, asks_rows_only=True)(partial(catch_up, follower))
        every(_RETRY_EVERY_SECONDS, retry)(partial(retry_snags, follower))
        return act

    return register


def duties_of(name: str) -> tuple[str, str]:
    """Return the names of a follower's two duties: looking for news, and trying again what was set aside."""
    return f"{name}.follow", f"{name}.retry"


def place_cursors(using: str = DEFAULT_DB_ALIAS, **_given: Any) -> None:
    """Give every follower that has none its cursor, where it declares that it starts. Doing it twice is harmless.

    This is done whenever the database is brought up to date, before anybody works with it. What was written down
    before and has no seal yet is sealed first: it happened before, too.
    """
    if using != DEFAULT_DB_ALIAS or "journal_cursor" not in connection.introspection.table_names():
        return
    placed = set(Cursor.objects.values_list("pk", flat=True))
    newcomers = [follower for follower in followers if follower.name not in placed]
    while newcomers and seal_new():
        pass
    for follower in newcomers:
        position = queries.chain_length() if follower.starts == Starts.NOW else 0
        Cursor.objects.get_or_create(pk=follower.name, defaults={"position": position})


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
    cursor = _PLACE.first(name=follower.name)
    if cursor is None:
        raise NoBeginning(f"{follower.name} has no place in the chain yet. Run: pasti migrate")
    [position], end = cursor, queries.chain_length()
    if end <= position:
        return []
    between = Seal.objects.filter(position__gt=position, position__lte=end, entry__kind__in=follower.kinds)
    wanted = list(between.select_related("entry").order_by("position")[:limit])
    if not wanted and end - position >= _SKIP_AT:
        # Pass by what is of no interest, so that the next look is short; but do not write at every look.
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


def retry_snags(follower: Follower, limit: int = 20) -> None:
    """Try again what a follower set aside and is due, waiting longer each time (at most an hour)."""
    due = Snag.objects.filter(follower=follower.name, not_before__lte=clock.now(), left_at=None)
    for snag in due.select_related("entry").order_by("not_before")[:limit]:
        _retry(follower, snag)


def _retry(follower: Follower, snag: Snag) -> bool:
    try:
        with transaction.atomic():
            if Snag.objects.filter(pk=snag.pk).delete()[0]:
                follower.act(snag.entry)
    except Exception as failure:
        log.exception("follower %s still cannot act on entry %s", snag.follower, snag.entry_id)
        wait = timedelta(seconds=min(3600, 30 * 2**snag.attempts))
        Snag.objects.filter(pk=snag.pk).update(
            error=_short(failure), attempts=snag.attempts + 1, not_before=clock.now() + wait
        )
        return False
    return True


def again(snag: Snag, *, by: Actor) -> None:
    """Try now what was set aside. Raises Refused, with the reason, when it still cannot be done."""
    with transaction.atomic():
        _note("again", snag, by)
    if not _retry(followers.get(snag.follower), snag):
        snag.refresh_from_db()
        raise Refused(_("Masih belum dapat diproses: %s") % snag.error)


@transaction.atomic
def leave(snag: Snag, reason: str, *, by: Actor) -> None:
    """Try it no more, with the reason. That it was set aside stays. Raises Refused without a reason."""
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    if Snag.objects.filter(pk=snag.pk, left_at=None).update(left_at=clock.now()):
        _note("left", snag, by, reason=said)


def _note(what: str, snag: Snag, by: Actor, **facts: Any) -> None:
    record(
        f"snag.{what}", subject=f"snag:{snag.pk}", case=snag.entry.case, by=by, entry=snag.entry_id,
        follower=snag.follower, **facts,
    )  # fmt: skip


def _short(failure: Exception) -> str:
    # A database names what stands in the way, a NIK for instance.
    return text.without_niks(f"{type(failure).__name__}: {failure}")[:300]
