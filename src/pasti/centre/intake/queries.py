"""Questions about records."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Min, QuerySet

from pasti.centre.authority import queries as authority
from pasti.centre.authority.rules import ALARM_DAYS
from pasti.centre.intake.models import Issued, Record
from pasti.centre.intake.states import UNIQUE, State
from pasti.centre.persons.models import Person
from pasti.link import queries as links
from pasti.link.models import Peer

# On its way, or being checked: neither decided nor waiting for a person.
_CHECKED_HERE = (State.ANNOUNCED, State.ARRIVED, State.RECEIVED, State.SEARCHING)


def records(state: str = "") -> QuerySet[Record]:
    """Return records, newest first, in one state if given; none for a state there is not."""
    found = Record.objects.select_related("office").order_by("-arrived_at", "-id")
    if state and state not in State.values:
        return found.none()
    return found.filter(state=state) if state else found


def released() -> QuerySet[Record]:
    """Return records that were released, the last released first."""
    rows = Record.objects.select_related("office").filter(released_at__isnull=False)
    return rows.order_by("-released_at", "-id")


def announced_with(sha256s: Collection[str], office: Peer) -> list[Record]:
    """Return the records that wait for these files of this office."""
    return list(Record.objects.filter(office=office, sha256__in=sha256s, state=State.ANNOUNCED).order_by("id"))


def is_stored(row: Record) -> bool:
    """Whether a record's packet has arrived whole, from its own office: to know a file's hash is not to have it."""
    return links.parcel_is_stored(row.office, row.sha256)


def to_open() -> QuerySet[Record]:
    """Return packets that are whole and not opened yet."""
    return Record.objects.filter(state=State.ARRIVED).select_related("office")


def recordings_with_nik(nik: str) -> QuerySet[Record]:
    """Return recordings (never requests) that name this NIK."""
    return Record.objects.filter(nik=nik).exclude(packet="")


def recordings_born(on: date | None, sex: str) -> QuerySet[Record]:
    """Return recordings (never requests) of people of this sex who were born on a day."""
    return Record.objects.filter(birth_date=on, sex=sex).exclude(packet="")


def same_case(row: Record) -> QuerySet[Record]:
    """Return the other recordings of a record's own case at its own office that were found unique."""
    others = Record.objects.filter(office=row.office, application=row.application, state__in=UNIQUE)
    return others.exclude(packet="").exclude(pk=row.pk).exclude(application="").exclude(person=None)


def newest_of(person: Person) -> dict[str, Record]:
    """Return a person's newest unique recording of each position, such as "face" or "signature"."""
    rows = Record.objects.filter(person=person, state__in=UNIQUE).exclude(packet="")
    found: dict[str, Record] = {}
    for row in rows.order_by(F("released_at").desc(nulls_first=True), "-id"):
        found |= {position: row for position in row.positions if position not in found}
    return found


def record_with(person: Person, position: str) -> Record | None:
    """Return a person's newest unique recording that holds a position."""
    return newest_of(person).get(position)


def released_keys(office: Peer, applications: Collection[str]) -> dict[str, int]:
    """Return, by application, the key of its record that was released last, for whoever locks it."""
    rows = Record.objects.filter(office=office, application__in=applications, released_at__isnull=False)
    return dict(rows.order_by("released_at", "id").values_list("application", "pk"))


def counts_by_office() -> dict[int, dict[str, int]]:
    """Return, per office, how many records are in each state."""
    result: dict[int, dict[str, int]] = {
        issued.office_id: {State.ISSUED: issued.records} for issued in Issued.objects.exclude(records=0)
    }
    # Named one by one, because an index finds what is, and not what is not.
    under_way = Record.objects.filter(state__in=set(State) - {State.ISSUED})
    for state, office, n in under_way.values_list("state", "office").annotate(n=Count("id")).order_by():
        result.setdefault(office, {})[state] = n
    return result


@dataclass(frozen=True)
class Late:
    """What one office sent and the centre has not finished checking for too long."""

    office: Peer
    records: int
    oldest: datetime


def late(now: datetime) -> list[Late]:
    """Return, per office, what waits at the centre for longer than it may (the rule `intake.alarm_days`), oldest first.

    At the office all of it stands as sent for enrolment, or as received.
    """
    found = []
    for days, offices in authority.offices_by_rule(ALARM_DAYS, links.peers()).items():
        counted, oldest = _waiting_since(now - timedelta(days=days))
        found += [Late(office, counted[office.pk], oldest[office.pk]) for office in offices if office.pk in counted]
    return sorted(found, key=lambda one: (one.oldest, one.office.pk))


def _waiting_since(limit: datetime) -> tuple[Counter[int], dict[int, datetime]]:
    """Return, by office, how many wait to be checked since then or longer, and since when the oldest does."""
    counted: Counter[int] = Counter()
    oldest: dict[int, datetime] = {}
    # State by state, so that SQLite looks into the index of states and not at all records, office by office.
    for state in _CHECKED_HERE:
        rows = Record.objects.filter(state=state, arrived_at__lte=limit).order_by().values_list("office")
        for office, n, first in rows.annotate(n=Count("pk"), first=Min("arrived_at")):
            counted[office] += n
            oldest[office] = min(first, oldest.get(office, first))
    return counted, oldest


def totals(by_office: dict[int, dict[str, int]]) -> dict[str, int]:
    """Return how many records are in each state in all offices together."""
    found: Counter[str] = Counter()
    for counts in by_office.values():
        found.update(counts)
    return {state: found[state] for state in State.values}


def by_ids(pks: Collection[int]) -> dict[int, Record]:
    """Return records by their keys."""
    return {row.pk: row for row in Record.objects.filter(pk__in=pks).select_related("office", "person")}


def by_id(pk: int) -> Record | None:
    """Return a record with its office and its person."""
    return Record.objects.select_related("office", "person").filter(pk=pk).first()
