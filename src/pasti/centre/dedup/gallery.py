"""The engine's gallery: what must be in it, what must leave it, and how the engine is.

A new recording is inserted by its own search. What was taken over from before, what another engine held, and what has
to be forgotten are rows (`Reference`) that a duty works off: nothing is asked of an engine within a transaction.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from pasti.centre.dedup.engine import Engine, Probe
from pasti.centre.dedup.engine import engine as engine_in_use
from pasti.centre.dedup.models import Gallery, Reference, Search
from pasti.centre.intake.models import Record
from pasti.journal.actions import record as journal
from pasti.journal.actors import Actor
from pasti.kit import blobs, clock, text
from pasti.kit.claims import put_off
from pasti.link import packet

log = logging.getLogger("pasti.centre")

# How long a job waits whose engine was away; the duty that pings lets them go on earlier.
AWAY = timedelta(seconds=30)


def probe_of(row: Record) -> Probe:
    """Return a recording as an engine sees it; its packet is opened only if the engine asks for the pictures."""
    return Probe(
        row.pk,
        row.application,
        row.biodata,
        lambda: packet.read(blobs.read(row.sha256)).parts,
        region=row.office.region_code,
    )


def insert(row: Record, engine: Engine) -> None:
    """Insert a recording that is about to be looked for. Not within a transaction; twice is harmless."""
    engine.insert(probe_of(row))
    _kept, new = Reference.objects.get_or_create(record=row, defaults={"done": True})
    if not new:
        Reference.objects.filter(record=row, wanted=True).update(done=True, problem="")
        # It had to leave meanwhile: a slow worker has just put it back.
        _ask(Reference.objects.filter(record=row, wanted=False))


def enter(row: Record) -> None:
    """Ask for a recording that was taken over to be put into the gallery."""
    Reference.objects.get_or_create(record=row)


def leave(row: Record) -> None:
    """Ask for a recording to leave the gallery: it is found no more."""
    reference, new = Reference.objects.get_or_create(record=row, defaults={"wanted": False})
    if not new:
        Reference.objects.filter(pk=reference.pk).update(wanted=False)
        _ask(Reference.objects.filter(pk=reference.pk))


def _ask(references: QuerySet[Reference]) -> int:
    return references.update(done=False, tries=0, problem="", not_before=clock.now())


@transaction.atomic
def try_again(reference: Reference, *, by: Actor) -> None:
    """Put a recording into the gallery once more, after somebody has put right what was wrong."""
    if _ask(Reference.objects.filter(pk=reference.pk, done=False)):
        row = reference.record
        journal("gallery.try_again", subject=row.subject, case=row.application, by=by)


def keep(reference: Reference, engine: Engine | None = None) -> None:
    """Tell the engine of a recording that it is to find, or to forget. Not within a transaction; twice is harmless."""
    asked = engine or engine_in_use()
    try:
        if reference.wanted:
            asked.insert(probe_of(reference.record))
        else:
            asked.delete(reference.pk)
    except Exception as trouble:
        if not answers(asked, trouble):
            wait(reference)
            return
        log.exception("the gallery does not take recording %s", reference.pk)
        if not put_off(reference):
            Reference.objects.filter(pk=reference.pk, done=False).update(problem=_said(trouble))
        return
    Reference.objects.filter(pk=reference.pk, wanted=reference.wanted).update(done=True, problem="")


def wait(row: Reference | Search) -> None:
    """Wait with a job because its engine is away; that is no failed try."""
    waiting = type(row).objects.filter(pk=row.pk, tries=row.tries)
    waiting.update(not_before=clock.now() + AWAY, tries=max(row.tries - 1, 0))


# ── how the engine is ───────────────────────────────────────────────────────────────────────────────────────────────


def state() -> Gallery:
    """Return how the engine was when it was last asked."""
    return Gallery.objects.get_or_create(pk=1)[0]


def answers(engine: Engine, trouble: Exception) -> bool:
    """Whether an engine works, now that something went wrong with one recording; that it does not is written down."""
    try:
        well = engine.ping()
    except Exception as silence:  # noqa: BLE001 - whatever it is, the engine does not answer
        well, trouble = False, silence
    if not well:
        _note_down(trouble)
    return well


def ping(engine: Engine | None = None) -> bool:
    """Ask the engine how it is and write it down; another engine than before gets its gallery filled first.

    Return whether it is well. Not within a transaction.
    """
    asked = engine or engine_in_use()
    try:
        if not asked.ping():
            raise ConnectionError("the engine says that it cannot work")
        pending, references = asked.pending_jobs(), asked.reference_count()
    except Exception as trouble:  # noqa: BLE001 - whatever it is, the engine does not answer
        _note_down(trouble)
        return False
    _note_well(asked.name, pending, references)
    return True


@transaction.atomic
def _note_well(name: str, pending: int, references: int) -> None:
    before = state()
    said = {"engine": name, "pending": pending, "references": references}
    Gallery.objects.filter(pk=1).update(seen_at=clock.now(), down_since=None, problem="", **said)
    if before.engine and before.engine != name:
        _ask(Reference.objects.filter(wanted=True))
    if before.down_since:
        free = {"not_before": clock.now()}
        Reference.objects.filter(done=False, problem="").update(**free)
        Search.objects.filter(state=Search.State.ASKED).update(**free)


def _note_down(trouble: Exception) -> None:
    before = state()
    down = {"down_since": before.down_since or clock.now(), "problem": _said(trouble)}
    Gallery.objects.filter(pk=1).update(**down)


def _said(trouble: Exception) -> str:
    return text.without_niks(f"{type(trouble).__name__}: {trouble}")[:200]


def ready() -> bool:
    """Whether the engine can be asked: it answers, and holds everybody who was there before."""
    return state().down_since is None and not filling()


def filling() -> bool:
    """Whether recordings from before are still being put into the gallery."""
    return Reference.objects.filter(done=False, wanted=True, problem="").exists()
