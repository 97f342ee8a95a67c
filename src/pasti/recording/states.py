from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import NODE_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """Where a recording is."""

    OPEN = "open", _("sedang direkam")
    SEALED = "sealed", _("tersegel, menunggu dikirim")
    SENT = "sent", _("terkirim ke pusat")
    STORED = "stored", _("tersimpan di pusat")
    PURGED = "purged", _("sudah dihapus di kantor")
    CANCELLED = "cancelled", _("dibatalkan")


_S = State

RECORDING = Machine(
    noun="recording",
    states=State,
    start=_S.OPEN,
    moves={
        "seal": move(_S.OPEN, _S.SEALED, _("Segel dan kirim"), by=[Role.RECORDER]),
        "cancel": move(_S.OPEN, _S.CANCELLED, _("Batalkan perekaman"), by=[Role.RECORDER]),
        "send": move(_S.SEALED, _S.SENT, _("Terkirim"), by=[SYSTEM_ROLE]),
        "store": move([_S.SEALED, _S.SENT], _S.STORED, _("Tersimpan di pusat"), by=[NODE_ROLE]),
        "purge": move(_S.STORED, _S.PURGED, _("Hapus di kantor"), by=[SYSTEM_ROLE]),
    },
)
