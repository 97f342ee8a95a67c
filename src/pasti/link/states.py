from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class EnvelopeState(models.TextChoices):
    """Where an outgoing envelope is."""

    WAITING = "waiting", _("menunggu dikirim")
    IN_FLIGHT = "in_flight", _("sedang dikirim")
    DELIVERED = "delivered", _("diterima")
    NEEDS_PERSON = "needs_person", _("perlu ditangani petugas")
    DROPPED = "dropped", _("dikeluarkan")


# Who looks at what was set aside, on either side of the link.
MENDERS = (Role.ADMIN, Role.CENTRE_ADMIN)
# What is over; all else still has a way to go.
OVER = (EnvelopeState.DELIVERED, EnvelopeState.DROPPED)

_S = EnvelopeState

ENVELOPE = Machine(
    noun="envelope",
    states=EnvelopeState,
    start=_S.WAITING,
    moves={
        "claim": move(_S.WAITING, _S.IN_FLIGHT, _("Kirim"), by=[SYSTEM_ROLE]),
        "deliver": move(
            [_S.WAITING, _S.IN_FLIGHT, _S.NEEDS_PERSON, _S.DROPPED], _S.DELIVERED, _("Diterima"), by=[SYSTEM_ROLE]
        ),
        "retry": move(_S.IN_FLIGHT, _S.WAITING, _("Coba lagi nanti"), by=[SYSTEM_ROLE]),
        "set_aside": move(_S.WAITING, _S.NEEDS_PERSON, _("Tidak dapat dikirim"), by=[SYSTEM_ROLE]),
        "repeat": move(_S.DELIVERED, _S.WAITING, _("Sampaikan lagi"), by=[SYSTEM_ROLE]),
        "refuse": move([_S.IN_FLIGHT, _S.DELIVERED], _S.NEEDS_PERSON, _("Ditolak penerima"), by=[SYSTEM_ROLE]),
        "hold": move(_S.WAITING, _S.NEEDS_PERSON, _("Tahan"), by=MENDERS),
        "resend": move(_S.NEEDS_PERSON, _S.WAITING, _("Kirim ulang"), by=MENDERS),
        "drop": move(_S.NEEDS_PERSON, _S.DROPPED, _("Keluarkan"), by=MENDERS),
    },
    # A link that is down for a day is one fact, not ten thousand: see link.fell and link.rose.
    quiet=frozenset({"claim", "deliver", "retry", "repeat"}),
)
