"""The two halves of a working day, for which people are planned: before and after its longest break."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.kit import clock
from pasti.offices.days import Calendar, Opening

Span = tuple[datetime, datetime]


class Half(models.TextChoices):
    """A half of a working day."""

    MORNING = "morning", _("pagi")
    AFTERNOON = "afternoon", _("siang")


def halves(opening: Opening) -> dict[Half, Span]:
    """Return from when until when each half of a day lasts; a day without a break is parted at noon."""
    parted, goes_on = max(opening.breaks, key=lambda pause: pause[1] - pause[0], default=(None, None))
    if parted is None or goes_on is None:
        noon = clock.at(opening.day, 12)
        parted = goes_on = min(max(noon, opening.opens), opening.closes)
    return {Half.MORNING: (opening.opens, parted), Half.AFTERNOON: (goes_on, opening.closes)}


def half_at(opening: Opening, moment: datetime) -> Half:
    """Return to which half of a day a moment belongs; the break belongs to the afternoon."""
    return Half.MORNING if moment < halves(opening)[Half.MORNING][1] else Half.AFTERNOON


def spans_between(first: date, last: date) -> Iterator[tuple[date, Half, Span]]:
    """Return the halves of the working days from one to another, in their order."""
    for opening in Calendar().openings(first, last):
        for half, span in halves(opening).items():
            if span[0] < span[1]:
                yield opening.day, half, span


def shared(one: Span, other: Span) -> Span | None:
    """Return the time that two times share, if they do."""
    begins, ends = max(one[0], other[0]), min(one[1], other[1])
    return (begins, ends) if begins < ends else None


def without(span: Span, others: list[Span]) -> list[Span]:
    """Return what is left of a time without some others."""
    left = [span]
    for gone in others:
        left = [piece for part in left for piece in _cut(part, gone)]
    return left


def _cut(part: Span, gone: Span) -> list[Span]:
    if shared(part, gone) is None:
        return [part]
    pieces = [(part[0], gone[0]), (gone[1], part[1])]
    return [(begins, ends) for begins, ends in pieces if begins < ends]


def together(spans: list[Span]) -> timedelta:
    """Return how long some times last together, what they share counted once."""
    total, reached = timedelta(0), None
    for begins, ends in sorted(spans):
        if reached is None or ends > reached:
            total += ends - (begins if reached is None else max(begins, reached))
            reached = ends
    return total
