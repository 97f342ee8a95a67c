"""Searching for other records of a person, and deciding on what looks alike."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.centre.dedup import conclusion, gallery
from pasti.centre.dedup.engine import Candidate, Engine
from pasti.centre.dedup.engine import engine as engine_in_use
from pasti.centre.dedup.models import Gallery, Opinion, Search, Suggestion
from pasti.centre.dedup.states import AGREED, SETTLED, UNDECIDED, Verdict
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import State
from pasti.journal.actions import record as journal
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text, text
from pasti.kit.claims import put_off
from pasti.kit.errors import NotAllowed, Refused
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
    While the engine does not answer at all, or is still being filled, everything waits, and nothing counts as tried.
    """
    asked = engine or engine_in_use()
    try:
        found = _found(search, asked)
        if found is None or not conclusion.conclude(search, found):
            _wait(search)
    except Exception as trouble:
        if not gallery.answers(asked, trouble):
            gallery.wait(search)
            return
        log.exception("search %s could not be done", search.pk)
        if not put_off(search):
            fail(search, f"{type(trouble).__name__}: {trouble}")


def _found(search: Search, engine: Engine) -> list[Candidate] | None:
    row = search.record
    if not row.packet:
        return []
    if gallery.filling():
        return None
    gallery.insert(row, engine)
    _take_place(search, engine)
    return engine.identify(gallery.probe_of(row))


@transaction.atomic
def _take_place(search: Search, engine: Engine) -> None:
    """Give a search its place, once. Places are given in the order in which they can be seen."""
    Gallery.objects.get_or_create(pk=1)
    counted = Gallery.objects.select_for_update().get(pk=1)
    if Search.objects.filter(pk=search.pk, place=None).update(place=counted.last_place + 1, engine=engine.name):
        counted.last_place += 1
        counted.save(update_fields=["last_place"])


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
def decide(suggestion: Suggestion, verdict: Verdict, *, reason: str, by: Actor) -> Suggestion:
    """Say whether two records are one person, with a reason. Two people must say the same; else the head settles it.

    The first opinion is kept closed until it is decided. Raises NotAllowed for who has said something already, for
    another role, and once it is decided; Refused without a reason, with a NIK in it, or when nothing can be recorded
    again. What follows from a decision: `conclusion.follow`.
    """
    said = free_text.checked(reason, none=_("Tuliskan alasan Anda."))
    row = intake.lock(suggestion.record)
    fresh = Suggestion.locked(suggestion.pk)
    given = list(fresh.opinions.order_by("turn"))
    if by.id in {opinion.by_id for opinion in given}:
        raise NotAllowed(_("Anda sudah memberi pendapat. Orang lain yang melanjutkan."))
    if fresh.state in UNDECIDED and row.state != State.SUSPECTED:
        raise NotAllowed(_("Data ini sudah diputuskan."))
    if verdict == Verdict.AGAIN and not row.packet:
        raise Refused(_("Permintaan ini tanpa perekaman: tidak ada yang direkam ulang."))
    name = _move(fresh, given, verdict)
    names = [*(opinion.by_name for opinion in given), by.name]
    decided = fresh.MACHINE.moves[name].target in Verdict.values
    now = clock.now()
    changes = {"decided_by": ", ".join(names), "decision": said, "decided_at": now} if decided else {}
    moved = take(fresh, name, by=by, changes=changes)
    opinion = Opinion.objects.create(
        suggestion=fresh,
        turn=len(given) + 1,
        by_id=by.id,
        by_name=by.name,
        verdict=verdict,
        reason=said,
        given_at=now,
    )
    if decided:
        _open_up([*given, opinion], moved)
        conclusion.follow(row, moved, by=by)
    return moved


def _move(suggestion: Suggestion, given: list[Opinion], verdict: Verdict) -> str:
    if suggestion.state == Suggestion.State.OPEN:
        return "opine"
    if suggestion.state == Suggestion.State.DISPUTED:
        return SETTLED[verdict]
    return AGREED[verdict] if not given or given[0].verdict == verdict else "dispute"


def _open_up(opinions: list[Opinion], decided: Suggestion) -> None:
    """Write into the journal who said what, when and why, now that nobody can be led by it any more."""
    for opinion in opinions:
        by = Actor(opinion.by_id, opinion.by_name, frozenset())
        facts = {"turn": opinion.turn, "reason": opinion.reason}
        journal(
            f"opinion.{opinion.verdict}",
            subject=decided.subject,
            case=decided.case_number,
            by=by,
            happened_at=opinion.given_at,
            **facts,
        )
