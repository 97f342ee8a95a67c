"""Papers of the cards, in Indonesian whoever prints them: they are signed."""

from django.conf import settings
from django.utils import translation

from pasti.handover import batches, destroying
from pasti.handover.models import Batch, Minutes
from pasti.kit import clock, pdf
from pasti.link import queries as links
from pasti.offices import queries as offices


def _draw(template: str, **said: object) -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "office": offices.office(), "printed_at": clock.now(), "sample": links.this_node().sample, **said,
        }  # fmt: skip
        return pdf.render(template, context, stylesheet="styles/report.css")


def draw_minutes(minutes: Minutes) -> bytes:
    """Return the minutes of a destruction as PDF, to be signed (SE 470.13/11176/SJ). Raises as `pdf.render`."""
    return _draw(
        "handover/minutes_paper.html",
        minutes=minutes,
        destroyed=destroying.contents(minutes),
        witnesses=minutes.witnesses.splitlines(),
    )


def draw_manifest(batch: Batch) -> bytes:
    """Return the manifest of a batch as PDF: each card, whose (no NIK), room to sign. Raises as `pdf.render`."""
    return _draw("handover/manifest_paper.html", batch=batch, cards=batches.contents(batch), way=batches.going(batch))
