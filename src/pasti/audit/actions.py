"""Who looked at what (UU 27/2022: a record of access to personal data)."""

from datetime import datetime

from pasti.audit.models import Look


def looked(by_id: str, by_name: str, what: str, subject: str) -> None:
    """Note that somebody looked at personal data. `what` is the kind of data, `subject` the thing, never a NIK."""
    Look.objects.create(by_id=by_id, by_name=by_name, what=what, subject=subject)


def prune(before: datetime) -> int:
    """Delete notes older than `before`; return how many."""
    deleted, _ = Look.objects.filter(at__lt=before).delete()
    return deleted
