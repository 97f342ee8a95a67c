"""Keys that sign certificates."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.certificates.states import KEY, KeyState
from pasti.journal.moves import Stateful
from pasti.kit import clock


class SigningKey(Stateful):
    """A key of this node. Its private half is sealed for this node itself: who has the database only cannot sign."""

    MACHINE = KEY
    State: ClassVar = KeyState

    # Sixteen hexadecimal digits; in a token they are eight bytes.
    kid = models.CharField(max_length=16, unique=True)
    public = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=KeyState.IN_USE), name="one_signing_key_in_use")
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def shown(self) -> str:
        """Its id in groups of four, to be compared."""
        return " ".join(self.kid[at : at + 4] for at in range(0, 16, 4))
