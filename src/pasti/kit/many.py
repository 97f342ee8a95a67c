"""Many rows written in one go: what a row costs is then what the database does with it.

Only for rows of the caller's own room that need nothing but their fields: no hook of a model is called. Django's own
`bulk_create` and `bulk_update` put the same statement together anew for each row, which costs several times as much.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

from pasti.kit.prepared import ask

# SQLite once took no more values than that in one statement.
_MOST_VALUES = 999
# What these hold goes to the database as it is.
_PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)


def insert_each(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Insert rows, each said by its columns; what a row does not say is as the model has it. Returns their keys."""
    given = list(rows)
    if not given:
        return []
    named = given[0].keys()
    columns = _meta(model).concrete_fields
    fields = [field for field in columns if field.attname in named or not field.primary_key]
    converts = [_to_database(field) for field in fields]
    # What no row says is the same for all.
    same = {
        name: convert(field.get_default())
        for field, (name, convert) in zip(fields, converts, strict=True)
        if name not in named
    }
    values = [[convert(row[name]) if name in row else same[name] for name, convert in converts] for row in given]
    keys: list[Any] = []
    most = _MOST_VALUES // len(fields)
    for begin in range(0, len(values), most):
        some = values[begin : begin + most]
        statement = _insertion(model, connection.vendor, tuple(field.column for field in fields), len(some))
        keys += [key for (key,) in _returned(statement, [value for row in some for value in row], one=len(some) == 1)]
    return keys


def _returned(statement: str, values: list[Any], *, one: bool) -> list[Any]:
    if one:
        return ask(connection, statement, values)
    # Seldom as many as the last time: nothing to prepare.
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def update_each(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write these fields of each row as they stand in it; the rows are of one kind and locked by the caller."""
    if not rows:
        return
    wanted = set(names)
    fields = [field for field in _meta(type(rows[0])).concrete_fields if field.name in wanted]
    converts = [_to_database(field) for field in fields]
    values = [[*(convert(getattr(row, name)) for name, convert in converts), row.pk] for row in rows]
    statement = _change(type(rows[0]), tuple(field.column for field in fields))
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)


def _meta(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 - the documented API of models


def _to_database(field: "models.Field[Any, Any]") -> tuple[str, Callable[[Any], Any]]:
    """Return the attribute of a field, and what makes of its value what goes to the database."""
    if isinstance(field, models.DateTimeField):
        return field.attname, _moments()
    if isinstance(field, _PLAIN):
        return field.attname, lambda value: value
    return field.attname, lambda value: field.get_db_prep_save(value, connection)


def _moments() -> Callable[[datetime | None], Any]:
    """Most of many rows are of the same moment."""
    return lru_cache(maxsize=8)(connection.ops.adapt_datetimefield_value)


@lru_cache(maxsize=200)
def _insertion(model: type[models.Model], _vendor: str, columns: tuple[str, ...], count: int) -> str:
    meta, quoted = _meta(model), connection.ops.quote_name
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(map(quoted, columns))
    return (
        f"INSERT INTO {quoted(meta.db_table)} ({names}) VALUES {', '.join([row] * count)} "  # noqa: S608 - names of ours
        f"RETURNING {quoted(meta.pk.column)}"
    )


@lru_cache(maxsize=200)
def _change(model: type[models.Model], columns: tuple[str, ...]) -> str:
    meta, quoted = _meta(model), connection.ops.quote_name
    names = ", ".join(f"{quoted(column)} = %s" for column in columns)
    return f"UPDATE {quoted(meta.db_table)} SET {names} WHERE {quoted(meta.pk.column)} = %s"  # noqa: S608 - names of ours
