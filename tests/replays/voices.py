"""The ends of all channels: telephones, mailboxes and WhatsApp, which keep and count all that they were given."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pasti.kit import clock
from pasti.notices.tests import meta as whatsapp
from pasti.notices.tests.telling import Letterbox, mail_server

_SCHEMA = Path("/usr/share/doc/gammu-smsd/examples/sqlite.sql")
_SENT = """
INSERT INTO sentitems (ID, SequencePosition, CreatorID, DestinationNumber, TextDecoded, UDH, Text, SenderID, Status)
VALUES (?, ?, ?, ?, ?, '', '', '', 'DeliveryOK')
"""
_CAME = """
INSERT INTO inbox (Text, SenderNumber, UDH, TextDecoded, RecipientID, ReceivingDateTime) VALUES ('', ?, '', ?, '', ?)
"""


@dataclass(frozen=True)
class Message:
    """Something that arrived: by which channel, at which number or address, its words, and when."""

    via: str
    to: str
    text: str
    at: datetime

    @property
    def link(self) -> str:
        """The path of the link in it, or nothing."""
        found = re.search(r"/j/\w+", self.text)
        return found[0] if found else ""


class Telephones:
    """What gammu-smsd and a network do, in smsd's own database: each message arrives at once and is reported."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file)
        self._database.executescript(_SCHEMA.read_text())

    def deliver(self) -> list[tuple[str, str]]:
        """Take what waits; return to whom it goes and what it says."""
        rows = self._database.execute("SELECT ID, CreatorID, DestinationNumber, TextDecoded FROM outbox ORDER BY ID")
        waiting = rows.fetchall()
        return self._send(waiting) if waiting else []

    def _send(self, waiting: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
        given = []
        with self._database as database:
            for row, key, to, first in waiting:
                more = "SELECT TextDecoded FROM outbox_multipart WHERE ID = ? ORDER BY SequencePosition"
                parts = [first, *(text for (text,) in database.execute(more, [row]))]
                for place, part in enumerate(parts, start=1):
                    database.execute(_SENT, [row, place, key, to, part])
                given.append((to, "".join(parts)))
            database.execute("DELETE FROM outbox")
            database.execute("DELETE FROM outbox_multipart")
        return given

    def write(self, sender: str, text: str) -> None:
        """Somebody answers."""
        with self._database as database:
            database.execute(_CAME, [sender, text, f"{clock.now():%Y-%m-%d %H:%M:%S}"])

    def close(self) -> None:
        """Switch them off."""
        self._database.close()


class Voices:
    """All of them."""

    def __init__(self, phones: Telephones, mailbox: Letterbox, meta: whatsapp.Meta) -> None:
        self.phones, self.mailbox, self.meta = phones, mailbox, meta
        self.given: list[Message] = []
        self._mails = self._taken = 0

    def arrive(self) -> list[Message]:
        """Let what was handed over arrive; return it. WhatsApp reports that it was read."""
        new = [self._message("sms", to, text) for to, text in self.phones.deliver()]
        for mail in self.mailbox.mails[self._mails :]:
            payload = mail.get_payload(decode=True)
            assert isinstance(payload, bytes)
            # Each ends with an address of its own, at which no more are wanted: without it two of the same are seen.
            words = payload.decode().partition("\n\nBerhenti menerima surel ini:")[0]
            new.append(self._message("email", str(mail["To"]), words))
        for said in self.meta.taken[self._taken :]:
            new.append(self._message("whatsapp", f"+{said['to']}", _words(said)))
            assert whatsapp.report("read", said["biz_opaque_callback_data"]) == 200
        self._mails, self._taken = len(self.mailbox.mails), len(self.meta.taken)
        self.given += new
        return new

    def _message(self, via: str, to: str, text: str) -> Message:
        return Message(via, to, " ".join(text.split()), clock.now())

    @property
    def twice(self) -> list[tuple[str, str]]:
        """What somebody was given more than once, on whatever channel: to whom, and what."""
        counted = Counter((one.to, one.text) for one in self.given)
        return [given for given, times in counted.items() if times > 1]


def _words(said: dict[str, Any]) -> str:
    if said["type"] == "text":
        return str(said["text"]["body"])
    (body,) = said["template"]["components"]
    return " ".join(parameter["text"] for parameter in body["parameters"])


@contextmanager
def voices(folder: Path, settings: Any) -> Iterator[Voices]:
    """All channels are set up, and somebody is at their other ends."""
    file = folder / "sms.db"
    settings.SMS_DATABASE = str(file)
    with ExitStack() as open_ones:
        phones = open_ones.enter_context(closing(Telephones(file)))
        mailbox = open_ones.enter_context(mail_server(settings))
        yield Voices(phones, mailbox, open_ones.enter_context(whatsapp.meta(settings)))
