"""Who looked at what (UU 27/2022: a record of access to personal data)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, DateTimeField, QuerySet

from pasti.audit.models import Look
from pasti.audit.sights import Sight
from pasti.kit import clock, long_numbers
from pasti.kit.prepared import Rows

# A list that goes on and on begins a new row.
_LONGEST_LIST = 200
# Of the last while. A clock that was set back leaves some looks ahead of it: they are not of now.
_BETWEEN: dict[str, Any] = {
    "since": DateTimeField(), "now": DateTimeField(), "by": CharField(), "what": CharField(),
}  # fmt: skip


def _lists(since: Any, now: Any, by: Any, what: Any) -> QuerySet[Look]:
    return Look.objects.filter(at__gt=since, at__lte=now, by_id=by, what=what).order_by("-pk")


_LISTS = Rows(_lists, **_BETWEEN)
_LOCKED = Rows(lambda **given: _lists(**given).select_for_update(), **_BETWEEN)


def looked(by_id: str, by_name: str, what: str, subject: str, *, again_after: timedelta | None = None) -> None:
    """Note that somebody looked at personal data. `what` is the kind of data, `subject` the thing, never a NIK.

    With `again_after`, looking at the same once more within that time is the same look. Raises ValueError for a
    number of sixteen digits in what is to be noted.
    """
    _check_no_nik(by_id, by_name, what, subject)
    if again_after:
        same = _lately(again_after).filter(by_id=by_id, what=what, subject=subject)
        if same.exists():
            return
    Look.objects.create(by_id=by_id, by_name=by_name, what=what, subject=subject, at=clock.now())


def looked_over(by_id: str, by_name: str, sight: Sight, subjects: Iterable[str]) -> None:
    """Note that somebody had a list before them, and who stood on it.

    The same list within a few minutes is the same look: whoever is new on it is added to it, so that a part of a page
    that is fetched again and again writes nothing. Raises ValueError for a NIK.
    """
    shown = list(dict.fromkeys(subjects))
    for subject in shown:
        _check_no_nik(subject)
    now = clock.now()
    lately = {"since": now - (sight.again_after or timedelta(0)), "now": now, "by": by_id, "what": sight.code}
    # Mostly it is noted already: who only looks waits for nobody who writes.
    if (rows := _LISTS.all(**lately)) and not _unknown(shown, rows):
        return
    with transaction.atomic():
        _note_list(by_id, by_name, sight, shown, _LOCKED.all(**lately))


def _unknown(shown: Iterable[str], rows: Iterable[Look]) -> list[str]:
    # A long list is several rows.
    known = {subject for row in rows for subject in row.listed.split()}
    return [subject for subject in shown if subject not in known]


def _note_list(by_id: str, by_name: str, sight: Sight, shown: Iterable[str], rows: Sequence[Look]) -> None:
    new, last = _unknown(shown, rows), rows[0].listed.split() if rows else []
    if rows and len(last) + len(new) <= _LONGEST_LIST:
        if new:
            rows[0].listed = _packed([*last, *new])
            rows[0].save(update_fields=["listed"])
        return
    for at in range(0, max(len(new), 1), _LONGEST_LIST):
        part = _packed(new[at : at + _LONGEST_LIST])
        Look.objects.create(
            by_id=by_id, by_name=by_name, what=sight.code, subject=sight.code, listed=part, at=clock.now()
        )


def _lately(within: timedelta) -> QuerySet[Look]:
    """Return the looks of the last while. A clock that was set back leaves some ahead of it: they are not of now."""
    now = clock.now()
    return Look.objects.filter(at__gt=now - within, at__lte=now)


def prune(before: datetime) -> int:
    """Delete notes older than `before`; return how many."""
    deleted, _ = Look.objects.filter(at__lt=before).delete()
    return deleted


def _packed(subjects: Iterable[str]) -> str:
    joined = " ".join(subjects)
    return f" {joined} " if joined else ""


def _check_no_nik(*said: str) -> None:
    if long_numbers.held_in(said):
        raise ValueError("a look carries a number of 16 digits; a NIK has no place in the audit")
