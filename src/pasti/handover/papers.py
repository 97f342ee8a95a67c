"""Papers of the cards, in Indonesian whoever prints them: they are signed, or go to another office."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from pasti.handover import batches, destroying, recognising, uncollected
from pasti.handover.models import Batch, Card, Handover, Minutes
from pasti.kit import clock, pdf
from pasti.link import queries as links
from pasti.offices import queries as offices

_STYLES = "styles/report.css"


def _frame() -> dict[str, Any]:
    return {"office": offices.office(), "printed_at": clock.now(), "sample": links.this_node().sample}


def draw_minutes(minutes: Minutes) -> bytes:
    """Return the minutes of a destruction as PDF, to be signed (SE 470.13/11176/SJ). Raises as `pdf.render`."""
    with translation.override(settings.LANGUAGE_CODE):
        context = _frame() | {
            "minutes": minutes,
            "destroyed": destroying.contents(minutes),
            "witnesses": minutes.witnesses.splitlines(),
        }
        return pdf.render("handover/minutes_paper.html", context, stylesheet=_STYLES)


def draw_manifest(batch: Batch) -> bytes:
    """Return the manifest of a batch as PDF: each card, whose (no NIK), room to sign. Raises as `pdf.render`."""
    with translation.override(settings.LANGUAGE_CODE):
        context = _frame() | {"batch": batch, "cards": batches.contents(batch), "way": batches.going(batch)}
        return pdf.render("handover/manifest_paper.html", context, stylesheet=_STYLES)


def draw_village(code: str, cards: Sequence[Card]) -> bytes:
    """Return the list of cards that a village's people have not collected, as PDF: no NIK in full. As `pdf.render`."""
    with translation.override(settings.LANGUAGE_CODE):
        context = _frame() | {"village": uncollected.name_of(code), "uncollected": cards}
        return pdf.render("handover/village_paper.html", context, stylesheet=_STYLES)


def draw_receipt(done: Handover) -> bytes:
    """Return the receipt of a hand-over as PDF, with how who collected was recognised. Raises as `pdf.render`."""
    with translation.override(settings.LANGUAGE_CODE):
        how = recognising.how(done.recognition) if done.recognition else done.get_shown_display()
        context = _frame() | {"done": done, "application": done.application, "how": how}
        return pdf.render("handover/receipt_paper.html", context, stylesheet=_STYLES)
