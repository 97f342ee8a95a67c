"""Numbers of sixteen digits in free text, however they are disguised, and the numbers that only look like one.

Sixteen digits are one number whatever stands between them: blanks, dots, dashes, strokes, brackets, invisible marks,
the escapes of an address or of a log. Written in one piece they are always taken for one; in several pieces only when
their twelve first digits read as a place and a date, because two telephone numbers side by side have sixteen digits
too. Longer numbers, dates, hashes and identifiers are something else (docs/adr/0023).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

LENGTH = 16
# More than this between two digits, and they belong to different things.
_WIDEST_GAP = 5
# Not among them: what stands in clocks, in addresses and around values (":", "=", "&", quotation marks).
_BETWEEN = frozenset(" .,;/\\|~'`()_-+")
_ESCAPED = re.compile(
    # In an address, once or several times; in Python and JSON; UTF-8 of which every byte was taken for a letter.
    r"(?:%(?:25)*[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+|\\U000[0-9A-Fa-f]{5}|\\x[0-9A-Fa-f]{2}|\\[nrt]"
    "|(?:[\xc2-\xf4][\x80-\xbf]{1,3})+"
)

_DAY, _MONTH, _YEAR = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])", "(?:19|20)[0-9]{2}"
# Place (by province), day (of a woman: plus 40), month, year, serial number.
_LIKELY = re.compile(
    "(?:1[1-9]|21|3[1-6]|5[1-4]|6[1-5]|7[1-6]|8[12]|9[1-7])[0-9]{4}"
    f"(?:{_DAY}|4[1-9]|[56][0-9]|7[01]){_MONTH}[0-9]{{6}}"
)
# Eighteen digits that begin with two dates name a civil servant.
_TWO_DATES = re.compile(f"{_YEAR}{_MONTH}{_DAY}{_YEAR}{_MONTH}[12][0-9]{{3}}")


def _dates() -> Iterator[str]:
    yield f"(?<![0-9])(?<![0-9]-){_YEAR}-{_MONTH}-{_DAY}(?![0-9])(?!-[0-9])"
    for mark in ("-", "/", r"\."):
        day, month = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
        yield f"(?<![0-9])(?<![0-9]{mark}){day}{mark}{month}{mark}{_YEAR}(?![0-9])(?!{mark}[0-9])"


_SOMETHING_ELSE = re.compile(
    "|".join(
        [
            *_dates(),
            # A hash, or an identifier of random bits: a run of digits in it is an accident.
            "(?<![0-9A-Za-z])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,}(?![0-9A-Za-z])",
            "(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])",
            # A fraction in full length.
            r"(?<![0-9.,])0\.[0-9]+",
        ]
    )
)


@dataclass(frozen=True)
class Found:
    """A number in a text: its digits (ASCII), and where it stands."""

    digits: str
    start: int
    end: int


@dataclass
class _Piece:
    """A run of digits that still grows: by a digit at a time, whatever its length."""

    digits: list[str]
    start: int
    end: int

    def add(self, digit: str, end: int) -> None:
        self.digits.append(digit)
        self.end = end

    def whole(self) -> Found:
        return Found("".join(self.digits), self.start, self.end)


def find(words: str) -> list[Found]:
    """Return the numbers of sixteen digits in a text, in their order."""
    if sum(map(str.isdigit, words)) < LENGTH and not _ESCAPED.search(words):
        return []
    return [_found(chain[first:last]) for chain in _chains(words) for first, last in _windows(chain)]


def held_in(value: Any) -> bool:
    """Whether a text, or anything made of texts and numbers (dict, list), holds such a number."""
    if isinstance(value, dict):
        return any(held_in(key) or held_in(said) for key, said in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(map(held_in, value))
    if isinstance(value, float):
        return value.is_integer() and held_in(int(value))
    if isinstance(value, bool) or value is None:
        return False
    return bool(find(str(value)))


def replaced(words: str, by: Callable[[str], str]) -> str:
    """Return a text with each such number replaced by what `by` says for its digits; all else stays as it is."""
    parts, at = [], 0
    for number in find(words):
        parts += [words[at : number.start], by(number.digits)]
        at = number.end
    return "".join([*parts, words[at:]])


def _chains(words: str) -> Iterator[list[Found]]:
    """Yield the pieces of digits that only separators part from each other."""
    chain: list[_Piece] = []
    gap = 0
    for char, start, end in _characters(words):
        digit = unicodedata.digit(char, None) if char else None
        if digit is not None and chain and gap == 0:
            chain[-1].add(str(digit), end)
        elif digit is not None:
            chain.append(_Piece([str(digit)], start, end))
            gap = 0
        elif _is_invisible(char):
            continue
        elif _is_between(char) and gap < _WIDEST_GAP:
            gap += 1
        else:
            yield [piece.whole() for piece in chain]
            chain, gap = [], 0
    yield [piece.whole() for piece in chain]


def _characters(words: str) -> Iterator[tuple[str, int, int]]:
    """Yield each character with its place, escapes read as what they stand for; something else is an empty one."""
    skip = {found.start(): found.end() for found in _SOMETHING_ELSE.finditer(words)}
    escapes = {found.start(): found for found in _ESCAPED.finditer(words)}
    at = 0
    while at < len(words):
        if at in skip:
            yield "", at, skip[at]
            at = skip[at]
        elif at in escapes:
            for char in _unescaped(escapes[at].group()):
                yield char, at, escapes[at].end()
            at = escapes[at].end()
        else:
            yield words[at], at, at + 1
            at += 1


def _unescaped(escape: str) -> str:
    if escape.startswith("%"):
        while "%25" in escape:
            escape = escape.replace("%25", "%")
        return unquote(escape, errors="replace")
    if not escape.isascii():
        return escape.encode("latin-1").decode("utf-8", "replace")
    read = escape.encode().decode("unicode_escape")
    # JSON writes what lies beyond the first plane as two halves.
    return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_invisible(char: str) -> bool:
    return char != "" and unicodedata.category(char) in ("Cf", "Mn", "Me", "Mc")


def _is_between(char: str) -> bool:
    """Whether a character may stand within a number; outside ASCII, whatever is neither letter nor number."""
    if char.isascii():
        return char in _BETWEEN or (char != "" and unicodedata.category(char) == "Cc")
    return unicodedata.category(char)[0] not in "LN"


def _found(pieces: list[Found]) -> Found:
    return Found("".join(piece.digits for piece in pieces), pieces[0].start, pieces[-1].end)


def _windows(chain: list[Found]) -> list[tuple[int, int]]:
    """Return from which piece up to which there is such a number; those that share pieces count as one."""
    windows: list[tuple[int, int]] = []
    at = 0
    while at < len(chain):
        digits, eighteen = _joined(chain, at, 18)
        if eighteen and _TWO_DATES.fullmatch(digits):
            at += eighteen
            continue
        if count := _begins_at(chain, at):
            overlaps = bool(windows) and windows[-1][1] > at
            windows.append((windows.pop()[0] if overlaps else at, at + count))
        at += 1
    return windows


def _begins_at(chain: list[Found], at: int) -> int:
    """Return how many pieces a number has that begins with this one, or 0."""
    if len(chain[at].digits) == LENGTH or _is_several(chain[at].digits):
        return 1
    digits, count = _joined(chain, at, LENGTH)
    return count if _LIKELY.fullmatch(digits) else 0


def _is_several(digits: str) -> bool:
    """Whether these are two or more such numbers that nothing parts."""
    parts = [digits[i : i + LENGTH] for i in range(0, len(digits), LENGTH)]
    return len(parts) > 1 and all(map(_LIKELY.fullmatch, parts))


def _joined(chain: list[Found], at: int, length: int) -> tuple[str, int]:
    """Return the digits of the pieces from one on that have exactly this length together, and how many they are."""
    digits = ""
    for count, piece in enumerate(chain[at : at + length], start=1):
        digits += piece.digits
        if len(digits) >= length:
            return (digits, count) if len(digits) == length else ("", 0)
    return "", 0
