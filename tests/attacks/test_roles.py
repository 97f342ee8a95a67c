"""A node with two roles on PostgreSQL: what the running role may not do, tried by it; how a node comes to two roles."""
# ruff: noqa: E501 - statements as somebody would type them

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import errors

from tests.attacks.running import RunningNode

SERVER = os.environ.get("PASTI_DATABASE_URL", "")
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not SERVER.startswith("postgres"), reason="SQLite has no roles"),
]


def address(role: str, database: str) -> str:
    host = urlsplit(SERVER).netloc.rpartition("@")[2]
    return urlunsplit(urlsplit(SERVER)._replace(netloc=f"{role}@{host}", path=f"/{database}"))


@dataclass
class House:
    """A database, the role that owns it and the role that runs the node."""

    name: str
    owner: str
    runner: str

    @property
    def owners(self) -> str:
        return address(self.owner, self.name)

    @property
    def runners(self) -> str:
        return address(self.runner, self.name)


@pytest.fixture
def house() -> Iterator[House]:
    """As docs/running.md tells an operator to make it."""
    mark = secrets.token_hex(4)
    made = House(f"pasti_{mark}", f"owner_{mark}", f"runner_{mark}")
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE ROLE {made.owner} LOGIN")
        server.execute(f"CREATE ROLE {made.runner} LOGIN")
        server.execute(f"CREATE DATABASE {made.name} OWNER {made.owner}")
        try:
            yield made
        finally:
            server.execute(f"DROP DATABASE {made.name} WITH (FORCE)")
            server.execute(f"DROP ROLE {made.runner}")
            server.execute(f"DROP ROLE {made.owner}")


ATTACKS = [
    "UPDATE journal_entry SET by_name = 'Orang lain'",
    "UPDATE journal_seal SET hash = 'x'",
    "UPDATE journal_unsealed SET entry_id = 1",
    "DELETE FROM journal_entry",
    "DELETE FROM journal_seal WHERE position = 1",
    "TRUNCATE journal_entry, journal_seal, journal_unsealed",
    "TRUNCATE journal_unsealed",
    "INSERT INTO journal_entry SELECT * FROM journal_entry LIMIT 1",
    "INSERT INTO journal_entry SELECT * FROM journal_entry LIMIT 1 ON CONFLICT (id) DO UPDATE SET by_name = 'Orang lain'",
    "INSERT INTO journal_seal SELECT * FROM journal_seal LIMIT 1 ON CONFLICT (position) DO UPDATE SET hash = 'x'",
    "INSERT INTO journal_seal (position, entry_id, hash, sealed_at) VALUES (99999, 99999, 'x', now())",
    "INSERT INTO journal_unsealed (entry_id) VALUES (99999)",
    "MERGE INTO journal_entry e USING (SELECT 1 AS id) s ON e.id = s.id WHEN MATCHED THEN UPDATE SET by_name = 'x'",
    "DROP TRIGGER journal_entry_no_update ON journal_entry",
    "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_update",
    "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    "ALTER TABLE journal_entry RENAME TO old_entry",
    "ALTER TABLE journal_entry ADD COLUMN x int",
    "DROP TABLE journal_seal",
    "DROP SCHEMA public CASCADE",
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION journal_refuse() RENAME TO x",
    "DROP FUNCTION journal_refuse() CASCADE",
    "CREATE RULE r AS ON INSERT TO journal_entry DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "SELECT setval('journal_entry_id_seq', 1)",
    "SET session_replication_role = replica",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "GRANT {owner} TO {runner}",
    "ALTER ROLE {runner} SUPERUSER",
    "ALTER ROLE {owner} PASSWORD 'x'",
    "ALTER TABLE journal_entry OWNER TO {runner}",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "COPY journal_entry FROM PROGRAM 'echo'",
    "COPY journal_entry FROM '/etc/hostname'",
    "UPDATE django_migrations SET name = 'x'",
    "DELETE FROM django_migrations",
]


def refused(connection: psycopg.Connection, statement: str) -> bool:
    try:
        connection.execute(statement.encode())
    except (errors.InsufficientPrivilege, errors.RaiseException, errors.UniqueViolation):
        return True
    return False


def copied(connection: psycopg.Connection) -> None:
    """Write rows over rows, as a client that copies does."""
    with connection.cursor() as cursor:
        [row] = cursor.execute("SELECT id, facts::text FROM journal_entry LIMIT 1").fetchall()
        columns = '(id, kind, subject, "case", by_id, by_name, facts, happened_at, recorded_at)'
        with cursor.copy(f"COPY journal_entry {columns} FROM STDIN") as copy:
            copy.write_row((row[0], "x.y", "x", "", "x", "Orang lain", row[1], "2026-11-23", "2026-11-23"))


