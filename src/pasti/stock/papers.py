"""Minutes on paper. Witnesses sign them: they are in Indonesian, whoever prints them."""

from django.conf import settings
from django.utils import translation

from pasti.kit import clock, pdf
from pasti.link import queries as links
from pasti.offices import queries as offices
from pasti.stock import ranges, removing
from pasti.stock.models import Removal


def draw_minutes(removal: Removal) -> bytes:
    """Return the minutes of a removal as PDF, to be signed (SE Mendagri 470.13/11176/SJ). Raises as `pdf.render`."""
    with translation.override(settings.LANGUAGE_CODE):
        blanks = dict(removal.blanks.values_list("serial", "reason"))
        context = {
            "removal": removal,
            "ranges": ranges.ranges(removing.serials_of(removal)),
            # Why each was spoiled, where that is known.
            "reasons": sorted((serial, reason) for serial, reason in blanks.items() if reason),
            "witnesses": removal.witnesses.splitlines(),
            "office": offices.office(),
            "printed_at": clock.now(),
            "sample": links.this_node().sample,
        }
        return pdf.render("stock/minutes_paper.html", context, stylesheet="styles/report.css")
