from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """How far an office's request is."""

    OPEN = "open", _("menunggu jawaban")
    ANSWERED = "answered", _("dijawab")


ASK = Machine(
    noun="ask",
    states=State,
    start=State.OPEN,
    moves={
        "answer": move(State.OPEN, State.ANSWERED, _("Jawab"), by=[Role.CENTRE_OPERATOR, Role.CENTRE_HEAD]),
    },
)
"""What an office asks for in blanks, until the centre has answered."""
