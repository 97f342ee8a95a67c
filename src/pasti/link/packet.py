"""The sealed packet of one recording: parts sealed one by one as they were captured, and a sealed list of contents.

The office that made it cannot open it; only the node whose recipient it was sealed for can.
"""

from dataclasses import dataclass

import cbor2
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.kit.words import filled
from pasti.link import keys
from pasti.link.schema import PacketContent

VERSION = 1


class NotReadable(Exception):
    """The packet is damaged, or not sealed for us."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class Packet:
    """An opened packet: what it says of itself, and its parts by name."""

    content: PacketContent
    parts: dict[str, bytes]


def build(content: PacketContent, sealed_parts: dict[str, bytes], recipient: str) -> bytes:
    """Return a packet of parts that are sealed already; seals the list of contents for the same recipient."""
    sealed_content = keys.seal(content.model_dump_json().encode(), recipient)
    return cbor2.dumps({"version": VERSION, "content": sealed_content, "parts": sealed_parts})


def read(packet: bytes) -> Packet:
    """Open a packet that was sealed for this node, or raise NotReadable.

    What is wrong here and not with the packet (no memory, our keys cannot be read) is raised as it is.
    """
    try:
        outer = cbor2.loads(packet)
        if outer["version"] != VERSION:
            raise NotReadable(filled(_("Versi paket ini belum dikenal: %(version)s."), version=outer["version"]))
        content = PacketContent.model_validate_json(keys.unseal(outer["content"]))
        parts = {str(name): keys.unseal(sealed) for name, sealed in outer["parts"].items()}
    except (NotReadable, OSError, MemoryError):
        raise
    except Exception as failure:
        raise NotReadable(_("Paket tidak dapat dibuka.")) from failure
    missing = {c.part for c in content.captures if c.part} - parts.keys()
    if missing:
        raise NotReadable(
            filled(_("Isi paket tidak lengkap; yang tidak ada: %(parts)s."), parts=", ".join(sorted(missing)))
        )
    return Packet(content, parts)


def read_part(packet: bytes, name: str) -> bytes:
    """Open one part of a packet that was sealed for this node, and nothing else of it. Raises as `read` does."""
    try:
        outer = cbor2.loads(packet)
        if outer["version"] == VERSION:
            return keys.unseal(outer["parts"][name])
    except (OSError, MemoryError):
        raise
    except Exception as failure:
        raise NotReadable(_("Paket tidak dapat dibuka.")) from failure
    raise NotReadable(filled(_("Versi paket ini belum dikenal: %(version)s."), version=outer["version"]))
