"""In which ways cards leave the office, what that costs, and who has asked for it.

What a holder wishes is known upstairs, where they answer; that room says here how to ask it (as `applications.urgent`).
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.handover.models import Batch
from pasti.kit import text
from pasti.kit.answered import Answered
from pasti.offices import policy

Way = Batch.Way
# Which rule of the office lets cards go in a way; what comes back always may.
_SWITCHES = {
    Way.POINT: "handover.at_points",
    Way.COURIER: "handover.by_courier",
    Way.POST: "handover.by_post",
    Way.HOME: "handover.delivers_home",
}

_asked = Answered[[Iterable[Application]], Collection[int]]("who wishes delivery to the home", lambda _cases: ())
# Whoever knows registers `fn(cases)`: for which of them, by key, that is wished.
owner = _asked.owner


def is_on(way: str) -> bool:
    """Whether the office lets cards go in a way (`Batch.Way`); at first it lets none."""
    return way not in _SWITCHES or bool(policy.value(_SWITCHES[Way(way)]))


def offered() -> bool:
    """Whether what is ready is brought to the home, by the office itself or by post, if somebody wishes that."""
    return is_on(Way.HOME) or is_on(Way.POST)


def fee() -> int:
    """Return what a card by post costs, in rupiah: paid to the courier, never for the card (UU 24/2013 art. 79A)."""
    return int(policy.value("handover.post_fee"))


def cost() -> str:
    """Return what being brought to the home costs, in one sentence; nothing where it is not offered."""
    if is_on(Way.HOME):
        return _("Diantar petugas kantor, tanpa biaya.")
    if is_on(Way.POST):
        return _("Dikirim lewat pos: ongkos %s dibayar kepada kurir; kartunya sendiri gratis.") % text.rupiah(fee())
    return ""


def wished(cases: Iterable[Application]) -> Collection[int]:
    """Return of which of these cases, by key, the holder wishes that what is ready is brought to the home.

    Also where the office has stopped doing so since: then somebody has to tell them.
    """
    return _asked(cases)
