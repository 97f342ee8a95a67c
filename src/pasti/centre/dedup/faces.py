"""The faces that a decision compares: opened one at a time, for who decides, while it is open."""

import filetype
from django.utils.translation import gettext_lazy as _

from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.queries import may_decide
from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.journal.actors import Actor
from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import packet

_FACE = "face"
PICTURES = frozenset({"image/jpeg", "image/png"})


def ensure_open(suggestion: Suggestion, by: Actor) -> None:
    """Raise NotAllowed unless it is this person's turn to decide: a face is opened for nothing else."""
    if not may_decide(suggestion, by):
        raise NotAllowed(_("Tidak ada keputusan yang menunggu Anda di sini; foto tidak dibuka."))


def recording_of(row: Record) -> Record | None:
    """Return the recording that holds a record's face: its own, else the newest of its person; None: there is none."""
    if row.packet and _FACE in row.positions:
        return row
    return records.record_with(row.person, _FACE) if row.person else None


def face_of(row: Record) -> bytes:
    """Open the face of a record, and no other part of its recording.

    Raises Refused when there is none, when it cannot be read, or when it is no picture.
    """
    held = recording_of(row)
    if held is None:
        raise Refused(_("Tidak ada foto."))
    try:
        face = packet.read_part(blobs.read(held.sha256), _FACE)
    except (OSError, packet.NotReadable) as trouble:
        raise Refused(_("Foto tidak terbaca dari penyimpanan pusat.")) from trouble
    if filetype.guess_mime(face) not in PICTURES:
        raise Refused(_("Foto tidak terbaca dari penyimpanan pusat."))
    return face
