from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """What was decided on two records that look alike."""

    OPEN = "open", _("belum diputuskan")
    DIFFERENT = "different", _("dua orang berbeda")
    SAME = "same", _("orang yang sama")


_S = State

SUGGESTION = Machine(
    noun="suggestion",
    states=State,
    start=_S.OPEN,
    moves={
        "tell_apart": move(_S.OPEN, _S.DIFFERENT, _("Dua orang berbeda"), by=[Role.CENTRE_OPERATOR]),
        "confirm": move(_S.OPEN, _S.SAME, _("Orang yang sama"), by=[Role.CENTRE_OPERATOR]),
    },
)
