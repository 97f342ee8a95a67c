"""Moments that rows wait for, or that waits are counted from: a clock that was set back must not make them far away.

Every room says which of its columns are such moments. When the clock was found to be set back (`clock_watch`), none
of them lies ahead of it any more: what waited for its time goes on now. That is at most a try too early, and every try
is harmless; the other way round, an hour's work would wait for an hour.
"""

from datetime import datetime

from django.db import models

_moments: list[tuple[type[models.Model], str, dict[str, object]]] = []


def waits_by(model: type[models.Model], *fields: str, **only: object) -> None:
    """Say that columns of a model (`only` of its rows) hold such moments."""
    _moments.extend((model, field, only) for field in fields)


def columns() -> set[tuple[type[models.Model], str]]:
    """Return which columns were said."""
    return {(model, field) for model, field, _only in _moments}


def let_none_lie_after(now: datetime) -> None:
    """Let no such moment lie ahead of the clock. Doing it twice is harmless."""
    for model, field, only in _moments:
        models.QuerySet(model).filter(**{f"{field}__gt": now}, **only).update(**{field: now})
