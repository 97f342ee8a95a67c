"""Whether there are blanks."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.stock import queries


@probe(Need.BLANKS)
def blanks() -> Answer:
    left = queries.ledger().in_stock
    if left == 0:
        return Answer(stands=False, why=_("habis"))
    low = ngettext("tinggal %d lembar", "tinggal %d lembar", left) % left if queries.running_low() else ""
    return Answer(stands=True, why=low)
