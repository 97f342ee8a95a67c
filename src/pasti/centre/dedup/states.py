from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class Verdict(models.TextChoices):
    """What one person says of two records that look alike."""

    DIFFERENT = "different", _("beda orang")
    SAME = "same", _("orang yang sama")
    AGAIN = "again", _("rekam ulang")


class State(models.TextChoices):
    """How far two people are with two records that look alike, and what they decided."""

    OPEN = "open", _("menunggu petugas pertama")
    HALF = "half", _("menunggu petugas kedua")
    DISPUTED = "disputed", _("pendapat berbeda, menunggu kepala pusat")
    DIFFERENT = "different", _("beda orang")
    SAME = "same", _("orang yang sama")
    AGAIN = "again", _("rekam ulang")


_S = State
UNDECIDED = (State.OPEN, State.HALF, State.DISPUTED)
_OPERATOR, _HEAD = [Role.CENTRE_OPERATOR], [Role.CENTRE_HEAD]

SUGGESTION = Machine(
    noun="suggestion",
    states=State,
    start=_S.OPEN,
    moves={
        "opine": move(_S.OPEN, _S.HALF, _("Pendapat pertama"), by=_OPERATOR),
        "tell_apart": move(_S.HALF, _S.DIFFERENT, _("Beda orang"), by=_OPERATOR),
        "confirm": move(_S.HALF, _S.SAME, _("Orang yang sama"), by=_OPERATOR),
        "redo": move(_S.HALF, _S.AGAIN, _("Rekam ulang"), by=_OPERATOR),
        "dispute": move(_S.HALF, _S.DISPUTED, _("Pendapat kedua berbeda"), by=_OPERATOR),
        "settle_apart": move(_S.DISPUTED, _S.DIFFERENT, _("Beda orang"), by=_HEAD),
        "settle_same": move(_S.DISPUTED, _S.SAME, _("Orang yang sama"), by=_HEAD),
        "settle_again": move(_S.DISPUTED, _S.AGAIN, _("Rekam ulang"), by=_HEAD),
    },
)

# The move by which two people agree on a verdict, and the one by which a third settles it.
AGREED = {Verdict.DIFFERENT: "tell_apart", Verdict.SAME: "confirm", Verdict.AGAIN: "redo"}
SETTLED = {Verdict.DIFFERENT: "settle_apart", Verdict.SAME: "settle_same", Verdict.AGAIN: "settle_again"}


class SearchState(models.TextChoices):
    """How far the search for records of the same person is."""

    ASKED = "asked", _("dicari")
    ANSWERED = "answered", _("ada hasil, menunggu keputusan")
    DECIDED = "decided", _("diputuskan")
    FAILED = "failed", _("pencarian gagal")


_F = SearchState

SEARCH = Machine(
    noun="search",
    states=SearchState,
    start=_F.ASKED,
    moves={
        "answer": move(_F.ASKED, _F.ANSWERED, _("Hasil pencarian"), by=[SYSTEM_ROLE]),
        "conclude": move(_F.ASKED, _F.DECIDED, _("Tidak perlu keputusan petugas"), by=[SYSTEM_ROLE]),
        "decide": move(_F.ANSWERED, _F.DECIDED, _("Diputuskan"), by=_OPERATOR + _HEAD),
        "fail": move(_F.ASKED, _F.FAILED, _("Pencarian gagal"), by=[SYSTEM_ROLE]),
        "ask_again": move(_F.FAILED, _F.ASKED, _("Cari lagi"), by=[Role.CENTRE_OPERATOR]),
    },
    # What it led to is in the journal as the record's own move.
    quiet=frozenset({"answer", "conclude", "decide"}),
)
