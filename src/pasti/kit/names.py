"""Whether two names are one name, and how alike two names are.

`same_name` answers for a machine that may release a photo: the whole name must be there, and only what is listed here
may differ. `alikeness` gives a figure to a person who decides.
"""

import re
import unicodedata
from collections import Counter

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

# Names of the same person differ by a letter, an order or a title; below this they are different names.
ALIKE = 88

# 1. Titles before a name.
TITLES = frozenset({"h", "hj", "haji", "hajjah", "kh", "dr", "dra", "drs", "ir", "prof", "ust", "ustaz", "ustazah"})

# 2. Degrees behind a name, written with or without full stops: “S.Pd.”, “SPd”.
DEGREES = frozenset({
    "ag", "amd", "amdkeb", "amdkep", "drg", "hum", "kes", "kom", "ma", "mag", "mba", "md", "mh", "mhum", "mkes", "mkom",
    "mm", "mpd", "mpdi", "msc", "msi", "mt", "ns", "pd", "phd", "sag", "sap", "se", "sei", "sh", "shum", "si", "sik",
    "sip", "skep", "skes", "skm", "skom", "sos", "sp", "spd", "spdi", "spt", "ssi", "ssos", "sst", "st", "sth", "stp",
})  # fmt: skip

# 3. Ways to write Muhammad; the short ones only where another word follows.
MUHAMMAD = frozenset({
    "mochamad", "mochammad", "mohamad", "mohamed", "mohammad", "mohammed", "muchamad", "muchammad", "muhamad",
    "muhamed", "muhammad", "muhammed",
})  # fmt: skip
SHORT_MUHAMMAD = frozenset({"m", "md", "mhd", "moch", "moh", "mohd", "much", "muh", "muhd"})

# 4. What is left out within a word: “Nur'aini”, “Ma’ruf”.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))

# 5. One typing slip (a letter too many, missing, wrong, or two changed over) is forgiven in a word of this length.
SLIP_FROM = 5


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same whole name.

    Free are: capitals, accents, the order of the words, titles and degrees, the ways to write Muhammad, apostrophes,
    spaces within a word, and one typing slip in a long word of a name of several words. A word too many or missing is
    another name: “Siti” is not “Siti Nurjanah”.
    """
    left, right = whole_name(one), whole_name(other)
    if not left or not right:
        return False
    mine, theirs = list((Counter(left) - Counter(right)).elements()), list((Counter(right) - Counter(left)).elements())
    if not mine and not theirs:
        return True
    if "".join(left) == "".join(right) or "".join(mine) == "".join(theirs):
        return True
    if len(left) < 2 or len(left) != len(right) or (len(mine), len(theirs)) != (1, 1):
        return False
    return min(len(mine[0]), len(theirs[0])) >= SLIP_FROM and OSA.distance(mine[0], theirs[0]) == 1


def whole_name(name: str) -> list[str]:
    """Return the words of a name without its titles and degrees, in lower case and without accents."""
    head, _comma, tail = name.partition(",")
    words = _words(head)
    for part in map(_words, tail.split(",")):
        if "".join(part) not in DEGREES:
            words += part
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    # Without a comma it might be a name: what is left must be more than one word.
    while len(words) > 2 and words[-1] in DEGREES:
        words = words[:-1]
    return [_as_muhammad(word, alone=len(words) == 1) for word in words]


def _as_muhammad(word: str, *, alone: bool) -> str:
    return "muhammad" if word in MUHAMMAD or (word in SHORT_MUHAMMAD and not alone) else word


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    # A full stop within a degree joins it, behind a short word it ends it: “S.Pd”, but “M.Fauzan”.
    apart = re.sub(r"\.(?=\w{3,})", " ", letters).replace(".", "")
    return "".join(c if c.isalnum() else " " for c in apart).split()


def alikeness(one: str, other: str) -> int:
    """Return how alike two names are, from 0 to 100; case, order, titles and apostrophes do not matter."""
    return round(fuzz.ratio(_sorted(one), _sorted(other)))


_AROUND = frozenset(
    "a ag dr dra drs h haji hajjah hj hum ir kes kom m md mh mm pd prof s se sh si sos st".split()  # noqa: SIM905
)


def _sorted(name: str) -> str:
    joined = name.casefold().translate(_APOSTROPHES)
    words = "".join(c if c.isalnum() else " " for c in joined).split()
    return " ".join(sorted([word for word in words if word not in _AROUND] or words))


_KINDS_OF_PLACE = frozenset({"kab", "kabupaten", "kota", "kotamadya", "kodya"})


def same_place(one: str, other: str) -> bool:
    """Whether two birth places are one: capitals, spaces, and “Kota” or “Kabupaten” before it do not matter."""
    left, right = (["".join(w for w in _words(place) if w not in _KINDS_OF_PLACE)] for place in (one, other))
    return left == right != [""]
