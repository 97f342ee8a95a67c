from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class KeyState(models.TextChoices):
    """What becomes of a key that signs certificates."""

    IN_USE = "in_use", _("dipakai")
    RETIRED = "retired", _("tidak dipakai lagi, masih diakui")
    WITHDRAWN = "withdrawn", _("tidak diakui lagi")


class DecisionState(models.TextChoices):
    """What becomes of the decision that Suket are issued."""

    STANDS = "stands", _("berlaku")
    ENDED = "ended", _("dimatikan")


class SuketState(models.TextChoices):
    """What becomes of a Suket. One whose last day is over is still owed a card: it is in no state of its own."""

    ISSUED = "issued", _("terutang")
    RENEWED = "renewed", _("diganti yang baru")
    REVOKED = "revoked", _("dicabut")
    SETTLED = "settled", _("selesai, KTP-el diserahkan")


class OutsideState(models.TextChoices):
    """What becomes of asking for a signature from outside. Asked and not answered: it may be asked again."""

    ASKED = "asked", _("diminta")
    SIGNED = "signed", _("ditandatangani")
    FAILED = "failed", _("tidak jadi")


_O = OutsideState
_K, _D, _S = KeyState, DecisionState, SuketState

KEY = Machine(
    noun="key",
    states=KeyState,
    start=_K.IN_USE,
    moves={
        "retire": move(_K.IN_USE, _K.RETIRED, _("Ganti kunci"), by=[Role.ADMIN, SYSTEM_ROLE]),
        "withdraw": move([_K.IN_USE, _K.RETIRED], _K.WITHDRAWN, _("Jangan akui lagi"), by=[Role.ADMIN]),
    },
)

DECISION = Machine(
    noun="decision",
    states=DecisionState,
    start=_D.STANDS,
    moves={"end": move(_D.STANDS, _D.ENDED, _("Matikan Suket"), by=[Role.HEAD])},
)

SUKET = Machine(
    noun="suket",
    states=SuketState,
    start=_S.ISSUED,
    moves={
        "renew": move(_S.ISSUED, _S.RENEWED, _("Perpanjang"), by=[Role.CLERK]),
        "revoke": move(_S.ISSUED, _S.REVOKED, _("Cabut"), by=[Role.CLERK, Role.HEAD]),
        "settle": move(_S.ISSUED, _S.SETTLED, _("Selesai"), by=[Role.CLERK]),
    },
)

OUTSIDE = Machine(
    noun="outside",
    states=OutsideState,
    start=_O.ASKED,
    moves={
        "sign": move([_O.ASKED, _O.FAILED], _O.SIGNED, _("Ditandatangani"), by=[Role.HEAD]),
        "fail": move(_O.ASKED, _O.FAILED, _("Tidak jadi"), by=[Role.HEAD]),
    },
)
