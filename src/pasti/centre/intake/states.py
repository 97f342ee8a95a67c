from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import NODE_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move
from pasti.link.statuses import Status


class State(models.TextChoices):
    """How far a record is at the centre."""

    ANNOUNCED = "announced", _("paket ditunggu")
    FAILED = "failed", _("paket tidak terbaca")
    ARRIVED = "arrived", _("paket utuh, belum dibuka")
    RECEIVED = "received", _("diterima")
    SEARCHING = "searching", _("sedang diperiksa")
    SUSPECTED = "suspected", _("menunggu keputusan petugas")
    DUPLICATE = "duplicate", _("ganda")
    AGAIN = "again", _("harus direkam ulang")
    REFUSED = "refused", _("ditolak, bukan orangnya")
    UNKNOWN = "unknown", _("belum pernah direkam")
    CLEARED = "cleared", _("disetujui, data kartu disiapkan")
    STALLED = "stalled", _("data kartu tidak dapat disiapkan")
    RELEASED = "released", _("siap cetak")
    PRINTING = "printing", _("sedang dicetak")
    PRINTED = "printed", _("tercetak")
    ISSUED = "issued", _("diserahkan")


_S = State
# Two operators who agree, or the head when they do not.
_DECIDING = [Role.CENTRE_OPERATOR, Role.CENTRE_HEAD]

RECORD = Machine(
    noun="record",
    states=State,
    start=_S.ANNOUNCED,
    moves={
        "arrive": move(_S.ANNOUNCED, _S.ARRIVED, _("Paket utuh"), by=[SYSTEM_ROLE]),
        "receive": move(_S.ARRIVED, _S.RECEIVED, _("Paket terbaca"), by=[SYSTEM_ROLE]),
        "fail": move(_S.ARRIVED, _S.FAILED, _("Paket tidak terbaca"), by=[SYSTEM_ROLE]),
        "search": move(_S.RECEIVED, _S.SEARCHING, _("Mulai diperiksa"), by=[SYSTEM_ROLE]),
        "suspect": move(_S.SEARCHING, _S.SUSPECTED, _("Perlu keputusan petugas"), by=[SYSTEM_ROLE]),
        "reject": move(
            [_S.SEARCHING, _S.SUSPECTED],
            _S.UNKNOWN,
            _("Belum pernah direkam"),
            by=[SYSTEM_ROLE, *_DECIDING],
        ),
        "clear": move([_S.SEARCHING, _S.SUSPECTED], _S.CLEARED, _("Setujui"), by=[SYSTEM_ROLE, *_DECIDING]),
        "condemn": move(_S.SUSPECTED, _S.DUPLICATE, _("Nyatakan ganda"), by=_DECIDING),
        "redo": move(_S.SUSPECTED, _S.AGAIN, _("Minta rekam ulang"), by=_DECIDING),
        "refuse": move(_S.SUSPECTED, _S.REFUSED, _("Tolak"), by=_DECIDING),
        "release": move(_S.CLEARED, _S.RELEASED, _("Nyatakan siap cetak"), by=[SYSTEM_ROLE]),
        "stall": move(_S.CLEARED, _S.STALLED, _("Data kartu tidak dapat disiapkan"), by=[SYSTEM_ROLE]),
        "retry": move(_S.STALLED, _S.CLEARED, _("Siapkan lagi"), by=[Role.CENTRE_OPERATOR]),
        "begin_printing": move([_S.RELEASED, _S.PRINTING], _S.PRINTING, _("Mulai dicetak"), by=[NODE_ROLE]),
        "print": move([_S.RELEASED, _S.PRINTING], _S.PRINTED, _("Tercetak"), by=[NODE_ROLE]),
        "issue": move([_S.RELEASED, _S.PRINTING, _S.PRINTED], _S.ISSUED, _("Diserahkan"), by=[NODE_ROLE]),
    },
)

# What the office is told in the centre's own words when a record comes into a state; of the others it hears nothing,
# because what it was told before is still true.
CODES = {
    State.RECEIVED: Status.RECEIVED_AT_CENTRAL,
    State.FAILED: Status.ENROLL_FAILURE_AT_CENTRAL,
    State.SUSPECTED: Status.ADJUDICATE_RECORD,
    State.DUPLICATE: Status.DUPLICATE_RECORD,
    State.AGAIN: Status.ENROLL_FAILURE_AT_CENTRAL,
    State.REFUSED: Status.REQUEST_VALIDATION,
    State.UNKNOWN: Status.UNREGISTERED,
    State.RELEASED: Status.PRINT_READY_RECORD,
    State.PRINTING: Status.SENT_FOR_CARD_PRINTING,
    State.PRINTED: Status.CARD_PRINTED,
    State.ISSUED: Status.CARD_ISSUED,
}

# How far a card is, as its office says, and the move that it is here.
PROGRESS: dict[str, str] = {
    Status.SENT_FOR_CARD_PRINTING: "begin_printing",
    Status.CARD_PRINTED: "print",
    Status.CARD_ISSUED: "issue",
}

# A person with a record in one of these was found unique once.
UNIQUE = (State.CLEARED, State.STALLED, State.RELEASED, State.PRINTING, State.PRINTED, State.ISSUED)
