"""The ways to say no: a sentence that the person in front of the screen can read and act on."""

from django.utils.functional import Promise


class Refused(Exception):
    """The request is understood and not done. Nothing was changed."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """The thing exists, but this move is not open to it or to this person."""


class Stop(Exception):
    """A command of an operator cannot go on; the sentence says why and what to do."""
