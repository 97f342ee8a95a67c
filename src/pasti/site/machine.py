"""What `pasti check` finds without the database: processes, the disk, keys, files, what screens and paper need."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pasti.kit import blobs, full_disk
from pasti.kit.live import UP
from pasti.site.work import work_beat
from pasti.supervisor.pulse import Answering, Beating, silent_for

GOOD, WARNING, BAD = "ok", "warning", "BAD"
_LEAST_FREE_MB = 500
# Longer than a busy process takes, and than two beats are apart.
_ANSWERS_WITHIN = 6.0
_KEYS = {
    "signing.pem": "nothing can be sent to another node",
    "sealing.age": "what was sealed for this node cannot be opened",
    "secret.key": "nobody can sign in",
}


@dataclass(frozen=True)
class Finding:
    """How one thing is, and what to do if it is not well."""

    what: str
    how: str
    text: str


def processes() -> Iterator[Finding]:
    """Feel whether each process is alive, as the supervisor does."""
    servers = {"web": settings.PORT} | ({"live": settings.LIVE_PORT} if settings.ROLE == "office" else {})
    pulses = {name: Answering(settings.HOST, port, UP) for name, port in servers.items()}
    file = work_beat(settings.DATA_DIR)
    beating = Beating(file)
    silent = silent_for([*pulses.values(), beating], _ANSWERS_WITHIN)
    for name, port in servers.items():
        if pulses[name] not in silent:
            yield Finding(name, GOOD, f"answers on port {port}")
        elif pulses[name].refused:
            yield Finding(name, BAD, f"does not run (nobody is on port {port}). Start the node with: pasti up")
        else:
            text = f"does not answer on port {port}. pasti up starts it anew by itself; if this stays, read its log."
            yield Finding(name, BAD, text)
    if file.exists() and beating not in silent:
        yield Finding("work", GOOD, "is alive")
    else:
        text = f"gives no sign of life ({file.name}). Start the node with pasti up; if it runs, read its log."
        yield Finding("work", BAD, text)


def disk() -> Iterator[Finding]:
    """Look at the room on the disk."""
    free = blobs.free_mb()
    text = f"{free} MB free in {settings.DATA_DIR}"
    if full_disk.is_full():
        yield Finding("disk", BAD, f"{text}: full, and only the hall goes on. Make room.")
    elif free <= _LEAST_FREE_MB:
        yield Finding("disk", BAD, f"{text}: make room.")
    else:
        yield Finding("disk", GOOD, text)


def keys() -> Iterator[Finding]:
    """Look whether the node's keys are there. That they fit is seen by whoever uses them."""
    folder = Path(settings.DATA_DIR) / "keys"
    gone = [name for name in _KEYS if not (folder / name).exists()]
    if "secret.key" in gone and settings.SECRET_KEY:
        # The settings bring their own.
        gone.remove("secret.key")
    for name in gone:
        yield Finding("keys", BAD, f"{folder / name} is gone: {_KEYS[name]}. Put it back from a copy.")
    if not gone:
        yield Finding("keys", GOOD, f"in {folder}")


def are_keys_there() -> bool:
    """Whether a node was made in this folder, whatever became of its database."""
    return (Path(settings.DATA_DIR) / "keys" / "signing.pem").exists()


def screens() -> Iterator[Finding]:
    """Look whether pages and paper can be made."""
    built = Path(settings.STATIC_ROOT) / "staticfiles.json"
    yield Finding("screens", GOOD, "built") if built.exists() else Finding("screens", BAD, "not built. Run: make run")
    try:
        ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        yield Finding("paper", BAD, "no PDF can be made: libpango-1.0-0 is missing (apt install libpango-1.0-0).")
    else:
        yield Finding("paper", GOOD, "PDF can be made")
