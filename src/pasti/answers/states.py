from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import CITIZEN_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class Choice(models.TextChoices):
    """What may be answered. SMS, link and office know the same."""

    KEEP = "keep", _("tetap")
    MOVE = "move", _("pilih waktu lain")
    LATER = "later", _("ambil nanti")
    REPRESENT = "represent", _("diwakilkan")
    DELIVERED = "delivered", _("diantar")
    CANCEL = "cancel", _("batalkan kunjungan")
    # Of an earlier place that is held for them.
    TAKE = "take", _("ambil tempat lebih awal")
    DECLINE = "decline", _("tidak mengambil tempat lebih awal")


class State(models.TextChoices):
    """What became of something that somebody was asked."""

    AWAITED = "awaited", _("belum dijawab")
    GIVEN = "given", _("dijawab")
    # Nobody answered before the case went on.
    OVER = "over", _("lewat tanpa jawaban")


_S = State
_OPEN = list(State)
_PERSON = [CITIZEN_ROLE, Role.CLERK]

ANSWER = Machine(
    noun="answer",
    states=State,
    start=_S.AWAITED,
    moves={
        Choice.KEEP: move(_OPEN, _S.GIVEN, _("Tetap"), by=_PERSON),
        Choice.MOVE: move(_OPEN, _S.GIVEN, _("Pilih waktu lain"), by=_PERSON),
        Choice.LATER: move(_OPEN, _S.GIVEN, _("Ambil nanti"), by=_PERSON),
        Choice.REPRESENT: move(_OPEN, _S.GIVEN, _("Diwakilkan"), by=_PERSON),
        Choice.DELIVERED: move(_OPEN, _S.GIVEN, _("Diantar"), by=_PERSON),
        Choice.CANCEL: move(_OPEN, _S.GIVEN, _("Batalkan kunjungan"), by=_PERSON),
        Choice.TAKE: move(_OPEN, _S.GIVEN, _("Ambil tempat lebih awal"), by=_PERSON),
        Choice.DECLINE: move(_OPEN, _S.GIVEN, _("Tidak mengambil tempat lebih awal"), by=_PERSON),
        "ask": move([_S.GIVEN, _S.OVER], _S.AWAITED, _("Tanya lagi"), by=[SYSTEM_ROLE]),
        "end": move(_S.AWAITED, _S.OVER, _("Lewat"), by=[SYSTEM_ROLE]),
    },
    quiet=frozenset({"ask", "end"}),
)
