"""Reading who looked at what."""

from datetime import datetime

from django.db.models import Q, QuerySet

from pasti.audit.models import Look


def looks_at(subject: str) -> QuerySet[Look]:
    """Return who looked at one thing, by itself or on a list, newest first."""
    return Look.objects.filter(Q(subject=subject) | Q(listed__contains=f" {subject} ")).order_by("-at", "-pk")


def looks_by(by_id: str) -> QuerySet[Look]:
    """Return what one account looked at, newest first."""
    return Look.objects.filter(by_id=by_id).order_by("-at", "-pk")


def name_of(by_id: str) -> str:
    """Return the name under which an account looked last, or nothing."""
    last = looks_by(by_id).first()
    return last.by_name if last else ""


def looks_between(since: datetime, until: datetime) -> QuerySet[Look]:
    """Return all looks from one moment until another, in no order."""
    return Look.objects.filter(at__gte=since, at__lt=until)
