"""SMS by gammu-smsd: in its own database (driver sqlite3) we leave messages, and read what became of them."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from pasti.notices.channels.port import Later, Outgoing

# How long we wait for smsd, which writes to the same file.
_PATIENCE = 10.0
_ONE, _EACH = 160, 153
_CODING = "Default_No_Compression"


class Standing(StrEnum):
    """What smsd knows of a message."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Came:
    """A message that came; `key` is never used for another."""

    row: int
    key: str
    sender: str
    text: str


class Sms:
    """One gammu-smsd. The key stands in `CreatorID`, which smsd carries from its outbox to what was sent."""

    takes_once = True

    def is_on(self) -> bool:
        return bool(settings.SMS_DATABASE)

    def send(self, message: Outgoing) -> str:
        try:
            with _open() as database:
                # Who looks whether it is there and puts it there is alone while they do.
                database.execute("BEGIN IMMEDIATE")
                if message.key not in _standings(database, [message.key]):
                    _put(database, message)
                database.execute("COMMIT")
        except sqlite3.Error as failure:
            # Whatever happened, the same key may be given again.
            raise Later(f"{type(failure).__name__}: {failure}", counts=False) from failure
        return message.key


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    file = Path(settings.SMS_DATABASE)
    # One that is not there is not made: smsd would not know of it.
    address = f"{file.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as database:
        yield database


def _put(database: sqlite3.Connection, message: Outgoing) -> None:
    texts = cut(message.text)
    several = len(texts) > 1
    heads = [_head(message.key, number, len(texts)) if several else "" for number in range(1, len(texts) + 1)]
    row = database.execute(
        "INSERT INTO outbox (CreatorID, DestinationNumber, TextDecoded, Coding, MultiPart, UDH, DeliveryReport)"
        " VALUES (?, ?, ?, ?, ?, ?, 'yes')",
        [message.key, message.to, texts[0], _CODING, "true" if several else "false", heads[0]],
    ).lastrowid
    for number, text in enumerate(texts[1:], start=2):
        database.execute(
            "INSERT INTO outbox_multipart (ID, SequencePosition, TextDecoded, Coding, UDH) VALUES (?, ?, ?, ?, ?)",
            [row, number, text, _CODING, heads[number - 1]],
        )


def cut(text: str) -> list[str]:
    """Return a text in the parts in which it travels."""
    if len(text) <= _ONE:
        return [text]
    return [text[begin : begin + _EACH] for begin in range(0, len(text), _EACH)]


def _head(key: str, number: int, count: int) -> str:
    """What tells a telephone which parts belong together (GSM 03.40)."""
    reference = sum(key.encode()) % 256
    return f"050003{reference:02X}{count:02X}{number:02X}"


def standings(keys: Iterable[str]) -> dict[str, Standing]:
    """Return what smsd knows of messages; one of which it knows nothing is not among them."""
    if not settings.SMS_DATABASE:
        return {}
    with _open() as database:
        return _standings(database, list(keys))


def _standings(database: sqlite3.Connection, keys: list[str]) -> dict[str, Standing]:
    marks = ",".join("?" * len(keys))
    said: dict[str, set[str]] = {}
    for table in ("outbox", "sentitems"):
        # Only the marks are put in.
        asked = f"SELECT CreatorID, Status FROM {table} WHERE CreatorID IN ({marks})"  # noqa: S608
        for key, status in database.execute(asked, keys):
            said.setdefault(key, set()).add("waiting" if table == "outbox" else status)
    return {key: _standing(statuses) for key, statuses in said.items()}


def _standing(statuses: set[str]) -> Standing:
    """Return how a message stands whose parts stand so."""
    if "waiting" in statuses:
        return Standing.WAITING
    if statuses & {"SendingError", "DeliveryFailed", "Error"}:
        return Standing.FAILED
    return Standing.DELIVERED if statuses == {"DeliveryOK"} else Standing.SENT


# The number of a part, in a short and in a long head.
_PART = re.compile(r"050003..(..)(..)|060804....(..)(..)", re.IGNORECASE)


def came() -> list[Came]:
    """Return the messages that came and were not put away, the oldest first; of a longer one its beginning."""
    if not settings.SMS_DATABASE:
        return []
    with _open() as database:
        asked = "SELECT ID, ReceivingDateTime, SenderNumber, TextDecoded, UDH FROM inbox WHERE Processed = 'false'"
        rows = database.execute(f"{asked} AND Class != 127 ORDER BY ID").fetchall()
    return [
        Came(row, f"sms:{at}:{row}", sender, "" if _goes_on(head) else text) for row, at, sender, text, head in rows
    ]


def _goes_on(head: str) -> bool:
    found = _PART.fullmatch(head or "")
    return found is not None and int(found[2] or found[4], 16) > 1


def put_away(message: Came) -> None:
    """Mark a message as dealt with."""
    with _open() as database:
        database.execute("UPDATE inbox SET Processed = 'true' WHERE ID = ?", [message.row])
