"""Whether there are blanks."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.stock import queries
from pasti.stock.demand import wanted_now


@probe(Need.BLANKS)
def blanks() -> Answer:
    ledger = queries.ledger()
    left = ledger.in_stock
    if left == 0:
        return Answer(stands=False, why=_("habis"), absent=ledger.received == 0)
    waiting = wanted_now()
    if waiting > left:
        said = _("tinggal %(left)s lembar, %(waiting)s kartu menunggu dicetak")
        return Answer(stands=True, why=said % {"left": left, "waiting": waiting})
    low = ngettext("tinggal %d lembar", "tinggal %d lembar", left) % left if queries.is_low(left) else ""
    return Answer(stands=True, why=low)
