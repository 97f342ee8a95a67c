from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import NODE_ROLE, SYSTEM_ROLE
from pasti.journal.minutes import machine_of
from pasti.kit.moves import Machine, move

_KEEPERS = [Role.PRINTER, Role.HEAD]


class State(models.TextChoices):
    """Where a blank card is."""

    IN_STOCK = "in_stock", _("tersedia")
    TRAVELLING = "travelling", _("dalam perjalanan")
    LOADED = "loaded", _("di mesin cetak")
    USED = "used", _("terpakai")
    SPOILED = "spoiled", _("rusak")
    # Somebody wants it taken off the ledger; a second person has not agreed yet.
    HELD = "held", _("disisihkan")
    LOST = "lost", _("hilang")
    DESTROYED = "destroyed", _("dimusnahkan")
    RETURNED = "returned", _("dikembalikan ke pusat")


_S = State

BLANK = Machine(
    noun="blank",
    states=State,
    start=_S.IN_STOCK,
    moves={
        "load": move(_S.IN_STOCK, _S.LOADED, _("Masukkan ke mesin cetak"), by=[Role.PRINTER]),
        "return": move(_S.LOADED, _S.IN_STOCK, _("Kembalikan"), by=[Role.PRINTER]),
        "use": move(_S.LOADED, _S.USED, _("Terpakai"), by=[Role.PRINTER]),
        "spoil": move([_S.IN_STOCK, _S.LOADED], _S.SPOILED, _("Rusak"), by=[Role.PRINTER]),
        "send": move(_S.IN_STOCK, _S.TRAVELLING, _("Kirim"), by=_KEEPERS),
        "arrive": move(_S.TRAVELLING, _S.IN_STOCK, _("Terima"), by=_KEEPERS),
        "hold": move([_S.IN_STOCK, _S.TRAVELLING, _S.SPOILED], _S.HELD, _("Sisihkan"), by=_KEEPERS),
        "release": move(_S.HELD, _S.IN_STOCK, _("Kembalikan ke persediaan"), by=_KEEPERS),
        "release_spoiled": move(_S.HELD, _S.SPOILED, _("Kembalikan ke yang rusak"), by=_KEEPERS),
        # The card on it was lost before anybody had it: the print room's minutes of two people say so.
        "lose_card": move(_S.USED, _S.LOST, _("Kartunya hilang"), by=[Role.CLERK, Role.HEAD]),
        "lose": move(_S.HELD, _S.LOST, _("Hilang"), by=_KEEPERS),
        "destroy": move(_S.HELD, _S.DESTROYED, _("Musnahkan"), by=_KEEPERS),
        "give_back": move(_S.HELD, _S.RETURNED, _("Kembalikan ke pusat"), by=_KEEPERS),
    },
    # Done with many at once: the transfer or the removal has the line in the journal, with all serials.
    quiet=frozenset({"send", "arrive", "hold", "release", "release_spoiled", "lose", "destroy", "give_back"}),
)
"""Blank cards, each by its serial. received = used + spoiled + left the house + still in the house, always."""


class TransferState(models.TextChoices):
    """How far a transfer between two places is."""

    ON_ITS_WAY = "on_its_way", _("dalam perjalanan")
    ARRIVED = "arrived", _("diterima")
    CANCELLED = "cancelled", _("dibatalkan")


TRANSFER = Machine(
    noun="transfer",
    states=TransferState,
    start=TransferState.ON_ITS_WAY,
    moves={
        "arrive": move(TransferState.ON_ITS_WAY, TransferState.ARRIVED, _("Terima"), by=_KEEPERS),
        "cancel": move(TransferState.ON_ITS_WAY, TransferState.CANCELLED, _("Batalkan"), by=_KEEPERS),
    },
)
"""Blanks on their way from one place of the office to another."""


REMOVAL = machine_of("removal", by=_KEEPERS)
"""Blanks that leave the house otherwise than as a card: lost, destroyed, or back to the centre. Two people say so."""


class CountState(models.TextChoices):
    """How far a count is."""

    WAITING = "waiting", _("menunggu penghitung kedua")
    AGREED = "agreed", _("kedua hitungan sama")
    DISAGREED = "disagreed", _("kedua hitungan berbeda")


COUNT = Machine(
    noun="count",
    states=CountState,
    start=CountState.WAITING,
    moves={
        "agree": move(CountState.WAITING, CountState.AGREED, _("Hitungan kedua sama"), by=_KEEPERS),
        "disagree": move(CountState.WAITING, CountState.DISAGREED, _("Hitungan kedua berbeda"), by=_KEEPERS),
    },
)
"""A place's blanks, counted by two people who do not see each other's count."""


class RibbonState(models.TextChoices):
    """Where a ribbon is."""

    IN_STOCK = "in_stock", _("tersedia")
    MOUNTED = "mounted", _("terpasang")
    EMPTY = "empty", _("habis")
    SPOILED = "spoiled", _("rusak")


RIBBON = Machine(
    noun="ribbon",
    states=RibbonState,
    start=RibbonState.IN_STOCK,
    moves={
        "mount": move(RibbonState.IN_STOCK, RibbonState.MOUNTED, _("Pasang"), by=[Role.PRINTER]),
        "take_off": move(RibbonState.MOUNTED, RibbonState.IN_STOCK, _("Lepas"), by=[Role.PRINTER]),
        "empty": move(RibbonState.MOUNTED, RibbonState.EMPTY, _("Habis"), by=[Role.PRINTER]),
        "spoil": move([RibbonState.IN_STOCK, RibbonState.MOUNTED], RibbonState.SPOILED, _("Rusak"), by=[Role.PRINTER]),
    },
)
"""Ribbons of the card printer, each with the prints that it has left."""


class RequestState(models.TextChoices):
    """How far a request for blanks is."""

    DRAFT = "draft", _("konsep")
    SENT = "sent", _("menunggu jawaban pusat")
    ANSWERED = "answered", _("dijawab pusat")
    DROPPED = "dropped", _("tidak diajukan")


REQUEST = Machine(
    noun="supply",
    states=RequestState,
    start=RequestState.DRAFT,
    moves={
        "send": move(RequestState.DRAFT, RequestState.SENT, _("Kirim ke pusat"), by=[Role.HEAD]),
        "answer": move(RequestState.SENT, RequestState.ANSWERED, _("Jawaban pusat"), by=[NODE_ROLE]),
        "drop": move(RequestState.DRAFT, RequestState.DROPPED, _("Tidak diajukan"), by=[Role.HEAD, SYSTEM_ROLE]),
    },
)
"""What the office asks of the centre when its blanks will run out."""
