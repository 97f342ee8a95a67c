"""How alike two names are, and whether two records may be of one person."""

from rapidfuzz import fuzz

from pasti.centre.intake.models import Record

# Names of the same person differ by a letter, an order or a title; below this they are different names.
ALIKE = 88

# What stands before and after names without belonging to them, and initials.
_TITLES = frozenset(
    "a ag dr dra drs h haji hajjah hj hum ir kes kom m md mh mm pd prof s se sh si sos st".split()  # noqa: SIM905
)


def alikeness(one: str, other: str) -> int:
    """Return how alike two names are, from 0 to 100; case, order, titles and apostrophes do not matter."""
    return round(fuzz.ratio(_plain(one), _plain(other)))


def _words(name: str) -> list[str]:
    joined = "".join(c for c in name.casefold() if c not in "'’‘`")
    words = "".join(c if c.isalnum() else " " for c in joined).split()
    return [word for word in words if word not in _TITLES] or words


def _plain(name: str) -> str:
    return " ".join(sorted(_words(name)))


def may_be_one(row: Record, other: Record) -> bool:
    """Whether two records of one NIK may be of one person: a name may grow or lose words, a birth date does not."""
    if (row.birth_date, row.sex) != (other.birth_date, other.sex):
        return False
    one, two = _words(row.name), _words(other.name)
    grown = fuzz.token_set_ratio(" ".join(one), " ".join(two))
    spaced_otherwise = fuzz.ratio("".join(one), "".join(two))
    return max(grown, spaced_otherwise, alikeness(row.name, other.name)) >= ALIKE
