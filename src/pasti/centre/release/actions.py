"""Granting the release of a card's data, within limits, and sealing it for its office later."""

from base64 import b64encode
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.centre.authority import queries as authority
from pasti.centre.authority.rules import AWAY_PER_DAY, HOME_PER_DAY
from pasti.centre.intake import actions as intake
from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import State
from pasti.centre.persons import actions as persons
from pasti.centre.persons.models import Person
from pasti.centre.release.models import Ground, Release, Tally
from pasti.journal.actions import record as journal
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import blobs, clock, text
from pasti.kit.claims import put_off
from pasti.kit.errors import Refused
from pasti.kit.words import Words, filled
from pasti.link import actions as link
from pasti.link import keys, packet
from pasti.link.models import Peer
from pasti.link.schema import CardContent, Said
from pasti.link.schema import Release as ReleaseSaid

_LIMITS = {Ground.HOME: HOME_PER_DAY, Ground.AWAY: AWAY_PER_DAY}


@transaction.atomic(savepoint=False)
def within_limit(office: Peer, ground: Ground) -> bool:
    """Count one more release for an office's person or somebody from elsewhere; False when the day's limit is reached.

    The first that is refused on a day is an alarm.
    """
    limit = authority.rule(_LIMITS[ground], office)
    today = _tally(office)
    counted = Tally.objects.filter(pk=today.pk, **{f"{ground}__lt": limit})
    if counted.update(**{str(ground): F(str(ground)) + 1}):
        return True
    Tally.objects.filter(pk=today.pk).update(beyond=F("beyond") + 1)
    if Tally.objects.filter(pk=today.pk, alarmed_at=None).update(alarmed_at=clock.now()):
        journal("release.limit", subject=f"peer:{office.node_id}", by=SYSTEM, office=office.name, limit=limit)
    return False


def take_turns(office: Peer) -> None:
    """Let releases to an office come one after the other from here on; before a person is locked, never after."""
    Tally.objects.select_for_update().get(pk=_tally(office).pk)


def _tally(office: Peer) -> Tally:
    tally, _new = Tally.objects.get_or_create(office=office, day=clock.today())
    return tally


@transaction.atomic
def grant(row: Record, person: Person, ground: Ground, *, why: str = "", by: Actor) -> Release:
    """Allow a record's card to be made for its office; what the service may change of the person is taken over.

    Raises Refused when there is no photo of the person anywhere. Limits are counted by `within_limit`, before.
    """
    # First the office's tally and then the person, as `within_limit` does: two that cross must not wait for each other.
    # Who enters a person before granting takes turns before that (`take_turns`).
    if ground in {Ground.OWN, Ground.DECIDED}:
        Tally.objects.filter(pk=_tally(row.office).pk).update(**{str(ground): F(str(ground)) + 1})
    if row.claims:
        region = row.office.region_code
        approved = ground == Ground.DECIDED
        person = persons.take_over(person, row.biodata, service=row.service, region=region, approved=approved, by=by)
    cleared = intake.advance(row, "clear", by=by, changes={"person": person})
    pictures = _pictures(cleared)
    now = clock.now()
    return Release.objects.create(
        record=cleared,
        office=row.office,
        person=person,
        ground=ground,
        from_store=any(held.pk != row.pk for held in pictures.values()),
        granted_at=now,
        day=clock.today(),
        granted_by=by.name,
        why=why,
        not_before=now,
    )


def _pictures(row: Record) -> dict[str, Record]:
    """Return the recordings from which a record's card is made, by position: its own first, then its person's."""
    stored = records.newest_of(row.person) if row.person else {}
    held = stored | dict.fromkeys(row.positions, row)
    if "face" not in held:
        raise Refused(_("Foto orang ini tidak tersimpan di pusat."))
    return {position: held[position] for position in ("face", "signature") if position in held}


def seal(release: Release) -> bool:
    """Make a granted card's content, seal it for its office and send it; return whether it went. Not in a transaction.

    The card says what the centre knows of the person, not what the office said. A picture that cannot be read is tried
    again some times; then the record stalls, and a person looks. Sealing twice is harmless.
    """
    try:
        content = _content(release)
    except (OSError, packet.NotReadable, KeyError, Refused) as trouble:
        if not put_off(release):
            cause = f"{type(trouble).__name__}: {trouble}"[:200]
            said = _("Data kartu tidak terbaca dari penyimpanan pusat (%(cause)s).")
            _stall(release, filled(said, cause=cause))
        return False
    if ended := _ended(content):
        # Trying again does not help: somebody looks, and an extension of the permit is a request of its own.
        _stall(release, ended)
        return False
    sealed = keys.seal(content.model_dump_json().encode(), release.office.recipient)
    return _send(release, b64encode(sealed).decode())


def _content(release: Release) -> CardContent:
    pictures = _pictures(release.record)
    opened = {held.pk: packet.read(blobs.read(held.sha256)).parts for held in pictures.values()}
    parts = {position: b64encode(opened[held.pk][position]).decode() for position, held in pictures.items()}
    said: dict[str, Any] = {"biodata": release.person.biodata, "photo": parts["face"]}
    return CardContent.model_validate(said | {"signature": parts.get("signature", "")})


def _ended(content: CardContent) -> str | Promise:
    until = content.biodata.valid_until
    if until is None or until >= clock.today():
        return ""
    return filled(_("Izin tinggal tetap (ITAP) sudah berakhir pada %(day)s."), day=lambda: text.plain_date(until))


@transaction.atomic
def _send(release: Release, content: str) -> bool:
    row = intake.lock(release.record)
    now = clock.now()
    if row.state != State.CLEARED or not Release.objects.filter(pk=release.pk, sealed_at=None).update(sealed_at=now):
        return False
    intake.advance(row, "release", by=SYSTEM, changes={"released_at": now})
    said = ReleaseSaid(application=row.application, at=now, content=content)
    link.send(Said.RELEASE, said, key=row.packet or row.application, to=row.office, happened_at=now)
    return True


@transaction.atomic
def _stall(release: Release, problem: str | Promise) -> None:
    row = intake.lock(release.record)
    if row.state != State.CLEARED:
        return
    said = Words(problem)
    Release.objects.filter(pk=release.pk).update(problem=said)
    intake.advance(row, "stall", by=SYSTEM, changes={"problem": said}, problem=said.kept)


@transaction.atomic
def retry(row: Record, *, by: Actor) -> Record:
    """Let a card's content be made once more, after somebody has put right what was wrong. Raises NotAllowed."""
    again = intake.advance(row, "retry", by=by, changes={"problem": ""})
    Release.objects.filter(record=row).update(problem="", tries=0, not_before=clock.now())
    return again
