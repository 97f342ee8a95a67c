"""The faces of a card as PDF: 85.6 × 54 mm, pictures at 300 dpi, SPECIMEN over both without a `licence`."""

from base64 import b64decode
from typing import Any

from django.utils.translation import gettext as _
from pyrage import DecryptError

from pasti.applications.uploads import PHOTO_TYPES
from pasti.kit import blobs, pdf, qr, text
from pasti.kit.errors import Refused
from pasti.kit.opened import open_file
from pasti.kit.words import Words
from pasti.link import keys
from pasti.link.schema import CardContent
from pasti.printing import licence
from pasti.printing.front import Front, front_of, printed_on
from pasti.printing.models import Job

Card = dict[str, Any]
# So many cards are measured in one go: others want to draw as well.
_AT_ONCE = 20


def content_of(job: Job) -> CardContent:
    """Open what the centre released for this card. Only this office's key opens it.

    Raises Refused, naming the card, when it does not open or its pictures are none: no card is printed without a face;
    and when it cannot be read just now.
    """
    try:
        content = CardContent.model_validate_json(keys.unseal(blobs.read(job.content)))
        open_file(b64decode(content.photo, validate=True), PHOTO_TYPES)
        if content.signature:
            open_file(b64decode(content.signature, validate=True), PHOTO_TYPES)
    except (FileNotFoundError, ValueError, DecryptError, Refused) as broken:
        said = _("Data kartu %s dari pusat rusak. Kembalikan kartu itu ke daftar cetak dan laporkan ke pusat.")
        raise Refused(said % job.application.shown_number) from broken
    except OSError as trouble:
        said = _("Data kartu %(number)s sedang tidak terbaca di komputer ini (%(why)s). Coba lagi.")
        raise Refused(said % {"number": job.application.shown_number, "why": trouble.strerror}) from trouble
    return content


def draw(jobs: list[Job]) -> bytes:
    """Return front and back of each card, one page a face, in the order given, with every letter on it.

    Raises Refused, naming the card, as `content_of` and `front_of` do, and for what does not fit (`kit.fitting`).
    """
    page = page_of(jobs)
    cards = page["cards"]
    try:
        return pdf.render("printing/faces.html", page, stylesheet="styles/card.css")
    except pdf.DoesNotFit as full:
        said = _unfit(cards, full) or {job.pk: str(full) for job in jobs[:1]}
        raise Refused(" ".join(said.values())) from full


def page_of(jobs: list[Job]) -> dict[str, Any]:
    """Return what the page of these cards is made of. Raises Refused as `draw` does, but for what does not fit."""
    cards = []
    for job in jobs:
        content = content_of(job)
        cards.append(_card(job, _front(job, content), content))
    return _page(cards)


def problems(jobs: list[Job]) -> dict[int, str]:
    """Return which cards cannot be printed, by their keys, and why: measured before any blank is taken."""
    found: dict[int, str] = {}
    cards: list[Card] = []
    for job in jobs:
        try:
            cards.append(_card(job, _front(job, content_of(job))))
        except Refused as problem:
            found[job.pk] = str(problem)
    for first in range(0, len(cards), _AT_ONCE):
        found |= _do_not_fit(cards[first : first + _AT_ONCE])
    return found


def why_not(job: Job, refused: Refused) -> Words:
    """Return why a card cannot be drawn, in each language: it is read later, and by others."""
    said = text.both(lambda: problems([job]).get(job.pk, ""))
    return Words(said if all(said.values()) else str(refused))


def _do_not_fit(cards: list[Card]) -> dict[int, str]:
    if not cards:
        return {}
    try:
        pdf.render("printing/faces.html", _page(cards, fronts_only=True), stylesheet="styles/card.css")
    except pdf.DoesNotFit as full:
        named = _unfit(cards, full)
        if named or len(cards) == 1:
            rest = [card for card in cards if card["job"].pk not in named] if named else []
            return named | _do_not_fit(rest) or {cards[0]["job"].pk: str(full)}
        return {pk: said for card in cards for pk, said in _do_not_fit([card]).items()}
    return {}


def _page(cards: list[Card], *, fronts_only: bool = False) -> dict[str, Any]:
    specimen = not licence.holds()
    return {"cards": cards, "printed_on": printed_on(), "fronts_only": fronts_only, "specimen": specimen}


def _card(job: Job, front: Front, content: CardContent | None = None) -> Card:
    return {"job": job, "name": str(job.pk), "content": content, "front": front, "qr": qr.data_uri(job.serial or "-")}


def _front(job: Job, content: CardContent) -> Front:
    try:
        return front_of(content.biodata)
    except Refused as problem:
        said = _("Kartu %(number)s tidak dapat dicetak. %(problem)s")
        raise Refused(said % {"number": job.application.shown_number, "problem": problem}) from problem


def _unfit(cards: list[Card], full: pdf.DoesNotFit) -> dict[int, str]:
    """Return the cards that do not fit, with a sentence that names what is too long on each."""
    boxes = {name.partition(":")[0].partition("/")[0]: name.partition("/")[2].partition(":")[0] for name in full.names}
    said = _(
        "Kartu %(number)s tidak dapat dicetak: %(field)s terlalu panjang (%(length)d huruf), walau sudah diperkecil. "
        "Singkat dahulu melalui perbaikan data."
    )
    found = {}
    for card in cards:
        if card["name"] in boxes:
            field, length = card["front"].longest(boxes[card["name"]])
            number = card["job"].application.shown_number
            found[card["job"].pk] = said % {"number": number, "field": field, "length": length}
    return found
