"""A first de-duplication, by demographics: same NIK recorded before, or same birth date, sex and nearly the same name.

Biometric 1:N comes later (roadmap 8); this narrows the search, and a person decides.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pasti.centre.intake import queries as intake
from pasti.centre.intake.likeness import ALIKE, alikeness
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import State

# Services after which the same person is recorded again rightly.
_RENEWING = ("PHOTO", "SIGN")

# What was screened before and not found to be somebody else's. Records that still wait for their own screening will
# be compared with this one then; otherwise two that arrive together would each be the other's duplicate.
_COUNTED = (State.SUSPECTED, State.RELEASED, State.PRINTING, State.PRINTED, State.ISSUED)


class Reason(TextChoices):
    """Why two records look alike."""

    SAME_NIK = "same-nik", _("NIK sama sudah pernah direkam")
    SAME_BIRTH = "same-birth", _("tanggal lahir dan jenis kelamin sama")
    LIKE_NAME = "like-name", _("nama sangat mirip")
    OTHER_DATA = "other-data", _("NIK sama, tetapi nama, tanggal lahir, atau jenis kelaminnya lain")


@dataclass(frozen=True)
class Likeness:
    """An earlier record that looks like this one."""

    other: Record
    score: int
    reasons: list[str]


def likenesses(row: Record) -> list[Likeness]:
    """Return earlier recordings on which a person must decide before this record is released, the likest first.

    Who is recorded for the first time must be like nobody. Who says to be known already (a new photo or signature, or
    a card without a new recording) must be like the person of that NIK.
    """
    if not row.packet:
        return _unlike(row)
    earlier = intake.records().order_by("pk").filter(state__in=_COUNTED).exclude(packet="").exclude(pk=row.pk)
    found: dict[int, Likeness] = {}
    if row.service in _RENEWING:
        found = {likeness.other.pk: likeness for likeness in _unlike(row)}
    else:
        for other in earlier.filter(nik=row.nik).exclude(office=row.office, application=row.application):
            found[other.pk] = Likeness(other, 100, [Reason.SAME_NIK])
    for other in earlier.filter(birth_date=row.birth_date, sex=row.sex).exclude(nik=row.nik):
        score = alikeness(row.name, other.name)
        if score >= ALIKE:
            found[other.pk] = Likeness(other, score, [Reason.SAME_BIRTH, Reason.LIKE_NAME])
    return sorted(found.values(), key=lambda likeness: -likeness.score)


def _unlike(row: Record) -> list[Likeness]:
    other = intake.somebody_else(row)
    return [Likeness(other, alikeness(row.name, other.name), [Reason.OTHER_DATA])] if other else []
