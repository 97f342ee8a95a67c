"""Questions about records."""

from django.db.models import Count, QuerySet

from pasti.centre.intake.likeness import may_be_one
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import UNIQUE, State
from pasti.link import queries as links
from pasti.link.models import Peer


def records(state: str = "") -> QuerySet[Record]:
    """Return records, newest first, in one state if given; none for a state there is not."""
    found = Record.objects.select_related("office").order_by("-arrived_at", "-id")
    if state and state not in State.values:
        return found.none()
    return found.filter(state=state) if state else found


def released() -> QuerySet[Record]:
    """Return records that were released, the last released first."""
    return Record.objects.select_related("office").filter(state__in=UNIQUE).order_by("-released_at", "-id")


def announced_with(sha256: str, office: Peer) -> Record | None:
    """Return the record that waits for this file."""
    return Record.objects.filter(office=office, sha256=sha256, state=State.ANNOUNCED).first()


def is_stored(row: Record) -> bool:
    """Whether a record's packet has arrived whole."""
    return links.holds_parcel(row.office, row.sha256)


def _unique_records(nik: str) -> list[Record]:
    return list(Record.objects.filter(nik=nik, state__in=UNIQUE).exclude(packet="").order_by("-released_at", "-id"))


def photo_record(nik: str) -> Record | None:
    """Return the newest unique record of a person that holds a photo."""
    return next((row for row in _unique_records(nik) if "face" in row.positions), None)


def has_photo(row: Record) -> bool:
    """Whether there is a photo for this record's card: its own, or one recorded before."""
    return "face" in row.positions or photo_record(row.nik) is not None


def signature_record(nik: str) -> Record | None:
    """Return the newest unique record of a person that holds a signature."""
    return next((row for row in _unique_records(nik) if "signature" in row.positions), None)


def somebody_else(row: Record) -> Record | None:
    """Return the record whose photo would stand on this record's card, when its person is plainly another."""
    known = photo_record(row.nik)
    return known if known and not may_be_one(row, known) else None


def released_for(office: Peer, application: str) -> Record | None:
    """Return the record of an application that was released last."""
    rows = Record.objects.filter(office=office, application=application, state__in=UNIQUE)
    return rows.order_by("-released_at", "-id").first()


def counts() -> dict[str, int]:
    """Return how many records are in each state."""
    rows = dict(Record.objects.values_list("state").annotate(n=Count("id")).order_by())
    return {state: rows.get(state, 0) for state in State.values}


def counts_by_office() -> dict[int, dict[str, int]]:
    """Return, per office, how many records are in each state."""
    result: dict[int, dict[str, int]] = {}
    for office, state, n in Record.objects.values_list("office", "state").annotate(n=Count("id")).order_by():
        result.setdefault(office, {})[state] = n
    return result


def by_id(pk: int) -> Record | None:
    """Return a record."""
    return Record.objects.select_related("office").filter(pk=pk).first()
