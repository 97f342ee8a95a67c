"""Serials as people write them down: one by one, or from the first to the last."""

import re
from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from pasti.kit import typed
from pasti.kit.errors import Refused

_SERIAL = re.compile(r"([A-Z]{0,6})([0-9]{4,10})")
# All that is written in between: commas, semicolons, new lines.
_BETWEEN = re.compile(r"[,;\n]+")
_MOST = 20_000
_IN_A_SENTENCE = 4

Range = tuple[str, str]


def serials_from(first: str, count: int) -> list[str]:
    """Return `count` serials that follow each other, such as BK00012001, BK00012002. Raises Refused."""
    prefix, digits = _parts(first)
    if int(digits) + count - 1 >= 10 ** len(digits):
        raise Refused(_("Nomor seri terakhir melewati %s angka.") % len(digits))
    return [f"{prefix}{int(digits) + i:0{len(digits)}d}" for i in range(count)]


def listed(written: str) -> list[str]:
    """Return the serials that were written as ranges (BK00012001-BK00012500, BK00012510), in order, each once.

    A space parts whole serials; within one it is none. Raises Refused for what is no serial, for a range that goes
    backwards, and for more than a delivery may hold.
    """
    found: set[str] = set()
    for said in _pieces(written):
        first, dash, last = said.partition("-")
        count = _count(first, last) if dash else 1
        if count + len(found) > _MOST:
            raise Refused(_("Paling banyak %s nomor seri sekaligus.") % _MOST)
        found.update(serials_from(first, count))
    return sorted(found)


def _pieces(written: str) -> Iterator[str]:
    """Yield each serial or range that was written: a scanner or a list may part serials by spaces only."""
    for piece in _BETWEEN.split(typed.clean(written, lines=True).upper()):
        words = piece.split()
        if len(words) > 1 and all(map(_SERIAL.fullmatch, words)):
            yield from words
        elif words:
            yield "".join(words)


def _count(first: str, last: str) -> int:
    prefix, begin = _parts(first)
    other, end = _parts(last)
    if prefix != other or len(begin) != len(end) or int(end) < int(begin):
        raise Refused(_("Rentang %(first)s–%(last)s tidak berurutan.") % {"first": first, "last": last})
    return int(end) - int(begin) + 1


def ranges(serials: Iterable[str]) -> list[Range]:
    """Return serials as ranges of such that follow each other, in order."""
    found: list[Range] = []
    for serial in sorted(set(serials)):
        if found and _follows(found[-1][1], serial):
            found[-1] = (found[-1][0], serial)
        else:
            found.append((serial, serial))
    return found


def said(serials: Iterable[str]) -> str:
    """Return serials as people write them, the shortest way."""
    return ", ".join(first if first == last else f"{first}–{last}" for first, last in ranges(serials))


def shortly(serials: Collection[str]) -> str:
    """Return the same for a sentence: the first ranges, and how many more there are."""
    found = ranges(serials)
    first = said(serial for pair in found[:_IN_A_SENTENCE] for serial in _between(pair))
    more = len(found) - _IN_A_SENTENCE
    return _("%(first)s, dan %(more)s rentang lagi") % {"first": first, "more": more} if more > 0 else first


def _between(pair: Range) -> list[str]:
    return serials_from(pair[0], _count(*pair))


def _follows(before: str, serial: str) -> bool:
    (prefix, digits), (other, next_digits) = _parts(before), _parts(serial)
    return prefix == other and len(digits) == len(next_digits) and int(next_digits) == int(digits) + 1


def _parts(serial: str) -> tuple[str, str]:
    match = _SERIAL.fullmatch(typed.clean(serial).upper())
    if match is None:
        raise Refused(_("Nomor seri terdiri dari huruf lalu 4–10 angka, misalnya BK00012001."))
    prefix, digits = match.groups()
    return prefix, digits
