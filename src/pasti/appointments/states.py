from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import CITIZEN_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """What became of a booking."""

    BOOKED = "booked", _("terjadwal")
    ATTENDED = "attended", _("hadir")
    MISSED = "missed", _("terlewat")
    CANCELLED = "cancelled", _("dibatalkan")
    # By the office, which cannot keep it: no fault of the person's.
    FREED = "freed", _("dibebaskan")


_S = State

BOOKING = Machine(
    noun="booking",
    states=State,
    start=_S.BOOKED,
    moves={
        "attend": move([_S.BOOKED, _S.MISSED, _S.FREED], _S.ATTENDED, _("Hadir"), by=[SYSTEM_ROLE]),
        "miss": move(_S.BOOKED, _S.MISSED, _("Terlewat"), by=[SYSTEM_ROLE]),
        "free": move([_S.BOOKED, _S.MISSED], _S.FREED, _("Bebaskan"), by=[Role.HEAD, Role.ADMIN, SYSTEM_ROLE]),
        "cancel": move(_S.BOOKED, _S.CANCELLED, _("Batalkan"), by=[CITIZEN_ROLE, Role.CLERK, SYSTEM_ROLE]),
    },
)


class Wait(models.TextChoices):
    """How somebody stands on the waiting list for an earlier day."""

    WAITING = "waiting", _("dalam daftar tunggu")
    OFFERED = "offered", _("ditawari tempat")
    TAKEN = "taken", _("mendapat tempat")
    LEFT = "left", _("keluar dari daftar")
    OVER = "over", _("tidak diperlukan lagi")


_W = Wait
_OPEN = [_W.WAITING, _W.OFFERED]
_PERSON = [CITIZEN_ROLE, Role.CLERK]

WAITLIST = Machine(
    noun="waitlist",
    states=Wait,
    start=_W.WAITING,
    moves={
        "offer": move(_W.WAITING, _W.OFFERED, _("Tawarkan tempat"), by=[SYSTEM_ROLE]),
        "take": move(_W.OFFERED, _W.TAKEN, _("Ambil tempat"), by=[SYSTEM_ROLE]),
        "decline": move(_W.OFFERED, _W.WAITING, _("Tolak tempat"), by=_PERSON),
        # Nobody answered in time.
        "lapse": move(_W.OFFERED, _W.WAITING, _("Lewat"), by=[SYSTEM_ROLE]),
        # The place is not there any more, or its holder has another.
        "retract": move(_W.OFFERED, _W.WAITING, _("Tarik kembali"), by=[SYSTEM_ROLE]),
        "leave": move(_OPEN, _W.LEFT, _("Keluar dari daftar tunggu"), by=_PERSON),
        "end": move(_OPEN, _W.OVER, _("Selesai"), by=[SYSTEM_ROLE]),
    },
    quiet=frozenset({"end"}),
)
