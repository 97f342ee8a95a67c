from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class IncidentState(models.TextChoices):
    """Where an incident is."""

    PLANNED = "planned", _("direncanakan")
    OPEN = "open", _("berlangsung")
    CLOSED = "closed", _("selesai")
    WITHDRAWN = "withdrawn", _("ditarik")


# Who decides about all incidents; whoever keeps a need (needs.About) decides about its own.
DECIDERS = (Role.HEAD, Role.ADMIN)
KEEPERS = (*DECIDERS, Role.CLERK, Role.RECORDER, Role.PRINTER)

_S = IncidentState

INCIDENT = Machine(
    noun="incident",
    states=IncidentState,
    start=_S.PLANNED,
    moves={
        "open": move(_S.PLANNED, _S.OPEN, _("Mulai"), by=[*DECIDERS, SYSTEM_ROLE]),
        "close": move(_S.OPEN, _S.CLOSED, _("Tutup gangguan"), by=[*KEEPERS, SYSTEM_ROLE]),
        "reopen": move(_S.CLOSED, _S.OPEN, _("Buka lagi"), by=[*DECIDERS, SYSTEM_ROLE]),
        "withdraw": move([_S.PLANNED, _S.OPEN], _S.WITHDRAWN, _("Tarik"), by=DECIDERS),
    },
)
