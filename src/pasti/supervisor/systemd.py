"""What systemd is told, where it started us and wants to hear (sd_notify): that we are ready, alive, ending."""

import os
import socket
from contextlib import suppress


def take_address() -> str:
    """Return where systemd listens, or nothing; the processes that we start do not learn it."""
    return os.environ.pop("NOTIFY_SOCKET", "")


def tell(address: str, word: str) -> None:
    """Tell systemd a word such as READY=1. Nobody there, or nobody who hears, is no failure of ours."""
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.setblocking(False)
        # A name that begins with @ lies in no folder.
        line.sendto(word.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
