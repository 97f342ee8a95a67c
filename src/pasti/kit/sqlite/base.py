"""Django's backend for SQLite; a transaction, and a statement by itself that writes, wait for their turn (`turns`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base

from pasti.kit.sqlite.turns import Turn

_WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})


if TYPE_CHECKING:

    class _Django(base.DatabaseWrapper):
        """What Django's backends are made of, and its stubs do not tell."""

        def _start_transaction_under_autocommit(self) -> None: ...
        def _commit(self) -> Any: ...
        def _rollback(self) -> Any: ...
        def _close(self) -> Any: ...

else:
    _Django = base.DatabaseWrapper


class DatabaseWrapper(_Django):
    """A connection whose writers stand in a line."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._turn: Turn | None = None

    def create_cursor(self, name: Any = None) -> "Cursor":
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.ours = self
        return cursor

    @contextmanager
    def turn_for(self, statement: str) -> Iterator[None]:
        """Have a turn for a statement, if it writes and stands in no transaction, which has one already."""
        alone = statement[:6].upper() in _WRITES and not self.connection.in_transaction
        if alone:
            self._take_turn()
        try:
            yield
        finally:
            if alone:
                self._end_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if self._turn is None and not self.is_in_memory_db():
            self._turn = Turn(str(self.settings_dict["NAME"]))

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.give_back()
            self._turn = None


class Cursor(base.SQLiteCursorWrapper):
    """A cursor of such a connection."""

    ours: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self.ours.turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.ours.turn_for(query):
            return super().executemany(query, param_list)
