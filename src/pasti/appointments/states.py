from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import CITIZEN_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """What became of a booking."""

    BOOKED = "booked", _("terjadwal")
    ATTENDED = "attended", _("hadir")
    MISSED = "missed", _("terlewat")
    CANCELLED = "cancelled", _("dibatalkan")
    # By the office, which cannot keep it: no fault of the person's.
    FREED = "freed", _("dibebaskan")


_S = State

BOOKING = Machine(
    noun="booking",
    states=State,
    start=_S.BOOKED,
    moves={
        "attend": move([_S.BOOKED, _S.MISSED, _S.FREED], _S.ATTENDED, _("Hadir"), by=[SYSTEM_ROLE]),
        "miss": move(_S.BOOKED, _S.MISSED, _("Terlewat"), by=[SYSTEM_ROLE]),
        "free": move([_S.BOOKED, _S.MISSED], _S.FREED, _("Bebaskan"), by=[Role.HEAD, Role.ADMIN, SYSTEM_ROLE]),
        "cancel": move(_S.BOOKED, _S.CANCELLED, _("Batalkan"), by=[CITIZEN_ROLE, Role.CLERK, SYSTEM_ROLE]),
    },
)
