"""What two people want at the same moment and only one can have: the database decides, the other reads a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from pasti.kit.errors import Refused


@contextmanager
def refused_when_taken(sentence: str) -> Iterator[None]:
    """Write, within the caller's transaction, what must be there once; raise Refused when somebody was quicker.

    The same sentence as that of a look before: between the look and the writing there is a moment.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as there:
        raise Refused(sentence) from there
