"""A database file that is damaged is named in one sentence, and `pasti check` is bad."""

from pathlib import Path

import pytest

from pasti.site.tests.program import pasti

# The node of these tests is on SQLite, whatever the tests are on.
pytestmark = pytest.mark.either_database

_PAGE = 4096


def of_no_shape(file: Path) -> None:
    file.write_bytes(b"nothing of a database " * 1000)


def of_torn_pages(file: Path) -> None:
    """As after a dying disk: the beginning is whole, of the rest every other page is not."""
    content = bytearray(file.read_bytes())
    for begin in range(10 * _PAGE, len(content), 2 * _PAGE):
        content[begin : begin + _PAGE] = b"\xa5" * _PAGE
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [of_no_shape, of_torn_pages])
def test_a_damaged_database_is_called_that_without_a_traceback(node, damage):
    file = node / "pasti.sqlite3"
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    damage(file)
    done = pasti(node, "check")
    said = done.stdout + done.stderr
    assert (done.returncode != 0, "Traceback" in said) == (True, False), said
    assert "damaged" in said
