"""Questions that are asked all the time, put together once: doing that takes Django several times as long as asking.

A question is a queryset in which stands as `Given` what is known only when it is asked. The statement is kept, with
each connection; of what was answered nothing is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connections, models
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

_KEPT = "pasti_questions"
# A larger number is in no column, and no database is asked for it: an address may hold any.
_LARGEST = 2**63 - 1
_POPULATORS: Callable[..., list[Any]] = get_related_populators


def counted(rows: "models.QuerySet[Any, Any]", **more: Any) -> "models.QuerySet[Any, Any]":
    """Return how many rows there are, and `more` of all of them: one line, or none when there are none."""
    whole = rows.order_by().annotate(all_of_them=models.Value(1)).values("all_of_them")
    counted_up: models.QuerySet[Any, Any] = whole.annotate(number=models.Count("*"), **more)
    return counted_up.values_list("number", *more)


def ask(connection: Any, statement: str, values: Sequence[Any]) -> list[Any]:
    """Ask what is asked again and again, and return all rows: by a prepared statement, where there are such."""
    if quick := getattr(connection, "ask", None):
        return list(quick(statement, values))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


class _Gap:
    """A place in a statement that is filled when it is asked."""

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        self.name, self.field = name, field


class Given(Expression):
    """What is known only when a question is asked, as a field of that kind has it."""

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Leave a gap."""
        return "%s", [_Gap(self.name, self.output_field)]


class _Ready:
    """A question as it is put to one connection."""

    def __init__(self, asked: "models.QuerySet[Any, Any]", connection: Any) -> None:
        self.connection = connection
        self.compiler = asked.query.get_compiler(using=connection.alias)
        self.statement, self.gaps = self.compiler.as_sql()
        columns = self.compiler.select or []
        self.names = [column.target.attname for column, *_rest in columns if hasattr(column, "target")]
        self.converters = self.compiler.get_converters([column for column, *_rest in columns])
        self.locks = bool(asked.query.select_for_update)
        self.model: Any = asked.model
        self.populators: list[Any] = []
        self.own = slice(0)
        if made := self.compiler.klass_info:
            self.own = slice(made["select_fields"][0], made["select_fields"][-1] + 1)
            self.populators = _POPULATORS(made, columns, connection.alias)

    def rows(self, values: dict[str, Any]) -> Iterable[Any]:
        """Ask, and return each row as its fields have it."""
        if self.locks and self.connection.get_autocommit():
            raise TransactionManagementError("What is locked is locked in a transaction.")
        filled = [
            gap.field.get_db_prep_value(values[gap.name], self.connection) if isinstance(gap, _Gap) else gap
            for gap in self.gaps
        ]
        if any(isinstance(value, int) and abs(value) > _LARGEST for value in filled):
            return []
        found = ask(self.connection, self.statement, filled)
        return self.compiler.apply_converters(found, self.converters) if self.converters else found


class _Asked(Generic[R]):
    """What questions have in common."""

    def __init__(self, build: Callable[..., "models.QuerySet[Any, R]"], **given: "models.Field[Any, Any]") -> None:
        self._build, self._given = build, given

    def all(self, **values: Any) -> list[R]:
        """Return all that it finds. What is given is never None: nothing is equal to that in a database."""
        ready = self._ready()
        return list(self._made(ready, ready.rows(values)))

    def first(self, **values: Any) -> R | None:
        """Return the first that it finds. Only for questions that are bounded, or find few."""
        return next(iter(self.all(**values)), None)

    def _ready(self) -> _Ready:
        # Beside the connection: both belong to one thread, and are forgotten together; so is it with the question.
        connection = connections["default"]
        kept = vars(connection).setdefault(_KEPT, WeakKeyDictionary())
        if self not in kept:
            asked = self._build(**{name: Given(name, field) for name, field in self._given.items()})
            kept[self] = _Ready(asked, connection)
        ready: _Ready = kept[self]
        return ready

    def _made(self, ready: _Ready, rows: Iterable[Any]) -> Iterator[R]:
        raise NotImplementedError


class Rows(_Asked[M], Generic[M]):
    """A question for models, with what `select_related` says beside them."""

    def one(self, **values: Any) -> M:
        """Return the first that it finds. Raises the model's DoesNotExist when there is none."""
        found = self.first(**values)
        if found is None:
            raise self._ready().model.DoesNotExist
        return found

    def _made(self, ready: _Ready, rows: Iterable[Any]) -> Iterator[M]:
        names, own = ready.names[ready.own], ready.own
        for row in rows:
            made = ready.model.from_db(ready.connection.alias, names, row[own])
            for populator in ready.populators:
                populator.populate(row, made)
            yield made


class Columns(_Asked[Any]):
    """A question for the values of a `values_list`: a tuple for each row."""

    def _made(self, ready: _Ready, rows: Iterable[Any]) -> Iterator[Any]:
        yield from map(tuple, rows)
