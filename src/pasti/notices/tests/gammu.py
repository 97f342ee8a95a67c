"""A real gammu-smsd with its dummy telephone: what was sent stands in its database, what comes lies in the phone."""

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

_SCHEMA = Path("/usr/share/doc/gammu-smsd/examples/sqlite.sql")
_SETTINGS = """
[gammu]
model = dummy
connection = none
port = {folder}/phone
gammuloc = /dev/null
[smsd]
service = SQL
driver = sqlite3
dbdir = {folder}/
database = sms.db
logfile = {folder}/log
deliveryreport = sms
commtimeout = 1
loopsleep = 1
receivefrequency = 1
sendtimeout = 5
maxretries = 1
"""
_MESSAGE = """[SMSBackup000]
SMSC = "+6281100000"
SMSCFormat = Text
SMSCValidity = Max
Sent = 20261123T093000
State = UnRead
Number = "{sender}"
Coding = Default
Folder = 1
Length = {length}
Class = -1
ReplySMSC = False
RejectDuplicates = False
ReplaceMessage = 0
MessageReference = 0
DateTime = 20261123T093000
Text00 = {text}
"""


@cache
def _empty_database() -> bytes:
    """Return its database as a file: made on the disk, each of its tables would wait for it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_SCHEMA.read_text())
        return database.serialize()


class Smsd:
    """The daemon, its database and its telephone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database = folder, folder / "sms.db"
        for name in ("sms/1", "sms/2", "sms/3", "sms/4", "sms/5", "pbk", "calendar", "todo", "note", "fs", "alarm"):
            (folder / "phone" / name).mkdir(parents=True)
        (folder / "smsdrc").write_text(_SETTINGS.format(folder=folder))
        self.database.write_bytes(_empty_database())
        self.process: subprocess.Popen[bytes] | None = None
        self._received = 0

    def start(self) -> None:
        program = shutil.which("gammu-smsd")
        assert program, "gammu-smsd is not installed; run scripts/setup dev"
        self.process = subprocess.Popen(
            [program, "-c", str(self.folder / "smsdrc"), "-p", str(self.folder / "pid")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
        )  # fmt: skip

    def stop(self) -> None:
        if self.process:
            # It would finish its turn first.
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, sql: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.database, timeout=10)) as database:
            found = database.execute(sql, values).fetchall()
            database.commit()
        return found

    def sent(self) -> list[tuple[str, str]]:
        """To whom it sent what, each message in one piece, in the order in which it was left there."""
        rows = self.ask("SELECT ID, DestinationNumber, TextDecoded FROM sentitems ORDER BY ID, SequencePosition")
        whole: dict[int, tuple[str, str]] = {}
        for row, to, text in rows:
            whole[row] = (to, whole.get(row, ("", ""))[1] + text)
        return list(whole.values())

    def report(self, status: str) -> None:
        """The network reports of everything that was sent, as smsd writes it down."""
        self.ask("UPDATE sentitems SET Status = ?", status)

    def receive(self, sender: str, text: str) -> None:
        """A message comes to the telephone; return when smsd has it."""
        self._received += 1
        before = len(self.ask("SELECT ID FROM inbox"))
        written = _MESSAGE.format(sender=sender, length=len(text), text=text.encode("utf-16-be").hex().upper())
        laid = self.folder / "phone" / "sms" / "1" / str(self._received)
        laid.with_suffix(".new").write_text(written)
        laid.with_suffix(".new").rename(laid)
        self.wait(lambda: len(self.ask("SELECT ID FROM inbox")) > before)

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _try in range(600):
            with suppress(sqlite3.OperationalError):
                if until():
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def wait_until_sent(self, count: int) -> None:
        self.wait(lambda: len(self.sent()) >= count and not self.ask("SELECT ID FROM outbox"))


@contextmanager
def smsd(folder: Path) -> Iterator[Smsd]:
    """A daemon that runs."""
    daemon = Smsd(folder)
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.stop()
