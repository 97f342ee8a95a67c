"""What the kiosk prints, by the browser and on whatever paper its printer has: no letter of it is lost."""

from types import SimpleNamespace

import pypdfium2
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, PdfMargins

from pasti.kit import qr
from pasti.queue.models import Ticket
from tests.cast import MONDAY

MM = 72 / 25.4
# As long as a lane's name may be: in words, and in one word.
NAMES = ["Perekaman foto, tanda tangan, sidik jari dan iris penduduk ba", "W" * 60]


def ticket(name: str) -> str:
    lane = SimpleNamespace(letter="W", name=name)
    given = SimpleNamespace(number="W-999", lane=lane, state=Ticket.State.WAITING, issued_at=MONDAY, state_label="")
    place = SimpleNamespace(ahead=199, next_lane=SimpleNamespace(letter="M", name=name))
    context = {"ticket": given, "place": place, "qr": qr.data_uri("https://contoh.go.id/antrean/nomor/abcdefgh/")}
    return dressed("queue/stub.html", context)


def plain(words: str) -> str:
    return "".join(words.split())


def take_home(name: str) -> str:
    """The list for whoever comes again with everything."""
    requirement = SimpleNamespace(text=name * 4, detail=name * 2)
    checklist = SimpleNamespace(
        stops=[name * 3], needed=[SimpleNamespace(requirement=requirement, good_until=MONDAY)] * 2
    )
    address = f"https://{'disdukcapil.' * 6}kota-yang-namanya-panjang.go.id/layanan/NEW16/"
    context = {"service": SimpleNamespace(text=name * 4, code="NEW16"), "checklist": checklist, "address": address}
    return dressed("queue/take_home.html", context | {"qr": qr.data_uri(address)})


def dressed(template: str, context: dict[str, object]) -> str:
    html = render_to_string(template, context | {"node_name": "Dinas"})
    style = (settings.STATIC_ROOT / "styles" / "hall.css").read_text()
    return html.replace("</head>", f"<style>{style}</style></head>")


def printed(browser: Browser, html: str, millimetres: int) -> pypdfium2.PdfDocument:
    page = browser.new_page()
    page.set_content(html)
    margins: PdfMargins = {"top": "3mm", "bottom": "3mm", "left": "3mm", "right": "3mm"}
    drawn = page.pdf(width=f"{millimetres}mm", height="200mm", margin=margins)
    page.close()
    return pypdfium2.PdfDocument(drawn)


def said_within(document: pypdfium2.PdfDocument) -> str:
    """What is said on all pages; each letter is within its page."""
    said = ""
    for page in document:
        text, (width, height) = page.get_textpage(), page.get_size()
        # The reader's way to say that a line ends in a dash.
        said += plain(text.get_text_bounded().replace("\x02", "-"))
        boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()]
        for left, bottom, right, top in boxes:
            assert left >= 2 * MM
            assert right <= width - 2 * MM
            assert bottom >= 0
            assert top <= height
    return said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("millimetres", [58, 80, 210])
def test_no_letter_of_a_ticket_is_lost(browser: Browser, name: str, millimetres: int):
    document = printed(browser, ticket(name), millimetres)
    assert len(document) == 1
    said = said_within(document)
    for words in ("W-999", f"Lajur W: {name}", f"lajur M: {name}", "199 orang lagi di depan Anda", "23 November 2026"):
        assert plain(words) in said, said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("millimetres", [58, 80, 210])
def test_no_letter_of_the_list_for_home_is_lost(browser: Browser, name: str, millimetres: int):
    said = said_within(printed(browser, take_home(name), millimetres))
    assert said.count(plain(name)) >= 4 + 3 + 2 * (4 + 2)
    assert f"https://{'disdukcapil.' * 6}kota-yang-namanya-panjang.go.id/layanan/NEW16/" in said