def everything(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return [
        *connection.execute("SELECT id, by_name FROM journal_entry ORDER BY id").fetchall(),
        *connection.execute("SELECT position, hash FROM journal_seal ORDER BY position").fetchall(),
    ]


def test_the_role_of_a_running_node_cannot_change_the_journal_and_the_node_works(house: House, tmp_path: Path):
    node = RunningNode(tmp_path, house.runners)
    node.environment["PASTI_DATABASE_OWNER_URL"] = house.owners
    node.make()
    # What init leaves behind does not lead to the owner, and neither do the processes that run.
    assert house.owner not in (tmp_path / "node" / "pasti.env").read_text()
    node.start()
    try:
        assert node.supervisor
        for environment in environments_below(node.supervisor.pid):
            assert b"OWNER" not in environment
        # Nor does the memory that they share with the one that has brought the database up to date.
        assert not holds(node.supervisor.pid, house.owners.encode())
        del node.environment["PASTI_DATABASE_OWNER_URL"]
        said = node.say("check")[1]
        assert "BAD      roles" not in said
        assert "BAD      journal" not in said
        # What the centre and the clerks need goes on: an account is opened and the journal tells it.
        node.say("account", "grant", "nur", "head")
        with psycopg.connect(house.runners, autocommit=True) as connection:
            wait_until_sealed(connection)
            before = everything(connection)
            assert [one for one in ATTACKS if not refused(connection, one.format(**house.__dict__))] == []
            # That is answered with a warning.
            connection.execute(f"GRANT UPDATE ON journal_entry TO {house.runner}".encode())
            assert refused(connection, ATTACKS[0])
            with pytest.raises(errors.UniqueViolation):
                copied(connection)
            connection.execute("CREATE TEMP TABLE journal_seal AS SELECT 99998 AS position, 99999 AS entry_id")
            with pytest.raises(errors.RaiseException):
                connection.execute(
                    "INSERT INTO public.journal_seal (position, entry_id, hash, sealed_at) VALUES (99999, 99999, 'x', now())"
                )
            connection.execute("DROP TABLE pg_temp.journal_seal")
            assert everything(connection)[: len(before)] == before
        assert node.say("journal", "verify")[0] == 0
    finally:
        node.stop()
    assert "Traceback" not in node.log.read_text()


def holds(pid: int, word: bytes) -> bool:
    """Whether a word stands anywhere in the memory of a process."""
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            where, rights, *_rest = line.split()
            if rights.startswith("rw") and "[v" not in line:
                begin, end = (int(number, 16) for number in where.split("-"))
                memory.seek(begin)
                if word in memory.read(end - begin):
                    return True
    return False


def environments_below(supervisor: int) -> list[bytes]:
    """The environments of the processes that a supervisor started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            if parent == supervisor:
                found.append((entry.parent / "environ").read_bytes())
        except OSError:
            continue
    assert len(found) >= 3
    return found


def wait_until_sealed(connection: psycopg.Connection) -> None:
    import time

    end = time.monotonic() + 30
    while connection.execute("SELECT 1 FROM journal_unsealed").fetchone():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_node_with_one_role_comes_to_two_and_an_update_is_the_owners(house: House, tmp_path: Path):
    node = RunningNode(tmp_path, house.owners)
    node.make()
    said = node.say("check")[1]
    assert "owns journal_entry" in said
    assert "BAD      roles" in said
    # Another role shall run it from now on. It has no rights yet, and says who gives them.
    node.environment["PASTI_DATABASE_URL"] = house.runners
    status, said = node.say("check")
    assert (status, "run pasti migrate" in said) == (1, True), said
    node.environment["PASTI_DATABASE_OWNER_URL"] = house.owners
    assert node.say("migrate") == (0, "The database is up to date.\n")
    del node.environment["PASTI_DATABASE_OWNER_URL"]
    assert "BAD      roles" not in node.say("check")[1]
    # An update that has something to migrate is not the running role's.
    with psycopg.connect(house.owners, autocommit=True) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'kit'")
        connection.execute("DROP TABLE kit_beat, kit_allowance")
    status, said = node.say("migrate")
    assert (status, "by the role that owns it" in said) == (1, True), said
    node.environment["PASTI_DATABASE_OWNER_URL"] = house.owners
    status, said = node.say("migrate")
    assert status == 0, said
    with psycopg.connect(house.runners) as connection:
        for table, rights in (("kit_beat", True), ("kit_allowance", True), ("journal_entry", False)):
            asked = connection.execute("SELECT has_table_privilege(%s, 'UPDATE')", [table]).fetchone()
            assert asked == (rights,), table


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nonsense", "not the address of a database"),
        ("sqlite:///x.sqlite3", "must be the same PostgreSQL database"),
        ("postgres://somebody@127.0.0.1:1/elsewhere", "must be the same PostgreSQL database"),
        ("RUNNER", "must name another role"),
    ],
)
def test_an_owner_of_something_else_is_refused(house: House, tmp_path: Path, wrong, said):
    node = RunningNode(tmp_path, house.runners)
    node.environment["PASTI_DATABASE_OWNER_URL"] = house.runners if wrong == "RUNNER" else wrong
    # With such settings nothing can be loaded: the command has to say so by itself.
    check = [sys.executable, "-P", "-m", "pasti", "check"]
    done = subprocess.run(check, env=node.environment, capture_output=True, text=True, check=False)
    status, answer = done.returncode, done.stderr
    assert (status, said in answer) == (1, True), answer
