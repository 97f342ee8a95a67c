from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """Where somebody with a number is."""

    WAITING = "waiting", _("menunggu")
    CALLED = "called", _("dipanggil")
    SERVING = "serving", _("dilayani")
    MISSED = "missed", _("dilewati")
    HELD = "held", _("ditunda")
    DONE = "done", _("selesai")
    LEFT = "left", _("pulang")
    UNSERVED = "unserved", _("tidak terlayani")


_S = State
_COUNTER = [Role.CLERK, Role.RECORDER]
_OPEN = [_S.WAITING, _S.CALLED, _S.SERVING, _S.MISSED, _S.HELD]

TICKET = Machine(
    noun="ticket",
    states=State,
    start=_S.WAITING,
    moves={
        "call": move(_S.WAITING, _S.CALLED, _("Panggil"), by=_COUNTER),
        "recall": move(_S.CALLED, _S.CALLED, _("Panggil lagi"), by=_COUNTER),
        "serve": move(_S.CALLED, _S.SERVING, _("Layani"), by=_COUNTER),
        "miss": move(_S.CALLED, _S.MISSED, _("Tidak datang"), by=_COUNTER),
        "requeue": move([_S.MISSED, _S.CALLED], _S.WAITING, _("Masukkan lagi ke antrean"), by=_COUNTER),
        "attach": move(_S.SERVING, _S.SERVING, _("Hubungkan dengan permohonan"), by=_COUNTER),
        "pass_on": move(_S.SERVING, _S.WAITING, _("Teruskan ke lajur lain"), by=_COUNTER),
        "finish": move(_S.SERVING, _S.DONE, _("Selesai"), by=_COUNTER),
        "finish_partly": move(_S.SERVING, _S.DONE, _("Selesai sebagian"), by=_COUNTER),
        "end_in_vain": move(_S.SERVING, _S.UNSERVED, _("Akhiri, sia-sia"), by=_COUNTER),
        # Who fetches a copy comes back to a counter without waiting once more.
        "hold": move(_S.SERVING, _S.HELD, _("Tunda"), by=_COUNTER),
        "resume": move(_S.HELD, _S.SERVING, _("Lanjutkan"), by=_COUNTER),
        "put_back": move([_S.CALLED, _S.SERVING], _S.WAITING, _("Kembalikan ke antrean"), by=_COUNTER),
        "leave": move([_S.WAITING, _S.CALLED, _S.MISSED, _S.HELD], _S.LEFT, _("Pulang"), by=_COUNTER),
        "close": move(_OPEN, _S.UNSERVED, _("Tutup hari"), by=[SYSTEM_ROLE]),
        # All was done, and nobody pressed the key.
        "close_served": move(_OPEN, _S.DONE, _("Tutup hari, sudah dilayani"), by=[SYSTEM_ROLE]),
    },
)

LIVE = (State.WAITING, State.CALLED, State.SERVING, State.MISSED, State.HELD)
AT_COUNTER = (State.CALLED, State.SERVING)
OVER = (State.DONE, State.LEFT, State.UNSERVED)
