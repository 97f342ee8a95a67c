from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """Where a blank card is."""

    IN_STOCK = "in_stock", _("tersedia")
    LOADED = "loaded", _("di mesin cetak")
    USED = "used", _("terpakai")
    SPOILED = "spoiled", _("rusak")


_S = State

BLANK = Machine(
    noun="blank",
    states=State,
    start=_S.IN_STOCK,
    moves={
        "load": move(_S.IN_STOCK, _S.LOADED, _("Masukkan ke mesin cetak"), by=[Role.PRINTER]),
        "return": move(_S.LOADED, _S.IN_STOCK, _("Kembalikan"), by=[Role.PRINTER]),
        "use": move(_S.LOADED, _S.USED, _("Terpakai"), by=[Role.PRINTER]),
        "spoil": move([_S.IN_STOCK, _S.LOADED], _S.SPOILED, _("Rusak"), by=[Role.PRINTER]),
    },
)
