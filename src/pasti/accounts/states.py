from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import SECOND_PERSON
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """What became of a change that needs a second person."""

    PROPOSED = "proposed", _("menunggu orang kedua")
    CONFIRMED = "confirmed", _("disetujui")
    DECLINED = "declined", _("ditolak")
    LAPSED = "lapsed", _("kedaluwarsa")


_S = State
# The command line of the server is the second person of last resort.
_DECIDES = [*sorted(SECOND_PERSON), SYSTEM_ROLE]

PROPOSAL = Machine(
    noun="proposal",
    states=State,
    start=_S.PROPOSED,
    moves={
        "confirm": move(_S.PROPOSED, _S.CONFIRMED, _("Setujui"), by=_DECIDES),
        "decline": move(_S.PROPOSED, _S.DECLINED, _("Tolak"), by=_DECIDES),
        "lapse": move(_S.PROPOSED, _S.LAPSED, _("Kedaluwarsa"), by=[SYSTEM_ROLE]),
    },
)
