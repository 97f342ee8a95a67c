"""The port: what every channel is to this room. One that is not set up is off."""

from dataclasses import dataclass
from typing import Protocol

from pasti.kit.registry import Registry


@dataclass(frozen=True)
class Outgoing:
    """What a channel is given. `key` is never used for anything else: by it the channel takes a message once."""

    key: str
    to: str
    subject: str
    text: str
    # The message in its pieces, for channels with a form of their own.
    about: str
    body: str
    where: str
    language: str
    # It answers what somebody wrote just now.
    is_answer: bool = False


class Later(Exception):
    """Not now: it was surely not taken, and may be tried again. `counts`: whether the message itself may be why."""

    def __init__(self, why: str, *, counts: bool = True) -> None:
        super().__init__(why)
        self.counts = counts


class Undeliverable(Exception):
    """Surely not taken, and never will be: no such number, no such mailbox."""


class Unsure(Exception):
    """Nobody knows whether it was taken: the line broke before the answer."""


class Channel(Protocol):
    """One way to somebody. Nothing of it is called in a transaction."""

    # Whether the same key given again is harmless: then what was cut off is simply given again.
    takes_once: bool

    def is_on(self) -> bool:
        """Whether it is set up at this node."""

    def send(self, message: Outgoing) -> str:
        """Hand a message over; return by what the channel knows it. Raises Later, Undeliverable or Unsure."""


channels: Registry[Channel] = Registry("channel")
