from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import OFFICE_STAFF
from pasti.kit.moves import Machine, move


class AbsenceState(models.TextChoices):
    """Where an absence is."""

    NOTED = "noted", _("dicatat")
    RETURNED = "returned", _("sudah kembali")
    WITHDRAWN = "withdrawn", _("ditarik")


_S = AbsenceState

# Whose absence somebody may say something of is the action's to know: one's own, or anybody's for who decides.
ABSENCE = Machine(
    noun="absence",
    states=AbsenceState,
    start=_S.NOTED,
    moves={
        "return": move(_S.NOTED, _S.RETURNED, _("Sudah kembali"), by=OFFICE_STAFF),
        "withdraw": move(_S.NOTED, _S.WITHDRAWN, _("Tarik"), by=OFFICE_STAFF),
    },
)
