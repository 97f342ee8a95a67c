from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM_ROLE
from pasti.journal.minutes import machine_of
from pasti.kit.moves import Machine, move


class CardState(models.TextChoices):
    """Where a finished card is."""

    KEPT = "kept", _("di kantor")
    # Carried to a pick-up point or back; lying there; in the hands of who brings it to its holder.
    TRAVELLING = "travelling", _("dalam perjalanan")
    AT_POINT = "at_point", _("di tempat pengambilan")
    CARRIED = "carried", _("dibawa pengantar")
    MISSING = "missing", _("tidak ditemukan")
    # One person wants it declared lost; a second one has not agreed yet.
    DECLARED = "declared", _("diusulkan hilang")
    # Two people declared it lost, and another one is printed. If it turns up it is destroyed, and never given.
    LOST = "lost", _("dinyatakan hilang")
    SURFACED = "surfaced", _("ditemukan lagi, untuk dimusnahkan")
    # It was not collected; a second person has not agreed yet that it is destroyed.
    HELD = "held", _("disisihkan untuk dimusnahkan")
    DESTROYED = "destroyed", _("dimusnahkan")
    HANDED_OVER = "handed_over", _("diserahkan")


_C = CardState
_SHELVES = [Role.CLERK, Role.PRINTER]
_SIGN = [Role.CLERK, Role.HEAD]

_GONE_FROM = [_C.KEPT, _C.TRAVELLING, _C.AT_POINT, _C.CARRIED]

CARD = Machine(
    noun="card",
    states=CardState,
    start=_C.KEPT,
    moves={
        "put": move(_C.KEPT, _C.KEPT, _("Taruh di rak"), by=_SHELVES),
        "send": move([_C.KEPT, _C.AT_POINT], _C.TRAVELLING, _("Kirim"), by=_SIGN),
        "arrive": move(_C.TRAVELLING, _C.AT_POINT, _("Terima di tempat pengambilan"), by=_SIGN),
        "carry": move(_C.KEPT, _C.CARRIED, _("Antar"), by=_SIGN),
        "come_back": move([_C.TRAVELLING, _C.CARRIED], _C.KEPT, _("Terima kembali di kantor"), by=_SIGN),
        "stay": move(_C.TRAVELLING, _C.AT_POINT, _("Batal dikembalikan"), by=_SIGN),
        "miss": move(_GONE_FROM, _C.MISSING, _("Laporkan tidak ditemukan"), by=[*_SHELVES, Role.HEAD]),
        "declare": move(_C.MISSING, _C.DECLARED, _("Usulkan dinyatakan hilang"), by=_SIGN),
        "recall": move(_C.DECLARED, _C.MISSING, _("Cari lagi"), by=_SIGN),
        "lose": move(_C.DECLARED, _C.LOST, _("Nyatakan hilang"), by=_SIGN),
        "surface": move(_C.LOST, _C.SURFACED, _("Ditemukan lagi"), by=[*_SHELVES, Role.HEAD]),
        "hold_stray": move(_C.SURFACED, _C.HELD, _("Sisihkan untuk dimusnahkan"), by=_SIGN),
        "release_stray": move(_C.HELD, _C.SURFACED, _("Batal dimusnahkan"), by=_SIGN),
        "find": move([_C.MISSING, _C.DECLARED], _C.KEPT, _("Ditemukan"), by=[*_SHELVES, Role.HEAD]),
        "hand_over": move([_C.KEPT, _C.AT_POINT, _C.CARRIED], _C.HANDED_OVER, _("Serahkan"), by=[Role.CLERK]),
        "hold": move(_C.KEPT, _C.HELD, _("Sisihkan"), by=_SIGN),
        "release": move(_C.HELD, _C.KEPT, _("Kembalikan ke rak"), by=_SIGN),
        "destroy": move(_C.HELD, _C.DESTROYED, _("Musnahkan"), by=_SIGN),
    },
    # The case has the line in the journal.
    quiet=frozenset({"hand_over", "destroy", "lose"}),
)
"""A finished card, from the printer to the hand."""


class FindingState(models.TextChoices):
    """What became of something that a count of the shelf found."""

    OPEN = "open", _("perlu dibereskan")
    PUT_RIGHT = "put_right", _("sudah dibereskan")
    REPORTED = "reported", _("dilaporkan")
    # Its card left: handed over, or declared lost.
    OVER = "over", _("kartunya sudah tidak di rak")


