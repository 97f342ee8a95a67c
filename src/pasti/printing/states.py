from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import NODE_ROLE
from pasti.kit.moves import Machine, move


class JobState(models.TextChoices):
    """Where a card to be printed is."""

    WAITING = "waiting", _("siap cetak")
    IN_RUN = "in_run", _("sedang dicetak")
    PRINTED = "printed", _("tercetak")
    REPLACED = "replaced", _("diganti data baru")


class RunState(models.TextChoices):
    """Where a print run is."""

    OPEN = "open", _("berjalan")
    FINISHED = "finished", _("selesai")


class AdvanceState(models.TextChoices):
    """How far it is that a card is to be printed before its turn."""

    PROPOSED = "proposed", _("menunggu orang kedua")
    GRANTED = "granted", _("didahulukan")
    REFUSED = "refused", _("tidak disetujui")


_J, _R = JobState, RunState

JOB = Machine(
    noun="job",
    states=JobState,
    start=_J.WAITING,
    moves={
        "take": move(_J.WAITING, _J.IN_RUN, _("Cetak"), by=[Role.PRINTER]),
        "print": move(_J.IN_RUN, _J.PRINTED, _("Tercetak"), by=[Role.PRINTER]),
        "spoil": move(_J.IN_RUN, _J.IN_RUN, _("Gagal, ganti blangko"), by=[Role.PRINTER]),
        "put_back": move(_J.IN_RUN, _J.WAITING, _("Kembalikan ke daftar cetak"), by=[Role.PRINTER]),
        "replace": move(_J.WAITING, _J.REPLACED, _("Ganti data"), by=[NODE_ROLE]),
    },
)

RUN = Machine(
    noun="run",
    states=RunState,
    start=_R.OPEN,
    moves={"finish": move(_R.OPEN, _R.FINISHED, _("Tutup"), by=[Role.PRINTER])},
)

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
