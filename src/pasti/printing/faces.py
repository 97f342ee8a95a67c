"""The faces of a card as PDF: 85.6 × 54 mm, pictures at 300 dpi, SPECIMEN over both."""

from base64 import b64decode

from django.utils.translation import gettext as _
from pyrage import DecryptError

from pasti.applications.uploads import PHOTO_TYPES
from pasti.kit import blobs, pdf, qr
from pasti.kit.errors import Refused
from pasti.kit.opened import open_file
from pasti.link import keys
from pasti.link.schema import CardContent
from pasti.printing.models import Job


def content_of(job: Job) -> CardContent:
    """Open what the centre released for this card. Only this office's key opens it.

    Raises Refused, naming the card, when it does not open or its pictures are none: no card is printed without a face.
    """
    try:
        content = CardContent.model_validate_json(keys.unseal(blobs.read(job.content)))
        open_file(b64decode(content.photo, validate=True), PHOTO_TYPES)
        if content.signature:
            open_file(b64decode(content.signature, validate=True), PHOTO_TYPES)
    except (OSError, ValueError, DecryptError, Refused) as broken:
        said = _("Data kartu %s dari pusat rusak. Kembalikan kartu itu ke daftar cetak dan laporkan ke pusat.")
        raise Refused(said % job.application.shown_number) from broken
    return content


def draw(jobs: list[Job]) -> bytes:
    """Return front and back of each card, one page a face, in the order given. Raises Refused as `content_of` does."""
    cards = [{"job": job, "content": content_of(job), "qr": qr.data_uri(job.serial)} for job in jobs]
    return pdf.render("printing/faces.html", {"cards": cards}, stylesheet="styles/card.css")
