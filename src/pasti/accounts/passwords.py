"""Passwords that are easy to guess: made of the account's own words, or of words that many choose.

A password is read as a guesser reads it: without case, signs and numbers at its ends, with letters for the digits that
look like them. What is left must not be one or two such words, however often each stands there.
"""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pasti.accounts import node
from pasti.accounts.models import Account

_LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")
_SHORTEST_OWN_WORD = 3
_MOST_WORDS = 2
_LONGEST = 200
_LIST = Path(__file__).parent / "data" / "easy_words.txt"


@cache
def easy_words() -> frozenset[str]:
    """Return the words that many people choose, as they are read here."""
    lines = _LIST.read_text().splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def cores(password: str) -> set[str]:
    """Return what is left of a password without case, signs, and numbers at its ends: read as typed, and as meant."""
    bare = re.sub(r"[\W_]+", "", password.casefold())
    meant = re.sub(r"[\W_]+", "", password.casefold().translate(_LOOKS_LIKE))
    inner = re.sub(r"[\W_]+", "", password.casefold().strip("0123456789!@#$%^&*()-_=+.,?/ ").translate(_LOOKS_LIKE))
    return {re.sub(r"^\d+|\d+$", "", word) for word in (bare, meant, inner)}


def _is_made_of(core: str, words: frozenset[str]) -> bool:
    """Whether a core is nothing, or one or two of these words (each as often as one likes)."""

    # Remembered, or a long row of one letter would be cut up in more ways than there is time for.
    @cache
    def rest_is(at: int, used: frozenset[str]) -> bool:
        if at == len(core):
            return True
        return any(
            rest_is(end, used | {core[at:end]})
            for end in range(len(core), at, -1)
            if core[at:end] in words and len(used | {core[at:end]}) <= _MOST_WORDS
        )

    return rest_is(0, frozenset())


def _own_words(account: Account | None) -> frozenset[str]:
    said = [account.username, account.name] if account else []
    said.append(node.here().name)
    words = re.split(r"[\W_]+", " ".join(said).casefold())
    words += [re.sub(r"[\W_]+", "", one.casefold()) for one in said]
    return frozenset(re.sub(r"\d+$", "", word) for word in words if len(word) >= _SHORTEST_OWN_WORD) - {""}


class EasyWords:
    """Refuses what is made of the account's own words, or of words that many choose."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError, with one sentence, for a password that is easily guessed."""
        if node.here().sample:
            # Everybody knows a sample's password: it stands on the first page that is shown.
            return
        if len(password) > _LONGEST:
            raise ValidationError(_("Kata sandi paling panjang %d huruf.") % _LONGEST, code="password_too_long")
        found, own = cores(password), _own_words(user)
        if any(core and _is_made_of(core, own) for core in found):
            raise ValidationError(
                _("Kata sandi ini tersusun dari nama Anda, nama pengguna, atau nama kantor. Pilih yang lain."),
                code="password_of_own_words",
            )
        if any(_is_made_of(core, own | easy_words()) for core in found):
            raise ValidationError(
                _("Kata sandi ini mudah ditebak. Rangkaikan tiga kata atau lebih yang tidak berhubungan."),
                code="password_easily_guessed",
            )

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return _("Bukan nama Anda atau kantor, dan bukan kata yang banyak dipakai.")
