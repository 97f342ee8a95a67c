"""Letters that a card can carry: Latin ones, digits and marks (Permendagri 73/2022), and not what a telephone draws."""

import unicodedata

from django import forms
from django.utils.translation import gettext as _

from pasti.kit import typed
from pasti.kit.errors import Refused

# Numbers of houses.
_SIGNS = frozenset("°")


def check(words: str) -> None:
    """Raise Refused for words with a letter of another script or a picture: no card could carry it."""
    before = ""
    for char in typed.clean(words):
        if not _can_be_printed(char, after=before):
            raise Refused(_("Tulis dengan huruf Latin, seperti di KK. “%s” tidak dapat dicetak di kartu.") % char)
        before = char


def validate(words: str) -> None:
    """Do the same for a field of a form."""
    try:
        check(words)
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused


def _can_be_printed(char: str, *, after: str) -> bool:
    if char.isascii() or char in _SIGNS:
        return True
    kind = unicodedata.category(char)
    if kind == "Mn":
        return after.isalpha()
    return kind[0] == "P" or (kind[0] == "L" and unicodedata.name(char, "").startswith("LATIN "))
