from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class NoticeState(models.TextChoices):
    """How far a notice is."""

    COLLECTING = "collecting", _("dikumpulkan")
    SENDING = "sending", _("sedang disampaikan")
    SENT = "told", _("terkirim, tanpa kabar sampai")
    REACHED = "reached", _("sampai")
    CALL = "call", _("perlu ditelepon")
    OVER = "over", _("tidak perlu lagi")


class DeliveryState(models.TextChoices):
    """Where one message on one channel is."""

    WAITING = "waiting", _("menunggu dikirim")
    IN_FLIGHT = "in_flight", _("sedang dikirim")
    SENT = "sent", _("terkirim")
    DELIVERED = "delivered", _("sampai")
    READ = "read", _("dibaca")
    FAILED = "failed", _("gagal")
    UNSURE = "unsure", _("tidak pasti terkirim")
    CANCELLED = "cancelled", _("dibatalkan")


# Who rings up people that no message reached.
CALLERS = (Role.CLERK, Role.HEAD, Role.ADMIN)

_N, _D = NoticeState, DeliveryState
_SYSTEM = [SYSTEM_ROLE]

NOTICE = Machine(
    noun="notice",
    states=NoticeState,
    start=_N.COLLECTING,
    moves={
        "release": move(_N.COLLECTING, _N.SENDING, _("Kirim"), by=_SYSTEM),
        "reopen": move([_N.SENDING, _N.CALL], _N.COLLECTING, _("Kumpulkan lagi"), by=_SYSTEM),
        "reach": move([_N.SENDING, _N.SENT, _N.CALL], _N.REACHED, _("Sampai"), by=_SYSTEM),
        "settle": move(_N.SENDING, _N.SENT, _("Anggap terkirim"), by=_SYSTEM),
        "ask_call": move([_N.COLLECTING, _N.SENDING, _N.SENT, _N.REACHED], _N.CALL, _("Perlu ditelepon"), by=_SYSTEM),
        "called": move(_N.CALL, _N.REACHED, _("Sudah dihubungi"), by=CALLERS),
        "unanswered": move(_N.CALL, _N.CALL, _("Tidak terjawab"), by=CALLERS),
        "drop": move([_N.COLLECTING, _N.SENDING, _N.SENT, _N.CALL], _N.OVER, _("Tidak perlu lagi"), by=_SYSTEM),
    },
    # That a message went out or came to nothing is said of the delivery; gathering is said of nothing.
    quiet=frozenset({"release", "reopen", "settle", "drop"}),
)

DELIVERY = Machine(
    noun="delivery",
    states=DeliveryState,
    start=_D.WAITING,
    moves={
        "claim": move(_D.WAITING, _D.IN_FLIGHT, _("Kirim"), by=_SYSTEM),
        "send": move(_D.IN_FLIGHT, _D.SENT, _("Terkirim"), by=_SYSTEM),
        "retry": move(_D.IN_FLIGHT, _D.WAITING, _("Coba lagi nanti"), by=_SYSTEM),
        "lose": move(_D.IN_FLIGHT, _D.UNSURE, _("Tidak pasti terkirim"), by=_SYSTEM),
        "fail": move([_D.IN_FLIGHT, _D.SENT, _D.UNSURE], _D.FAILED, _("Gagal"), by=_SYSTEM),
        # A report may come late, and before the answer of the one to whom it was given.
        "deliver": move([_D.IN_FLIGHT, _D.SENT, _D.UNSURE, _D.FAILED], _D.DELIVERED, _("Sampai"), by=_SYSTEM),
        "read": move([_D.IN_FLIGHT, _D.SENT, _D.UNSURE, _D.FAILED, _D.DELIVERED], _D.READ, _("Dibaca"), by=_SYSTEM),
        "cancel": move(_D.WAITING, _D.CANCELLED, _("Batalkan"), by=_SYSTEM),
    },
    quiet=frozenset({"claim", "retry", "deliver", "read", "cancel"}),
)
