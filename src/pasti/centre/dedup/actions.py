"""Searching for other records of a person, and deciding on what looks alike."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.centre.dedup import conclusion
from pasti.centre.dedup.engine import Candidate, Engine, Probe
from pasti.centre.dedup.engine import engine as engine_in_use
from pasti.centre.dedup.models import Gallery, Search, Suggestion
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import State
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import blobs, clock, text
from pasti.kit.claims import put_off
from pasti.kit.errors import Refused
from pasti.link import packet
from pasti.link.statuses import Status

log = logging.getLogger("pasti.centre")

# How long to wait before an engine that is still searching is asked again.
_STILL_SEARCHING = timedelta(seconds=2)


@transaction.atomic
def ask(row: Record) -> None:
    """Ask for a search for other records of this record's person. Asking twice is harmless."""
    fresh = intake.lock(row)
    if fresh.state != State.RECEIVED:
        return
    now = clock.now()
    Search.objects.create(record=fresh, state=Search.State.ASKED, asked_at=now, not_before=now)
    intake.advance(fresh, "search", by=SYSTEM)


def look(search: Search, engine: Engine | None = None) -> None:
    """Let an engine look for a record's person, and conclude from what it finds. Not within a transaction.

    First the record becomes findable, then it gets its place, then it is looked for: of two that arrive together the
    later one sees the earlier. What fails is tried again some times, then a person has to look, and the office hears.
    """
    try:
        found = _found(search, engine or engine_in_use())
        if found is None or not conclusion.conclude(search, found):
            _wait(search)
    except Exception as trouble:
        log.exception("search %s could not be done", search.pk)
        if not put_off(search):
            fail(search, f"{type(trouble).__name__}: {trouble}")


def _found(search: Search, engine: Engine) -> list[Candidate] | None:
    row = search.record
    if not row.packet:
        return []
    probe = Probe(row.pk, row.application, row.biodata, lambda: packet.read(blobs.read(row.sha256)).parts)
    engine.insert(probe)
    _take_place(search, engine)
    return engine.identify(probe)


@transaction.atomic
def _take_place(search: Search, engine: Engine) -> None:
    """Give a search its place, once. Places are given in the order in which they can be seen."""
    Gallery.objects.get_or_create(pk=1)
    gallery = Gallery.objects.select_for_update().get(pk=1)
    if Search.objects.filter(pk=search.pk, place=None).update(place=gallery.last_place + 1, engine=engine.name):
        gallery.last_place += 1
        gallery.save(update_fields=["last_place"])


def _wait(search: Search) -> None:
    """Ask again a little later; that it is not ready yet is no failed try."""
    waiting = Search.objects.filter(pk=search.pk, state=Search.State.ASKED)
    waiting.update(not_before=clock.now() + _STILL_SEARCHING, tries=max(search.tries - 1, 0))


@transaction.atomic
def fail(search: Search, problem: str) -> None:
    """Set a search aside for a person, and tell the office that it failed and will be done again."""
    row = intake.lock(search.record)
    fresh = Search.locked(search.pk)
    if fresh.state != Search.State.ASKED:
        return
    said = text.without_niks(problem)[:200]
    take(fresh, "fail", by=SYSTEM, changes={"problem": said}, problem=said)
    intake.tell(row, Status.SEARCH_FAILURE_AT_CENTRAL)


@transaction.atomic
def ask_again(search: Search, *, by: Actor) -> Search:
    """Search once more for what could not be searched for. Raises NotAllowed."""
    return take(search, "ask_again", by=by, changes={"problem": "", "tries": 0, "not_before": clock.now()})


@transaction.atomic
def decide(suggestion: Suggestion, *, same: bool, reason: str, by: Actor) -> Suggestion:
    """Decide whether two records are one person, with a reason (without a NIK, for which the journal has no place).

    The same person: the record is a duplicate and is never printed. Different people, and no other suggestion open:
    the record is released. The other way round for a record that claims to be that person.
    """
    if not reason.strip():
        raise Refused(_("Tuliskan alasan keputusan."))
    if text.holds_nik(reason):
        raise Refused(_("Jangan tulis NIK atau nomor KK lengkap di sini; empat angka terakhir cukup."))
    row = intake.lock(suggestion.record)
    move = "confirm" if same else "tell_apart"
    changes = {"decided_by": by.name, "decision": reason.strip()}
    decided = take(suggestion, move, by=by, changes=changes, reason=reason.strip())
    if row.state == State.SUSPECTED:
        conclusion.follow(row, decided, by=by)
    return decided
