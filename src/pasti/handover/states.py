from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.kit.moves import Machine, move


class CardState(models.TextChoices):
    """Where a finished card is."""

    KEPT = "kept", _("di kantor")
    MISSING = "missing", _("tidak ditemukan")
    HANDED_OVER = "handed_over", _("diserahkan")


_C = CardState
_SHELVES = [Role.CLERK, Role.PRINTER]

CARD = Machine(
    noun="card",
    states=CardState,
    start=_C.KEPT,
    moves={
        "put": move(_C.KEPT, _C.KEPT, _("Taruh di rak"), by=_SHELVES),
        "miss": move(_C.KEPT, _C.MISSING, _("Laporkan tidak ditemukan"), by=_SHELVES),
        "find": move(_C.MISSING, _C.KEPT, _("Ditemukan"), by=_SHELVES),
        "hand_over": move(_C.KEPT, _C.HANDED_OVER, _("Serahkan"), by=[Role.CLERK]),
    },
    # The case has the line in the journal.
    quiet=frozenset({"hand_over"}),
)
"""A finished card, from the printer to the hand."""


class FindingState(models.TextChoices):
    """What became of something that a count of the shelf found."""

    OPEN = "open", _("perlu dibereskan")
    PUT_RIGHT = "put_right", _("sudah dibereskan")
    REPORTED = "reported", _("dilaporkan")


FINDING = Machine(
    noun="finding",
    states=FindingState,
    start=FindingState.OPEN,
    moves={
        "put_right": move(
            [FindingState.OPEN, FindingState.REPORTED], FindingState.PUT_RIGHT, _("Sudah dibereskan"), by=_SHELVES
        ),
        "report": move(FindingState.OPEN, FindingState.REPORTED, _("Laporkan"), by=_SHELVES),
    },
)
"""Something that a count of the shelf found: a card that is missing, lies elsewhere, or does not belong there."""
