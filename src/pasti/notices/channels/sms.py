"""SMS by gammu-smsd: a message is a file in its outbox; what becomes of it, and what comes, are files, too."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pasti.notices.channels.port import Later, Outgoing

_OUTBOX, _SENT, _FAILED, _INBOX = "outbox", "sent", "error", "inbox"
# The date, time and serial number that smsd wants in a name; only the key, behind the number, says anything.
_STAMP = "20000101_000000_00"


@dataclass(frozen=True)
class Came:
    """A message that came: `key` names its file, or the first of several."""

    key: str
    sender: str
    text: str
    files: tuple[Path, ...]


class Sms:
    """The folders of one gammu-smsd (service FILES). A key is a file's name: given again, it is there already."""

    takes_once = True

    def is_on(self) -> bool:
        return bool(settings.SMS_SPOOL)

    def send(self, message: Outgoing) -> str:
        outbox = folder(_OUTBOX)
        if not outbox.is_dir():
            raise Later(f"no folder {_OUTBOX}", counts=False)
        if where_is(message.key):
            return message.key
        # smsd takes what begins with OUT. The d asks the network for a report.
        final = outbox / f"OUTC{_STAMP}_{message.to}_{message.key}.txtd"
        draft = outbox / f".{message.key}"
        try:
            draft.write_text(message.text, encoding="utf-8")
            with draft.open() as written:
                os.fsync(written.fileno())
            # Whole or not at all; a second one of the same name is the same.
            os.link(draft, final)
        except FileExistsError:
            pass
        except OSError as failure:
            raise Later(f"{type(failure).__name__}", counts=False) from failure
        finally:
            draft.unlink(missing_ok=True)
        return message.key


def folder(name: str) -> Path:
    """Return one of smsd's folders."""
    return Path(settings.SMS_SPOOL) / name


def where_is(key: str) -> str:
    """Return in which folder a message is: waiting, sent, or given up; nothing when it is in none."""
    # smsd moves files from the first to one of the others: looked for in this order, none is missed.
    for name in (_OUTBOX, _SENT, _FAILED):
        if any(folder(name).glob(f"OUT*_{key}.*")):
            return name
    return ""


def was_sent(key: str) -> bool:
    """Whether the network took a message."""
    return where_is(key) == _SENT


def was_given_up(key: str) -> bool:
    """Whether smsd gave a message up."""
    return where_is(key) == _FAILED


_IN = re.compile(r"IN(?P<stamp>\d{8}_\d{6}_\d+)_(?P<sender>[^_]*)_(?P<part>\d+)\.txt")


def came() -> Iterator[Came]:
    """Yield the messages that came, the oldest first. What is longer than one SMS came in several files."""
    parts: dict[tuple[str, str], list[tuple[int, Path]]] = {}
    inbox = folder(_INBOX)
    for file in sorted(inbox.iterdir()) if inbox.is_dir() else []:
        if found := _IN.fullmatch(file.name):
            parts.setdefault((found["stamp"], found["sender"]), []).append((int(found["part"]), file))
    for (stamp, sender), files in sorted(parts.items()):
        ordered = tuple(file for _part, file in sorted(files))
        text = "".join(_read(file) for file in ordered)
        yield Came(f"sms:{stamp}_{sender}", sender, text, ordered)


def _read(file: Path) -> str:
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # As smsd writes with the setting that its manual recommends.
        return raw.decode("utf-16", errors="replace")


def put_away(message: Came) -> None:
    """Take a message that was dealt with out of the inbox."""
    done = folder(_INBOX) / "read"
    done.mkdir(exist_ok=True)
    for file in message.files:
        file.rename(done / file.name)
