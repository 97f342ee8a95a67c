from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import CITIZEN_ROLE, NODE_ROLE, SYSTEM_ROLE
from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    """How far a case is, coarsely. Where exactly is in its steps; what the centre says is a record status."""

    DRAFT = "draft", _("sedang diisi")
    SUBMITTED = "submitted", _("diajukan")
    INCOMPLETE = "incomplete", _("berkas kurang")
    IN_PROGRESS = "in_progress", _("diproses")
    HELD = "held", _("tertahan")
    READY = "ready", _("siap diambil")
    CLOSED = "closed", _("selesai")
    WITHDRAWN = "withdrawn", _("dicabut")
    REFUSED = "refused", _("ditolak")
    LAPSED = "lapsed", _("tidak dilanjutkan")


_S = State
_PERSON = [CITIZEN_ROLE, Role.CLERK]

APPLICATION = Machine(
    noun="application",
    states=State,
    start=_S.DRAFT,
    moves={
        "submit": move(_S.DRAFT, _S.SUBMITTED, _("Kirim permohonan"), by=_PERSON),
        "ask": move([_S.SUBMITTED, _S.INCOMPLETE], _S.INCOMPLETE, _("Berkas kurang"), by=[Role.CLERK]),
        "supply": move(_S.INCOMPLETE, _S.SUBMITTED, _("Berkas dilengkapi"), by=_PERSON),
        "accept": move([_S.SUBMITTED, _S.INCOMPLETE], _S.IN_PROGRESS, _("Berkas lengkap"), by=[Role.CLERK]),
        "set_apart": move([_S.SUBMITTED, _S.INCOMPLETE], _S.INCOMPLETE, _("Menunggu penetapan NIK"), by=[Role.CLERK]),
        "refuse": move([_S.SUBMITTED, _S.INCOMPLETE], _S.REFUSED, _("Tolak"), by=[Role.CLERK]),
        "recorded": move(_S.IN_PROGRESS, _S.IN_PROGRESS, _("Perekaman selesai"), by=[Role.RECORDER]),
        "released": move([_S.IN_PROGRESS, _S.HELD], _S.IN_PROGRESS, _("Siap cetak menurut pusat"), by=[NODE_ROLE]),
        "hold": move([_S.IN_PROGRESS, _S.HELD], _S.HELD, _("Tertahan di pusat"), by=[NODE_ROLE]),
        "record_again": move(_S.HELD, _S.IN_PROGRESS, _("Rekam ulang"), by=[Role.CLERK, Role.RECORDER]),
        "end_held": move(_S.HELD, _S.REFUSED, _("Akhiri permohonan"), by=[Role.CLERK]),
        "printed": move(_S.IN_PROGRESS, _S.READY, _("Kartu tercetak"), by=[Role.PRINTER]),
        "issued": move(_S.IN_PROGRESS, _S.READY, _("Dokumen terbit"), by=[Role.CLERK]),
        "end_uncollected": move(_S.READY, _S.REFUSED, _("Akhiri: tidak diambil"), by=[Role.CLERK, Role.HEAD]),
        "lost": move(_S.READY, _S.IN_PROGRESS, _("Kartu hilang, cetak ulang"), by=[Role.CLERK, Role.HEAD]),
        "hand_over": move(_S.READY, _S.CLOSED, _("Serahkan"), by=[Role.CLERK]),
        "withdraw": move([_S.DRAFT, _S.SUBMITTED, _S.INCOMPLETE], _S.WITHDRAWN, _("Cabut permohonan"), by=_PERSON),
        "lapse": move([_S.DRAFT, _S.SUBMITTED, _S.INCOMPLETE], _S.LAPSED, _("Tidak dilanjutkan"), by=[SYSTEM_ROLE]),
    },
)

LIVE = (State.SUBMITTED, State.INCOMPLETE, State.IN_PROGRESS, State.HELD, State.READY)
UNDER_WAY = (State.IN_PROGRESS, State.HELD, State.READY)
