"""What follows from a search, and from what a person decided on it: a release, a doubt, or that nobody is known."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pasti.centre.dedup import gallery
from pasti.centre.dedup.engine import Candidate
from pasti.centre.dedup.models import Search, Suggestion
from pasti.centre.dedup.reasons import CLAIMING, Reason
from pasti.centre.dedup.states import UNDECIDED
from pasti.centre.intake import actions as intake
from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import UNIQUE, State
from pasti.centre.persons import actions as persons
from pasti.centre.persons import queries as people
from pasti.centre.persons.rules import AWAY
from pasti.centre.release import actions as release
from pasti.centre.release.models import Ground
from pasti.centre.release.rules import Weighed, weigh
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock
from pasti.kit.names import alikeness, same_name
from pasti.link.statuses import Status

# A record in one of these may be of the same person: it was accepted, or it is being looked into.
_COUNTED = frozenset({State.SEARCHING, State.SUSPECTED, *UNIQUE})

# These count no more: the engine forgets them.
_GONE = frozenset({State.DUPLICATE, State.AGAIN, State.REFUSED, State.UNKNOWN})

Found = tuple[Record, int, list[str]]


@transaction.atomic
def conclude(search: Search, candidates: list[Candidate]) -> bool:
    """Release a record, suspect it, or say that its person is unknown; twice is harmless. False: not yet.

    Nothing is decrypted or drawn here, so the locks are short.
    """
    row = intake.lock(search.record)
    fresh = Search.locked(search.pk)
    if fresh.state != Search.State.ASKED or row.state != State.SEARCHING:
        return True
    earlier = _earlier(fresh, row, candidates)
    if earlier is None:
        return False
    said = [[c.reference, c.score, list(c.reasons), *([dict(c.scores)] if c.scores else [])] for c in candidates]
    now = clock.now()
    answer = {"answered_at": now, "answer": said}
    if _settle(row, earlier):
        take(fresh, "answer", by=SYSTEM, changes=answer)
    else:
        take(fresh, "conclude", by=SYSTEM, changes=answer | {"decided_at": now})
        _forget_if_gone(row)
    return True


def _close(search: Search | None, *, by: Actor) -> None:
    if search and search.state == Search.State.ANSWERED:
        take(search, "decide", by=by, changes={"decided_at": clock.now()})


def _earlier(search: Search, row: Record, candidates: list[Candidate]) -> list[Found] | None:
    """Return the candidates that count: those that could be found before this one. None while its own case is open."""
    known = records.by_ids([found.reference for found in candidates])
    places = dict(Search.objects.filter(record__in=known).values_list("record", "place"))
    counted: list[Found] = []
    for found in candidates:
        other = known.get(found.reference)
        if other is None or other.state not in _COUNTED or not _before(places, other, search):
            continue
        if _same_case_again(row, other):
            if other.state == State.SEARCHING:
                return None
            continue
        counted.append((other, found.score, list(found.reasons)))
    return counted


def _before(places: dict[int, int | None], other: Record, search: Search) -> bool:
    """Whether a record could be found before this search began. One without a search was there from the start."""
    if other.pk not in places:
        return True
    place = places[other.pk]
    return place is not None and search.place is not None and place < search.place


def _same_case_again(row: Record, other: Record) -> bool:
    """Whether the same person was recorded once more for the same case."""
    same = (row.office_id, row.application, row.nik, row.birth_date, row.sex)
    return same == (
        other.office_id, other.application, other.nik, other.birth_date, other.sex
    ) and same_name(row.name, other.name)  # fmt: skip


def _settle(row: Record, earlier: list[Found]) -> bool:
    """Do what a machine may do by itself; return whether a person must decide."""
    known = _known(row)
    if row.claims and known:
        return _settle_claim(row, known, [found for found in earlier if Reason.SAME_NIK not in found[2]])
    if earlier:
        return _suspect(row, earlier)
    _enter_and_grant(row, Ground.OWN, by=SYSTEM)
    return False


def _known(row: Record) -> list[Weighed]:
    """Return whom a record may claim to be, as far as there is a photo of them."""
    return [weigh(row, person) for person in people.with_nik(row.nik) if records.record_with(person, "face")]


def _settle_claim(row: Record, known: list[Weighed], alike: list[Found]) -> bool:
    doubted = any(one.doubts for one in known) or len(known) > 1
    if not doubted and not alike:
        [one] = known
        if release.within_limit(row.office, one.ground):
            release.grant(row, one.person, one.ground, by=SYSTEM)
            return False
        return _suspect(row, [_claim(row, one, [Reason.OVER_QUOTA])])
    claims = [_claim(row, one, list(one.doubts)) for one in known] if doubted else []
    return _suspect(row, [*claims, *alike])


def _claim(row: Record, one: Weighed, doubts: list[str]) -> Found:
    held = records.record_with(one.person, "face")
    assert held is not None
    return held, alikeness(row.name, one.person.name), doubts or [Reason.SHARED_NIK]


def _suspect(row: Record, found: Iterable[Found]) -> bool:
    now, others, claimed = clock.now(), 0, False
    for other, score, reasons in found:
        claims = not CLAIMING.isdisjoint(reasons)
        Suggestion.objects.create(
            record=row,
            other=other,
            score=score,
            reasons=[str(reason) for reason in reasons],
            claims=claims,
            state=Suggestion.State.OPEN,
            found_at=now,
        )
        others += 1
        claimed = claimed or claims
    # A request that waits is no duplicate, and which of its data did not fit is not for its office to try out.
    code, note = Status.REQUEST_VALIDATION, _("Petugas pusat memeriksa permintaan ini lebih dahulu.")
    told = (code, note) if claimed else ("", "")
    intake.advance(row, "suspect", by=SYSTEM, others=others, code=told[0], note=told[1])
    return True


def _enter_and_grant(row: Record, ground: Ground, *, why: str = "", by: Actor) -> None:
    """Grant a card to a newly recorded person, or say that there is no photo of them."""
    again = records.same_case(row).filter(nik=row.nik, birth_date=row.birth_date, sex=row.sex).first()
    person = again.person if again and same_name(again.name, row.name) else None
    if "face" not in row.positions and not (person and records.record_with(person, "face")):
        intake.advance(row, "reject", by=by)
        return
    if person is None:
        # Whoever is recorded away from home lives somewhere else; where, the centre does not know yet.
        region = "" if row.service in AWAY else row.office.region_code
        # Whoever has this NIK already is locked by it.
        release.take_turns(row.office)
        person = persons.enter(row.biodata, region=region)
    release.grant(row, person, ground, why=why, by=by)


def follow(row: Record, decided: Suggestion, *, by: Actor) -> None:
    """Do what follows from one decision on a suspected record; it is locked."""
    others = list(row.suggestions.select_related("other__person"))
    confirmed = next((s for s in others if s.claims and s.state == Suggestion.State.SAME), None)
    open_ones = [s for s in others if s.state in UNDECIDED and not (confirmed and s.claims)]
    if decided.state == Suggestion.State.AGAIN:
        note = _("Pusat meminta perekaman ulang: rekaman ini belum cukup untuk memastikan orangnya.")
        intake.advance(row, "redo", by=by, note=note)
    elif decided.state == Suggestion.State.SAME and not decided.claims:
        intake.advance(row, "condemn", by=by, changes={"person": decided.other.person})
    elif _is_refuted(decided, confirmed, open_ones):
        refused = _("Petugas pusat tidak menyetujui: ini bukan orang yang terekam dengan NIK itu.")
        intake.advance(row, "refuse", by=by, note=refused)
    elif open_ones:
        return
    elif confirmed:
        person = confirmed.other.person
        assert person is not None
        release.grant(row, person, Ground.DECIDED, why=confirmed.decision, by=by)
    else:
        _grant_as_decided(row, why=decided.decision, by=by)
    _forget_if_gone(row)
    _close(Search.objects.filter(record=row).first(), by=by)


def _is_refuted(decided: Suggestion, confirmed: Suggestion | None, open_ones: list[Suggestion]) -> bool:
    """Whether a request is for nobody of those whom it says to be for."""
    different = decided.claims and decided.state == Suggestion.State.DIFFERENT
    return different and not confirmed and not any(s.claims for s in open_ones)


def _forget_if_gone(row: Record) -> None:
    """Let a recording that counts no more leave the engine's gallery."""
    now = records.by_id(row.pk)
    if now and now.packet and now.state in _GONE:
        gallery.leave(now)


def _grant_as_decided(row: Record, *, why: str, by: Actor) -> None:
    fitting = [one.person for one in _known(row) if not one.doubts] if row.claims else []
    if fitting:
        release.grant(row, fitting[0], Ground.DECIDED, why=why, by=by)
    else:
        _enter_and_grant(row, Ground.DECIDED, why=why, by=by)
