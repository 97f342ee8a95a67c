from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import NODE_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class JobState(models.TextChoices):
    """Where a card to be printed is."""

    WAITING = "waiting", _("siap cetak")
    IN_RUN = "in_run", _("sedang dicetak")
    PRINTED = "printed", _("tercetak")
    REPLACED = "replaced", _("diganti data baru")
    # It was printed, and lost before anybody had it; the case has another one.
    LOST = "lost", _("hilang setelah jadi")


class RunState(models.TextChoices):
    """Where a print run is."""

    OPEN = "open", _("berjalan")
    PAUSED = "paused", _("dijeda")
    FINISHED = "finished", _("selesai")


class PrintoutState(models.TextChoices):
    """Where one card's face is on its way through a machine's queue."""

    WAITING = "waiting", _("menunggu giliran di mesin")
    SENDING = "sending", _("sedang dikirim ke mesin")
    QUEUED = "queued", _("di antrean mesin")
    HELD = "held", _("ditahan di antrean mesin")
    PRINTING = "printing", _("di mesin")
    STOPPED = "stopped", _("mesin berhenti")
    DONE = "done", _("keluar dari mesin")
    FAILED = "failed", _("digagalkan mesin")
    UNSURE = "unsure", _("tidak pasti tercetak")
    WITHDRAWN = "withdrawn", _("tidak jadi dikirim")


class AdvanceState(models.TextChoices):
    """How far it is that a card is to be printed before its turn."""

    PROPOSED = "proposed", _("menunggu orang kedua")
    GRANTED = "granted", _("didahulukan")
    REFUSED = "refused", _("tidak disetujui")


_J, _R, _P = JobState, RunState, PrintoutState

JOB = Machine(
    noun="job",
    states=JobState,
    start=_J.WAITING,
    moves={
        "take": move(_J.WAITING, _J.IN_RUN, _("Cetak"), by=[Role.PRINTER]),
        "encode": move(_J.IN_RUN, _J.IN_RUN, _("Aktifkan chip"), by=[Role.PRINTER]),
        "print": move(_J.IN_RUN, _J.PRINTED, _("Tercetak"), by=[Role.PRINTER]),
        "spoil": move(_J.IN_RUN, _J.IN_RUN, _("Gagal, ganti blangko"), by=[Role.PRINTER]),
        "put_back": move(_J.IN_RUN, _J.WAITING, _("Kembalikan ke daftar cetak"), by=[Role.PRINTER]),
        "lose": move(_J.PRINTED, _J.LOST, _("Hilang setelah jadi"), by=[Role.CLERK, Role.HEAD]),
        "replace": move(_J.WAITING, _J.REPLACED, _("Ganti data"), by=[NODE_ROLE]),
    },
)

RUN = Machine(
    noun="run",
    states=RunState,
    start=_R.OPEN,
    moves={
        "pause": move(_R.OPEN, _R.PAUSED, _("Jeda"), by=[Role.PRINTER]),
        "go_on": move(_R.PAUSED, _R.OPEN, _("Lanjutkan"), by=[Role.PRINTER]),
        "finish": move([_R.OPEN, _R.PAUSED], _R.FINISHED, _("Tutup"), by=[Role.PRINTER]),
    },
)

_SYSTEM = [SYSTEM_ROLE]
# In the machine's queue, as its server last said.
IN_QUEUE = (_P.QUEUED, _P.HELD, _P.PRINTING, _P.STOPPED)
# One of them at a machine: it holds one card at a time, and no other follows before it is known what became of it.
AT_MACHINE = (_P.SENDING, *IN_QUEUE, _P.UNSURE, _P.FAILED)

PRINTOUT = Machine(
    noun="printout",
    states=PrintoutState,
    start=_P.WAITING,
    moves={
        "claim": move(_P.WAITING, _P.SENDING, _("Kirim"), by=_SYSTEM),
        "retry": move(_P.SENDING, _P.WAITING, _("Coba lagi nanti"), by=_SYSTEM),
        "accept": move([_P.SENDING, _P.UNSURE], _P.QUEUED, _("Diterima antrean"), by=_SYSTEM),
        "queue": move(IN_QUEUE, _P.QUEUED, _("Menunggu di antrean"), by=_SYSTEM),
        "hold": move(IN_QUEUE, _P.HELD, _("Ditahan"), by=_SYSTEM),
        "start": move(IN_QUEUE, _P.PRINTING, _("Mulai dicetak mesin"), by=_SYSTEM),
        "stop": move(IN_QUEUE, _P.STOPPED, _("Mesin berhenti"), by=_SYSTEM),
        "fail": move(IN_QUEUE, _P.FAILED, _("Digagalkan mesin"), by=_SYSTEM),
        "lose": move([_P.SENDING, *IN_QUEUE], _P.UNSURE, _("Tidak pasti"), by=_SYSTEM),
        # The machine says so, or a person who holds the card, or its pieces.
        "finish": move(
            [_P.SENDING, *IN_QUEUE, _P.UNSURE, _P.FAILED], _P.DONE, _("Keluar"), by=[Role.PRINTER, SYSTEM_ROLE]
        ),
        # Somebody has looked: the blank is clean.
        "again": move([_P.UNSURE, _P.FAILED], _P.WAITING, _("Belum tercetak, cetak lagi"), by=[Role.PRINTER]),
        "withdraw": move([_P.WAITING, _P.FAILED], _P.WITHDRAWN, _("Tidak jadi"), by=[Role.PRINTER]),
    },
    quiet=frozenset({"claim", "retry", "accept", "queue", "hold", "start", "stop", "finish", "withdraw"}),
)
"""One card's face at a machine, for one blank: it is never sent a second time unless somebody has looked."""


class NightState(models.TextChoices):
    """How far it is that cards are printed while the office is closed."""

    PROPOSED = "proposed", _("diusulkan")
    SIGNED = "signed", _("menunggu orang kedua")
    RELEASED = "released", _("disetujui dua orang")
    REFUSED = "refused", _("tidak jadi")


_N = NightState
_AT_NIGHT = [Role.PRINTER, Role.HEAD]

NIGHT = Machine(
    noun="night",
    states=NightState,
    start=_N.PROPOSED,
    moves={
        "sign": move(_N.PROPOSED, _N.SIGNED, _("Setujui sebagai orang pertama"), by=_AT_NIGHT),
        "release": move(_N.SIGNED, _N.RELEASED, _("Setujui sebagai orang kedua"), by=_AT_NIGHT),
        "refuse": move([_N.PROPOSED, _N.SIGNED, _N.RELEASED], _N.REFUSED, _("Tidak jadi"), by=_AT_NIGHT),
    },
)
"""Printing while the office is closed: two people release it, or nobody prints."""

_DECIDES = [Role.HEAD, Role.PRINTER, Role.CLERK]

ADVANCE = Machine(
    noun="advance",
    states=AdvanceState,
    start=AdvanceState.PROPOSED,
    moves={
        "grant": move(AdvanceState.PROPOSED, AdvanceState.GRANTED, _("Setujui"), by=[Role.HEAD]),
        "refuse": move(
            [AdvanceState.PROPOSED, AdvanceState.GRANTED], AdvanceState.REFUSED, _("Tidak jadi"), by=_DECIDES
        ),
    },
)
"""A card that is printed before its turn: a reason and two names, or none."""
