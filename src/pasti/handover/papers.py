"""Papers of the cards, in Indonesian whoever prints them: they are signed."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from pasti.handover import batches, destroying, uncollected
from pasti.handover.models import Batch, Card, Minutes
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


def draw_village(code: str, cards: Sequence[Card]) -> bytes:
    """Return the list of cards that a village's people have not collected, as PDF: no NIK in full. As `pdf.render`."""
    return _draw("handover/village_paper.html", village=uncollected.name_of(code), uncollected=cards)
