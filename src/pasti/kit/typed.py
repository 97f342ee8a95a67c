"""The one cleaner for what people type, paste, scan or look for, so that a thing is stored one way however it came.

`clean` is asked by every form, search, import and command: one look for a letter (NFKC), no controls and no invisible
marks, one kind of space, dash, apostrophe, quotation mark and digit, and none of the marks with which a spreadsheet
keeps a number. `number` leaves of a number only what counts. `folded` is how names are compared and looked for
(docs/adr/0028). None of them refuses anything, and no visible letter is lost.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from anyascii import anyascii

# No field takes more. A stranger may send a whole form full of digits, and looking through that would take seconds.
LONGEST = 10_000

_APOSTROPHES = frozenset("'`´‘’‚‛‹›′‵ʹʻʼʽʾʿˈˊˋꞌ＇｀")
_QUOTES = frozenset('"“”„‟«»″‶〝〞〟＂')
# Categories Pd and Nd hold the rest.
_DASHES = frozenset("−⁃─━")
# A word processor makes ½ of RT 1/2, which NFKC takes apart with a slash of its own.
_SLASHES = frozenset("⁄∕⧸╱")
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2800")
# What is drawn as nothing, although it is no control (Unicode: Default_Ignorable_Code_Point).
_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_LINES = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")

# A spreadsheet's ways to keep a number from being counted with: '3275…, ="3275…".
_KEPT_AS_TEXT = re.compile(r"^'+(?=[0-9+(][0-9 .,/()+-]*$)")
_FORMULA = re.compile(r'="([^"]*)"')
# And its way to lose the last digits of a long one.
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")

_WITHIN_NUMBERS = str.maketrans("", "", " .,-/()_'\"")
# What stands before a number on papers and in messages, and is copied with it.
_LABEL = re.compile(
    r"(?:(?:nik|kk|ktp|el|no|nomor|nomer|number|kartu|keluarga|permohonan)[ .,:=#_-]*)+(?=[0-9(])", re.IGNORECASE
)


def clean(words: str, *, lines: bool = False) -> str:
    """Return what was typed in its one form; with `lines`, line breaks stay, else they are spaces."""
    if lines:
        kept = [clean(line) for line in _LINES.split(words)]
        return "\n".join(kept).strip("\n")
    # Taking a mark away can bring two others together: until nothing changes any more.
    while (once := _cleaned_once(words)) != words:
        words = once
    return words


def _cleaned_once(words: str) -> str:
    plain = _NOTHING.sub("", words)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", "".join(map(_one_look, plain)))
    plain = "".join(map(_one_look, plain))
    joined = " ".join(plain.split())
    return _FORMULA.sub(r"\1", joined) if _FORMULA.fullmatch(joined) else _KEPT_AS_TEXT.sub("", joined, count=1)


@lru_cache(maxsize=4096)
def _one_look(char: str) -> str:
    kind = unicodedata.category(char)
    if char in _SPACES or kind in ("Zs", "Zl", "Zp"):
        return " "
    if kind in ("Cc", "Cf", "Cs"):
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Pd" or char in _DASHES:
        return "-"
    if char in _SLASHES:
        return "/"
    return "'" if char in _APOSTROPHES else '"' if char in _QUOTES else char


def cleaned(said: Any) -> Any:
    """Return the value of a field with all words in it clean; what is no text stays as it is."""
    if isinstance(said, str):
        return clean(said)
    if isinstance(said, (list, tuple)):
        return [cleaned(part) for part in said]
    return said


def number(written: str) -> str:
    """Return a number without what people write around and within it: “NIK: 3275-0152…”, “(0812) 3456”.

    What is no digit and no mark between digits stays in it: who reads it says what is wrong.
    """
    words = clean(written)
    label = _LABEL.match(words)
    return (words[label.end() :] if label else words).translate(_WITHIN_NUMBERS)


def is_rounded(written: str) -> bool:
    """Whether this is what a spreadsheet makes of a long number, of which the last digits are lost: 3,27502E+15."""
    return _ROUNDED.fullmatch(clean(written).replace(" ", "")) is not None


def folded(words: str) -> str:
    """Return words as they are compared: no capitals, accents and apostrophes; other marks part words.

    Nur'aini, Nur’aini and Nuraini are one; so are José and Jose.
    """
    bare = clean(words).replace("'", "")
    plain = bare if bare.isascii() else anyascii(bare).replace("'", "")
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


def words_of(asked: str) -> list[str]:
    """Return the folded words that somebody looks for."""
    return folded(asked).split()
