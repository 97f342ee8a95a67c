"""Why something could not be done, in words that may be kept, journalled and told to the peer."""

from django.utils.functional import Promise
from pydantic import ValidationError

from pasti.kit import text
from pasti.kit.errors import Refused
from pasti.kit.words import Words
from pasti.link.faults import temporary
from pasti.link.registry import NeedsPerson, TryLater
from pasti.link.wire import where


def fit(reason: str | Promise | Words) -> Words:
    """Return a reason short, printable and without anybody's NIK, in each language if it is a sentence of ours."""
    return Words(reason).each(_fit)


def _fit(reason: str) -> str:
    plain = "".join(c if c.isprintable() else "?" for c in reason[:1000])
    return text.without_niks(plain)[:300] or "?"


def of(fault: Exception) -> Words:
    """Return the reason that a fault is."""
    if isinstance(fault, (NeedsPerson, Refused, TryLater)):
        return fit(fault.sentence)
    if isinstance(fault, ValidationError):
        return fit(where(fault))
    passing = temporary(fault)
    return fit(f"{passing}: {fault}" if passing else f"{type(fault).__name__}: {fault}")


def passes(fault: Exception) -> bool:
    """Whether a fault passes by itself, so that another try may go well."""
    return isinstance(fault, TryLater) or bool(temporary(fault))
