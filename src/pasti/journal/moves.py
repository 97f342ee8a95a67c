"""Taking a move: the one door through which the state of anything changes."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from pasti.journal.actions import Fact, record, record_all
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.kit.many import update_each
from pasti.kit.moves import Machine
from pasti.kit.prepared import Rows


class Stateful(models.Model):
    """A row with a small machine. Its `state` changes only through `take`."""

    MACHINE: ClassVar[Machine]

    state = models.CharField(max_length=20)

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        """What the journal calls this row."""
        return f"{self.MACHINE.noun}:{self.pk}"

    @property
    def case_number(self) -> str:
        """The application this row belongs to, or nothing."""
        return ""

    @property
    def state_label(self) -> str:
        """The readable name of the state it is in."""
        return self.MACHINE.label(self.state)

    def open_moves(self, by: Actor) -> list[str]:
        """Return the moves this person may take now: the buttons of a screen."""
        return self.MACHINE.open_to(self.state, by.roles)

    @classmethod
    def locked(cls, pk: Any) -> Self:
        """Return the row, locked until the transaction ends (SQLite: the transaction itself is the lock)."""
        return cls._locking().one(key=pk)

    @classmethod
    @cache
    def _locking(cls) -> Rows[Self]:
        return Rows(lambda key: cls._default_manager.select_for_update().filter(pk=key), key=models.BigIntegerField())


Row = TypeVar("Row", bound=Stateful)


def ended(by: Actor) -> dict[str, Any]:
    """Return what changes with the move that ends something: when, and by whom (`ended_at`, `ended_by`)."""
    return {"ended_at": clock.now(), "ended_by": by.name}


def check_owner(case: str, by: Actor) -> None:
    """Raise NotAllowed if an applicant acts on a case that they have not proven to be theirs."""
    if not by.owns(case):
        raise NotAllowed(_("Buka dahulu permohonan ini dengan kodenya."))


def check(row: Stateful, name: str, by: Actor) -> None:
    """Raise NotAllowed, with a sentence, if this move is not open to this row or this person."""
    move = row.MACHINE.moves[name]
    check_owner(row.case_number, by)
    if row.state not in move.sources:
        raise NotAllowed(
            _("“%(move)s” tidak dapat dilakukan: keadaannya sudah “%(state)s”.")
            % {"move": move.label, "state": row.state_label}
        )
    if not by.roles & move.by:
        raise NotAllowed(_("“%(move)s” bukan wewenang peran Anda.") % {"move": move.label})


def take(
    row: Row,
    name: str,
    *,
    by: Actor,
    changes: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    **facts: Any,
) -> Row:
    """Take one move of the row's MOVES table and journal it as `noun.move`, or raise NotAllowed and change nothing.

    The row is locked and read again first, so of two people who take the same move at once one is refused. `changes`
    are fields to set with it; `facts` go into the journal. Returns the row as it is now.

    In a transaction of the caller's it makes no savepoint of its own: a refusal has changed nothing, and should the
    move itself fail, the caller's transaction is undone.
    """
    own = nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()
    with own:
        fresh = type(row).locked(row.pk)
        check(fresh, name, by)
        with transaction.atomic(savepoint=False):
            _move(fresh, name, changes or {})
            if name not in fresh.MACHINE.quiet:
                record(
                    f"{fresh.MACHINE.noun}.{name}",
                    subject=fresh.subject,
                    case=fresh.case_number,
                    by=by,
                    happened_at=happened_at,
                    **facts,
                )
    return fresh


def _move(row: Stateful, name: str, changes: dict[str, Any]) -> None:
    row.state = row.MACHINE.moves[name].target
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=["state", *changes])


class Several:
    """Moves of many rows, taken one after the other and written down together (see `several`)."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[Stateful], Any], tuple[Stateful, set[str]]] = {}
        self._facts: list[Fact] = []

    def take(
        self,
        row: Stateful,
        name: str,
        *,
        by: Actor,
        changes: dict[str, Any] | None = None,
        happened_at: datetime | None = None,
        **facts: Any,
    ) -> None:
        """Take one move of a row that is locked and read since, or raise NotAllowed; it stands changed at once."""
        check(row, name, by)
        row.state = row.MACHINE.moves[name].target
        for field, value in (changes or {}).items():
            setattr(row, field, value)
        _row, fields = self._rows.setdefault((type(row), row.pk), (row, set()))
        fields |= {"state", *(changes or {})}
        if name not in row.MACHINE.quiet:
            kind, subject = f"{row.MACHINE.noun}.{name}", row.subject
            self._facts.append(Fact(kind, subject, by, case=row.case_number, happened_at=happened_at, facts=facts))

    def write(self) -> None:
        """Write all of it down."""
        alike: dict[tuple[type[Stateful], frozenset[str]], list[Stateful]] = {}
        for row, fields in self._rows.values():
            alike.setdefault((type(row), frozenset(fields)), []).append(row)
        for (_model, names), rows in alike.items():
            update_each(rows, names)
        record_all(self._facts)


@contextmanager
def several() -> Iterator[Several]:
    """Take many moves of locked rows in one go: what they cost is then the database's part.

    In the caller's transaction: should one not be allowed, nothing of the block is written.
    """
    moves = Several()
    yield moves
    moves.write()


def take_all(rows: "models.QuerySet[Row]", name: str, *, by: Actor, changes: dict[str, Any] | None = None) -> int:
    """Take one quiet move with all of these rows that it is open to, in one statement; return how many they were.

    Only for moves that leave no line in the journal (ValueError for others) and that are the role's to take.
    """
    machine = rows.model.MACHINE
    if name not in machine.quiet:
        raise ValueError(f"{machine.noun}.{name} is journalled: each row takes it by itself")
    move = machine.moves[name]
    if not by.roles & move.by:
        raise NotAllowed(_("“%(move)s” bukan wewenang peran Anda.") % {"move": move.label})
    return rows.filter(state__in=move.sources).update(state=move.target, **(changes or {}))
