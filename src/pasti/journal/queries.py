"""Reading the journal."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import BigIntegerField, CharField, Exists, Max, OuterRef, QuerySet

from pasti.journal import tallies
from pasti.journal.models import Entry, Seal, Snag, Unsealed
from pasti.journal.registry import Audience, kinds
from pasti.kit import typed
from pasti.kit.prepared import Columns, Rows

_AFTER = Rows(
    lambda subject, key: Entry.objects.filter(subject=subject, pk__gt=key).order_by("id"),
    subject=CharField(),
    key=BigIntegerField(),
)
_LAST = Columns(lambda: Seal.objects.order_by("-position").values_list("position")[:1])


def of_case(number: str, *, public_only: bool = False) -> QuerySet[Entry]:
    """Return what happened to an application, oldest first; only what the citizen may read if so asked."""
    entries = Entry.objects.filter(case=number).order_by("id")
    return entries.filter(kind__in=_public_kinds()) if public_only else entries


def of_subject(subject: str) -> QuerySet[Entry]:
    """Return what happened to one thing, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("id")


def of_subject_after(subject: str, key: int) -> list[Entry]:
    """Return what happened to one thing after an entry, oldest first."""
    return _AFTER.all(subject=subject, key=key)


def between(first: Entry, until: Entry | None, kind: str, most: int, *, prefix: str) -> list[Entry]:
    """Return the last entries of a kind after one entry and before another (default: until now), the latest first.

    Of those things only whose names begin with a prefix.
    """
    entries = Entry.objects.filter(kind=kind, id__gt=first.pk, subject__startswith=prefix)
    if until:
        entries = entries.filter(id__lt=until.pk)
    return list(entries.order_by("-id")[:most])


def last_of(subjects: Iterable[str], *names: str) -> dict[str, datetime]:
    """Return when something of these kinds was last written down of each of these things, if it ever was."""
    entries = Entry.objects.filter(subject__in=list(subjects), kind__in=names).order_by("subject")
    return dict(entries.values_list("subject").annotate(last=Max("recorded_at")))


def happened(cases: Iterable[str], kind: str, **facts: int | str) -> dict[str, datetime]:
    """Return when something of a kind, with these facts, last happened to each of these cases, if it ever did."""
    entries = Entry.objects.filter(
        case__in=list(cases), kind=kind, **{f"facts__{name}": of for name, of in facts.items()}
    )
    return {entry.case: entry.happened_at for entry in entries.order_by("id")}


def any_of_case(column: str, *names: str, since: datetime) -> Exists:
    """Ask of each case whose number stands in a column of a query: was something of these kinds written down since?"""
    return Exists(Entry.objects.filter(case=OuterRef(column), kind__in=names, recorded_at__gte=since))


def latest(*, kind: str = "", text: str = "") -> QuerySet[Entry]:
    """Return entries, newest first, of one kind and touching one case or subject if given."""
    entries = Entry.objects.order_by("-id")
    if kind:
        entries = entries.filter(kind=kind)
    if text:
        entries = entries.filter(case=typed.number(text)) | entries.filter(subject=typed.clean(text))
    return entries


def version(*nouns: str, since: datetime) -> str:
    """Return a mark that changes whenever something new happened to these nouns since then.

    The count is in it because an entry with a lower id may be committed later. It costs the same all day (`tallies`).
    """
    top, number = tallies.count(_kinds_of(nouns), since)
    return f"{top}-{number}"


@cache
def _kinds_of(nouns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind.name for kind in kinds if kind.name.split(".")[0] in nouns)


def case_version(number: str) -> str:
    """Return a mark that changes whenever something new happened to an application (see `version`)."""
    # Written out: it is asked with each look of a citizen, and putting a question together costs more than its answer.
    with connection.cursor() as cursor:
        cursor.execute('SELECT COUNT(*), MAX(id) FROM journal_entry WHERE "case" = %s', [number])
        count, top = cursor.fetchone()
    return f"{top or 0}-{count}"


def touched_between(since: datetime, until: datetime) -> Iterator[tuple[str, str, str, datetime]]:
    """Yield (by, subject, case, when) of everything that was done from one moment until another, in no order."""
    entries = Entry.objects.filter(recorded_at__gte=since, recorded_at__lt=until)
    yield from entries.values_list("by_id", "subject", "case", "recorded_at").iterator()


def unsealed() -> int:
    """Return how many entries wait for their seal: a growing number means that `pasti work` does not run."""
    return Unsealed.objects.count()


def chain_length() -> int:
    """Return the last position of the chain."""
    last = _LAST.first()
    return int(last[0]) if last else 0


def last_recorded_at() -> datetime | None:
    """Return the latest moment at which anything was written down, among the newest entries."""
    newest = Entry.objects.order_by("-id").values_list("recorded_at", flat=True)[:100]
    return max(newest, default=None)


def snags() -> QuerySet[Snag]:
    """Return the entries that a follower could not act on and that are tried again, oldest first."""
    return Snag.objects.filter(left_at=None).select_related("entry").order_by("id")


def left() -> QuerySet[Snag]:
    """Return the entries that somebody decided not to try again, newest decision first."""
    return Snag.objects.exclude(left_at=None).select_related("entry").order_by("-left_at")


def snag(pk: int) -> Snag | None:
    """Return one entry that was set aside, also if it was left."""
    return Snag.objects.filter(pk=pk).select_related("entry").first()


def _public_kinds() -> list[str]:
    return [kind.name for kind in kinds if kind.audience == Audience.PUBLIC]
