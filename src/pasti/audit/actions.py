"""Who looked at what (UU 27/2022: a record of access to personal data)."""

from datetime import datetime, timedelta

from pasti.audit.models import Look
from pasti.kit import clock, long_numbers


def looked(by_id: str, by_name: str, what: str, subject: str, *, again_after: timedelta | None = None) -> None:
    """Note that somebody looked at personal data. `what` is the kind of data, `subject` the thing, never a NIK.

    With `again_after`, looking at the same once more within that time is the same look. Raises ValueError for a
    number of sixteen digits in what is to be noted.
    """
    if long_numbers.held_in([by_id, by_name, what, subject]):
        raise ValueError(f"a look at {what} carries a number of 16 digits; a NIK has no place in the audit")
    if again_after:
        same = Look.objects.filter(by_id=by_id, what=what, subject=subject, at__gt=clock.now() - again_after)
        if same.exists():
            return
    Look.objects.create(by_id=by_id, by_name=by_name, what=what, subject=subject)


def prune(before: datetime) -> int:
    """Delete notes older than `before`; return how many."""
    deleted, _ = Look.objects.filter(at__lt=before).delete()
    return deleted
