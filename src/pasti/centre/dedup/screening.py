"""A first de-duplication, by demographics: same NIK recorded before, or same birth date, sex and nearly the same name.

Biometric 1:N comes later (roadmap 8); this narrows the search, and a person decides.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from pasti.centre.intake.models import Record
from pasti.centre.intake.states import State

# Names of the same person differ by a letter, an order or a title; below this they are different names.
_ALIKE = 88

# What stands before and after names without belonging to them, and initials.
_TITLES = frozenset(
    "a ag dr dra drs h haji hajjah hj hum ir kes kom m md mh mm pd prof s se sh si sos st".split()  # noqa: SIM905
)

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


@dataclass(frozen=True)
class Likeness:
    """An earlier record that looks like this one."""

    other: Record
    score: int
    reasons: list[str]


def likenesses(row: Record) -> list[Likeness]:
    """Return earlier recordings that may be of the same person, the likest first."""
    earlier = Record.objects.filter(state__in=_COUNTED).exclude(packet="").exclude(pk=row.pk)
    found: dict[int, Likeness] = {}
    if row.service not in _RENEWING:
        for other in earlier.filter(nik=row.nik).exclude(office=row.office, application=row.application):
            found[other.pk] = Likeness(other, 100, [Reason.SAME_NIK])
    for other in earlier.filter(birth_date=row.birth_date, sex=row.sex).exclude(nik=row.nik):
        score = alikeness(row.name, other.name)
        if score >= _ALIKE:
            found[other.pk] = Likeness(other, score, [Reason.SAME_BIRTH, Reason.LIKE_NAME])
    return sorted(found.values(), key=lambda likeness: -likeness.score)


def alikeness(one: str, other: str) -> int:
    """Return how alike two names are, from 0 to 100; case, order, titles and apostrophes do not matter."""
    return round(fuzz.ratio(_plain(one), _plain(other)))


def _plain(name: str) -> str:
    joined = "".join(c for c in name.casefold() if c not in "'’‘`")
    words = "".join(c if c.isalnum() else " " for c in joined).split()
    return " ".join(sorted([word for word in words if word not in _TITLES] or words))
