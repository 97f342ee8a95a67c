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


_K = KeyState

KEY = Machine(
    noun="key",
    states=KeyState,
    start=_K.IN_USE,
    moves={
        "retire": move(_K.IN_USE, _K.RETIRED, _("Ganti kunci"), by=[Role.ADMIN, SYSTEM_ROLE]),
        "withdraw": move([_K.IN_USE, _K.RETIRED], _K.WITHDRAWN, _("Jangan akui lagi"), by=[Role.ADMIN]),
    },
)