FINDING = Machine(
    noun="finding",
    states=FindingState,
    start=FindingState.OPEN,
    moves={
        "put_right": move(
            [FindingState.OPEN, FindingState.REPORTED], FindingState.PUT_RIGHT, _("Sudah dibereskan"), by=_SHELVES
        ),
        "report": move(FindingState.OPEN, FindingState.REPORTED, _("Laporkan"), by=_SHELVES),
        "close": move(
            [FindingState.OPEN, FindingState.REPORTED],
            FindingState.OVER,
            _("Kartunya sudah tidak di rak"),
            by=[SYSTEM_ROLE],
        ),
    },
)
"""Something that a count of the shelf found: a card that is missing, lies elsewhere, or does not belong there."""


class OldCardState(models.TextChoices):
    """Where an old card is that was handed in."""

    KEPT = "kept", _("menunggu pemusnahan")
    HELD = "held", _("disisihkan untuk dimusnahkan")
    DESTROYED = "destroyed", _("dimusnahkan")


_O = OldCardState

OLD_CARD = Machine(
    noun="old_card",
    states=OldCardState,
    start=_O.KEPT,
    moves={
        "hold": move(_O.KEPT, _O.HELD, _("Sisihkan"), by=_SIGN),
        "release": move(_O.HELD, _O.KEPT, _("Kembalikan"), by=_SIGN),
        "destroy": move(_O.HELD, _O.DESTROYED, _("Musnahkan"), by=_SIGN),
    },
    # Done with many at once: the minutes have the line in the journal, with all serials.
    quiet=frozenset({"hold", "release", "destroy"}),
)
"""An old card that was handed in, until it is destroyed: cards were sanded and used again (Jambi 2021)."""


MINUTES = machine_of("minutes", by=_SIGN)
"""Cards that are destroyed with minutes: old ones that were handed in, new ones that nobody collected. Two people."""


class BatchState(models.TextChoices):
    """How far a batch is."""

    ON_ITS_WAY = "on_its_way", _("dalam perjalanan")
    DONE = "done", _("selesai")
    CANCELLED = "cancelled", _("dibatalkan")


BATCH = Machine(
    noun="batch",
    states=BatchState,
    start=BatchState.ON_ITS_WAY,
    moves={
        "finish": move(BatchState.ON_ITS_WAY, BatchState.DONE, _("Selesai"), by=_SIGN),
        "cancel": move(BatchState.ON_ITS_WAY, BatchState.CANCELLED, _("Batalkan"), by=_SIGN),
    },
)
"""Cards that leave together: to a pick-up point or back, or to their holders. Until each is accounted for."""


class RecognitionState(models.TextChoices):
    """How far it is known whether the one at the counter is the one they say they are."""

    OPEN = "open", _("belum cocok")
    # It did not agree, or may not be settled by one person: a second one looks.
    DOUBTED = "doubted", _("menunggu orang kedua")
    RECOGNISED = "recognised", _("cocok")
    TURNED_AWAY = "turned_away", _("bukan orangnya")
    LEFT = "left", _("tidak jadi diambil")


_R = RecognitionState

RECOGNITION = Machine(
    noun="recognition",
    states=RecognitionState,
    start=_R.OPEN,
    moves={
        "match": move(_R.OPEN, _R.RECOGNISED, _("Cocok menurut alat"), by=[Role.CLERK]),
        "look": move(_R.OPEN, _R.RECOGNISED, _("Cocok menurut mata"), by=[Role.CLERK]),
        "doubt": move(_R.OPEN, _R.DOUBTED, _("Minta orang kedua"), by=[Role.CLERK]),
        "vouch": move(_R.DOUBTED, _R.RECOGNISED, _("Cocok menurut orang kedua"), by=_SIGN),
        "turn_away": move(_R.DOUBTED, _R.TURNED_AWAY, _("Bukan orangnya"), by=_SIGN),
        "leave": move([_R.OPEN, _R.DOUBTED, _R.RECOGNISED], _R.LEFT, _("Tidak jadi diambil"), by=[Role.CLERK]),
    },
    # Another visit began: nothing was decided.
    quiet=frozenset({"leave"}),
)
"""Whether who collects a card is who they say: compared by a reader, or by eye; in doubt a second person looks."""
