"""Screening a record, and deciding on what looks alike."""

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.screening import likenesses
from pasti.centre.intake import actions as intake
from pasti.centre.intake import queries as intake_queries
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import State
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.link import actions as link


@transaction.atomic
def screen(row: Record) -> Record:
    """Release a record that looks like no other; suspect one that does. Screening twice is harmless.

    One after the other: two records of one person that arrive together see each other.
    """
    link.lock_node()
    fresh = intake.lock(row)
    if fresh.state != State.RECEIVED:
        return fresh
    found = likenesses(fresh)
    if not found or not intake_queries.has_photo(fresh):
        return intake.release_or_reject(fresh, by=SYSTEM)
    for likeness in found:
        Suggestion.objects.create(
            record=fresh,
            other=likeness.other,
            score=likeness.score,
            reasons=likeness.reasons,
            state=Suggestion.State.OPEN,
            found_at=clock.now(),
        )
    return intake.advance(fresh, "suspect", by=SYSTEM, others=len(found))


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
    if row.state != State.SUSPECTED:
        return decided
    if same != suggestion.claims:
        intake.advance(row, "condemn", by=by)
    elif not row.suggestions.filter(state=Suggestion.State.OPEN).exists():
        intake.release(row, by=by)
    return decided
