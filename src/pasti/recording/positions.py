"""What is captured of a person: a photo, a signature, ten fingers, two irises (UU 23/2006; Perpres 26/2009).

Finger names follow ISO/IEC 19794 finger positions 1 to 10; devices take them in three goes (four, four, two thumbs).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Modality(models.TextChoices):
    """What kind of thing is captured."""

    PHOTO = "photo", _("Foto")
    SIGNATURE = "signature", _("Tanda tangan")
    FINGER = "finger", _("Sidik jari")
    IRIS = "iris", _("Iris mata")


class Position(models.TextChoices):
    """Each thing that is captured."""

    FACE = "face", _("wajah")
    SIGNATURE = "signature", _("tanda tangan")
    RIGHT_THUMB = "right-thumb", _("ibu jari kanan")
    RIGHT_INDEX = "right-index", _("telunjuk kanan")
    RIGHT_MIDDLE = "right-middle", _("jari tengah kanan")
    RIGHT_RING = "right-ring", _("jari manis kanan")
    RIGHT_LITTLE = "right-little", _("kelingking kanan")
    LEFT_THUMB = "left-thumb", _("ibu jari kiri")
    LEFT_INDEX = "left-index", _("telunjuk kiri")
    LEFT_MIDDLE = "left-middle", _("jari tengah kiri")
    LEFT_RING = "left-ring", _("jari manis kiri")
    LEFT_LITTLE = "left-little", _("kelingking kiri")
    RIGHT_EYE = "right-eye", _("mata kanan")
    LEFT_EYE = "left-eye", _("mata kiri")

    @property
    def short(self) -> str:
        """The name of a finger without its hand; the whole name of anything else."""
        return str(SHORT.get(self.value.partition("-")[2], self.label))


_P = Position

# How a finger is called when the hand is clear from where it stands.
SHORT = {
    "thumb": _("ibu jari"),
    "index": _("telunjuk"),
    "middle": _("tengah"),
    "ring": _("manis"),
    "little": _("kelingking"),
}

RIGHT_FOUR = (_P.RIGHT_INDEX, _P.RIGHT_MIDDLE, _P.RIGHT_RING, _P.RIGHT_LITTLE)
LEFT_FOUR = (_P.LEFT_INDEX, _P.LEFT_MIDDLE, _P.LEFT_RING, _P.LEFT_LITTLE)
THUMBS = (_P.RIGHT_THUMB, _P.LEFT_THUMB)
EYES = (_P.RIGHT_EYE, _P.LEFT_EYE)

OF_MODALITY = {
    Modality.PHOTO: (_P.FACE,),
    Modality.SIGNATURE: (_P.SIGNATURE,),
    Modality.FINGER: (*RIGHT_FOUR, *LEFT_FOUR, *THUMBS),
    Modality.IRIS: EYES,
}

# What the device takes in one go, with the label of its button.
GOES = {
    "right-four": (Modality.FINGER, RIGHT_FOUR, _("Empat jari kanan")),
    "left-four": (Modality.FINGER, LEFT_FOUR, _("Empat jari kiri")),
    "thumbs": (Modality.FINGER, THUMBS, _("Dua ibu jari")),
    "eyes": (Modality.IRIS, EYES, _("Kedua iris mata")),
}


def modality_of(position: str) -> Modality:
    """Return what kind of thing a position is."""
    return next(modality for modality, positions in OF_MODALITY.items() if position in positions)


def wanted(captures: list[str]) -> list[Position]:
    """Return the positions that a recording step asks for; nothing named means all of them."""
    modalities = [Modality(code) for code in captures] or list(Modality)
    return [position for modality in modalities for position in OF_MODALITY[modality]]


class MissingReason(models.TextChoices):
    """Why something cannot be captured. An exception is recorded; it is not a failure."""

    ABSENT = "absent", _("tidak ada (amputasi atau sejak lahir)")
    INJURED = "injured", _("luka atau diperban")
    WORN = "worn", _("sidik jari aus, tidak terbaca")
    ILLNESS = "illness", _("sakit atau disabilitas")
    CANNOT_SIGN = "cannot-sign", _("tidak dapat menandatangani")
