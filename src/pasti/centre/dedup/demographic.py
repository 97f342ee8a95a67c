"""The built-in engine: it compares what is said of people, suggests with a figure, and decides nothing.

Whom it compares at all is found by indexes: the same NIK, the same or a nearly same birth date, the same name in the
same region. So it compares some hundreds of a million.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from pasti.centre.dedup.engine import Candidate, Probe
from pasti.centre.dedup.models import Traits
from pasti.centre.dedup.reasons import Reason
from pasti.kit.names import ALIKE, Words, folded, key, likeness, same_place

# What a name counts less when the birth date is not the same, and how alike it must be then.
_NEAR, _ELSEWHEN, _NEARLY_ONE = 3, 8, 92
# Of a name that many have in one region no more than these are looked at.
_MOST_NAMESAKES = 2000
# Days that stand for a birthday that nobody knew.
_UNKNOWN_DAYS = {(1, 1), (7, 1), (12, 31)}
_YEARS_APART = 3
_LONGEST = 120


@dataclass(frozen=True)
class _Said:
    """What is compared of a recording."""

    nik: str
    words: Words
    born: date
    sex: str
    mother: str
    place: str
    region: str

    @classmethod
    def by(cls, probe: Probe) -> "_Said":
        said = probe.biodata
        return cls(
            nik=str(said["nik"]),
            words=folded(str(said["name"])),
            born=date.fromisoformat(str(said["birth_date"])),
            sex=str(said["sex"]),
            mother=" ".join(folded(str(said.get("mother") or ""))),
            place=str(said.get("birth_place") or ""),
            region=probe.region,
        )


class Demographic:
    """Compares names, birth dates, mothers and places; its gallery is a table beside the records."""

    name = "demographic"

    def insert(self, probe: Probe) -> None:
        """Write down what is compared of a recording."""
        said = _Said.by(probe)
        values: dict[str, Any] = {
            "nik": said.nik,
            "words": " ".join(said.words)[:_LONGEST],
            "name_key": key(said.words)[:_LONGEST],
            "birth_date": said.born,
            "sex": said.sex,
            "mother": said.mother[:_LONGEST],
            "birth_place": said.place,
            "region": said.region,
        }
        Traits.objects.update_or_create(record_id=probe.reference, defaults=values)

    def identify(self, probe: Probe) -> list[Candidate]:
        """Return recordings of the same NIK, of a like name born that day or nearly, and namesakes of one origin."""
        said = _Said.by(probe)
        found = {
            pk: Candidate(pk, 100, (Reason.SAME_NIK,))
            for pk in Traits.objects.filter(nik=said.nik).values_list("pk", flat=True)
        }
        others = Traits.objects.filter(sex=said.sex).exclude(nik=said.nik)
        for other in _compared(others.filter(birth_date__in=[said.born, *near(said.born)])):
            _add(found, _born_alike(said, other))
        namesakes = _compared(others.filter(name_key=key(said.words)[:_LONGEST], region=said.region))
        for other in namesakes[:_MOST_NAMESAKES]:
            _add(found, _namesake(said, other))
        found.pop(probe.reference, None)
        return list(found.values())

    def delete(self, reference: int) -> None:
        """Forget what is compared of a recording."""
        Traits.objects.filter(record_id=reference).delete()

    def ping(self) -> bool:
        """It is where the database is."""
        return True

    def pending_jobs(self) -> int:
        """It does everything at once."""
        return 0

    def reference_count(self) -> int:
        """How many recordings it can find."""
        return Traits.objects.count()


def _compared(rows: QuerySet[Traits]) -> QuerySet[Traits]:
    return rows.only("record_id", "words", "birth_date", "mother", "birth_place", "region").order_by()


def _add(found: dict[int, Candidate], candidate: Candidate | None) -> None:
    if candidate and candidate.reference not in found:
        found[candidate.reference] = candidate


def _born_alike(said: _Said, other: Traits) -> Candidate | None:
    score = likeness(said.words, tuple(other.words.split()))
    if score < ALIKE:
        return None
    if other.birth_date == said.born:
        return Candidate(other.pk, score, (Reason.SAME_BIRTH, Reason.LIKE_NAME))
    if score < _NEARLY_ONE or not _may_be_of_one_family(said, other):
        return None
    return Candidate(other.pk, score - _NEAR, (Reason.NEAR_BIRTH, Reason.LIKE_NAME))


def _namesake(said: _Said, other: Traits) -> Candidate | None:
    """The same name in the same region: only if nobody knew the birthday, or the mother is the same too."""
    if not _may_be_of_one_family(said, other) or not same_place(said.place, other.birth_place):
        return None
    unknown = any((day.month, day.day) in _UNKNOWN_DAYS for day in (said.born, other.birth_date))
    close = abs(said.born.year - other.birth_date.year) <= _YEARS_APART
    if not (bool(said.mother and other.mother) or (unknown and close)):
        return None
    score = likeness(said.words, tuple(other.words.split())) - _ELSEWHEN
    return Candidate(other.pk, score, (Reason.SAME_NAME, Reason.SAME_ORIGIN))


def _may_be_of_one_family(said: _Said, other: Traits) -> bool:
    if said.mother and other.mother:
        return likeness(tuple(said.mother.split()), tuple(other.mother.split())) >= ALIKE
    return said.region == other.region or same_place(said.place, other.birth_place)


def near(born: date) -> set[date]:
    """Return the dates for which a birth date is mistaken: day and month changed over, or one figure wrong by one."""
    numbers = [(born.year, born.day, born.month)]
    numbers += [(born.year + years, born.month, born.day) for years in (-10, -1, 1, 10)]
    numbers += [(born.year, born.month + months, born.day) for months in (-1, 1)]
    numbers += [(born.year, born.month, born.day + days) for days in (-20, -10, 10, 20)]
    found = {born - timedelta(days=1), born + timedelta(days=1)}
    for year, month, day in numbers:
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found - {born}
