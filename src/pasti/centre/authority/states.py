from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import CENTRE_ROLES
from pasti.journal.actors import NODE_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """How far an invitation of an office is."""

    PROPOSED = "proposed", _("menunggu orang kedua")
    OPEN = "open", _("kode berlaku")
    USED = "used", _("terpakai")
    REVOKED = "revoked", _("ditarik kembali")


_S = State
# The command line of the server is the second person of last resort (docs/adr/0018).
_INVITES = [*CENTRE_ROLES, SYSTEM_ROLE]

INVITATION = Machine(
    noun="invitation",
    states=State,
    start=_S.PROPOSED,
    moves={
        "open": move(_S.PROPOSED, _S.OPEN, _("Buat kodenya"), by=_INVITES),
        "use": move(_S.OPEN, _S.USED, _("Pakai"), by=[NODE_ROLE]),
        "revoke": move([_S.PROPOSED, _S.OPEN], _S.REVOKED, _("Tarik kembali"), by=_INVITES),
    },
)
