"""Whether two names are one name, and how alike two names are.

`same_name` answers for a machine that may release a photo: the whole name must be there, and only what is listed here
may differ. `alikeness` gives a figure from 0 to 100 to a person who decides, and no more than a suggestion: it sees
through what happens to Indonesian names on paper (another order of the words, titles and degrees, the ways to write
Muhammad or none of it, the spelling of before 1972 as in Soeharto, Djoko and Tjahjono, typing slips, spaces within a
name, a second name that came later).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA

# Names of the same person reach this likeness; below it they are different names.
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


# How it was spelled before 1972, and how since.
_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"))
# What a word counts that differs by one slip, or by two in a long word; in a shorter word a slip counts by its share.
_ONE_SLIP, _TWO_SLIPS, _TWO_SLIPS_FROM, _SHARE = 0.92, 0.84, 8, 0.75
# What it takes away when only one of two names has Muhammad.
_WITHOUT_MUHAMMAD = 0.03

Words = tuple[str, ...]


def folded(name: str) -> Words:
    """Return the words of a name in today's spelling, without titles, degrees, capitals and accents."""
    words = [_respelled(word) for word in whole_name(name)]
    alone = len(words) == 1
    words = ["muhammad" if _is_muhammad(w) or (w in SHORT_MUHAMMAD and not alone) else w for w in words]
    # Who has one name only is asked for a second one by some forms, and writes it twice.
    return tuple(words[:1] if len(set(words)) == 1 else words)


def _respelled(word: str) -> str:
    for old, new in _SPELLING:
        word = word.replace(old, new)
    return word


_MUHAMMAD = frozenset(map(_respelled, MUHAMMAD))


@lru_cache(maxsize=4096)
def _is_muhammad(word: str) -> bool:
    """Whether a word is Muhammad in any spelling, also with one slip."""
    return word in _MUHAMMAD or (
        len(word) > SLIP_FROM and any(OSA.distance(word, way, score_cutoff=1) == 1 for way in _MUHAMMAD)
    )


def key(words: Words) -> str:
    """Return one key for all orders of a name, with and without Muhammad."""
    return " ".join(sorted(_own(words)))


def alikeness(one: str, other: str) -> int:
    """Return how alike two names are, from 0 to 100, whoever is asked first."""
    if one.casefold() == other.casefold():
        return 100
    return likeness(folded(one), folded(other))


def likeness(one: Words, other: Words) -> int:
    """Return how alike two folded names are, from 0 to 100."""
    if not one or not other:
        return 0
    left, right = _own(one), _own(other)
    best = max(_in_any_order(left, right), _word("".join(left), "".join(right)))
    if min(len(left), len(right)) == 1 and best * 100 < ALIKE:
        best = max(best, _one_of_several(left, right))
    missing = ("muhammad" in one) != ("muhammad" in other)
    return round(100 * (best - (_WITHOUT_MUHAMMAD if missing else 0)))


def _own(words: Words) -> Words:
    """A name without Muhammad, which a tenth of all men have, unless that is all of it."""
    return tuple(word for word in words if word != "muhammad") or words


def _in_any_order(left: Words, right: Words) -> float:
    """Put each word beside the one that is most like it; what is left over counts as wrong."""
    pairs = [(_word(a, b) * (len(a) + len(b)), i, j) for (i, a), (j, b) in product(enumerate(left), enumerate(right))]
    pairs.sort(key=lambda pair: (-pair[0], *sorted((left[pair[1]], right[pair[2]]))))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    found = 0.0
    for weight, i, j in pairs:
        if weight and i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            found += weight
    return found / (_letters(left) + _letters(right))


def _letters(words: Sequence[str]) -> int:
    return sum(map(len, words))


def _word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    longer = max(len(one), len(other))
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips == 1 and longer >= SLIP_FROM:
        return _ONE_SLIP
    if slips == 2 and longer >= _TWO_SLIPS_FROM:
        return _TWO_SLIPS
    share = 1 - slips / longer
    return share if slips <= 2 and share >= _SHARE else 0.0


def _one_of_several(left: Words, right: Words) -> float:
    """A name of one long word that is the first one of the other's: who had one name got a second one."""
    one, several = (left, right) if len(left) == 1 else (right, left)
    long_enough = len(one[0]) > SLIP_FROM and len(several[0]) > SLIP_FROM
    return ALIKE / 100 if long_enough and _word(one[0], several[0]) >= _ONE_SLIP else 0.0


_KINDS_OF_PLACE = frozenset({"kab", "kabupaten", "kota", "kotamadya", "kodya"})


def same_place(one: str, other: str) -> bool:
    """Whether two birth places are one: capitals, spaces, and “Kota” or “Kabupaten” before it do not matter."""
    left, right = (["".join(w for w in _words(place) if w not in _KINDS_OF_PLACE)] for place in (one, other))
    return left == right != [""]
