"""Somebody who is a moment quicker: between the look whether something is there and the writing of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def meanwhile(table: str, act: Callable[[], Any]) -> Iterator[None]:
    """Within it, somebody does something in the moment before a row is written into a table, once."""
    done: list[bool] = []

    def quicker(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        if sql.startswith(f'INSERT INTO "{table}"') and not done:
            done.append(True)
            act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(quicker):
        yield
    assert done, "nothing was written, so nobody was quicker"
