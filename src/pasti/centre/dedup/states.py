from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """What was decided on two records that look alike."""

    OPEN = "open", _("belum diputuskan")
    DIFFERENT = "different", _("dua orang berbeda")
    SAME = "same", _("orang yang sama")


_S = State

SUGGESTION = Machine(
    noun="suggestion",
    states=State,
    start=_S.OPEN,
    moves={
        "tell_apart": move(_S.OPEN, _S.DIFFERENT, _("Dua orang berbeda"), by=[Role.CENTRE_OPERATOR]),
        "confirm": move(_S.OPEN, _S.SAME, _("Orang yang sama"), by=[Role.CENTRE_OPERATOR]),
    },
)


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
        "decide": move(_F.ANSWERED, _F.DECIDED, _("Diputuskan"), by=[Role.CENTRE_OPERATOR]),
        "fail": move(_F.ASKED, _F.FAILED, _("Pencarian gagal"), by=[SYSTEM_ROLE]),
        "ask_again": move(_F.FAILED, _F.ASKED, _("Cari lagi"), by=[Role.CENTRE_OPERATOR]),
    },
    # What it led to is in the journal as the record's own move.
    quiet=frozenset({"answer", "conclude", "decide"}),
)
