"""The faces of a card as PDF: 85.6 × 54 mm, pictures at 300 dpi, SPECIMEN over both."""

from pasti.kit import blobs, pdf, qr
from pasti.link import keys
from pasti.link.schema import CardContent
from pasti.printing.models import Job


def content_of(job: Job) -> CardContent:
    """Open what the centre released for this card. Only this office's key opens it."""
    return CardContent.model_validate_json(keys.unseal(blobs.read(job.content)))


def draw(jobs: list[Job]) -> bytes:
    """Return front and back of each card, one page a face, in the order given."""
    cards = [{"job": job, "content": content_of(job), "qr": qr.data_uri(job.serial)} for job in jobs]
    return pdf.render("printing/faces.html", {"cards": cards}, stylesheet="styles/card.css")
