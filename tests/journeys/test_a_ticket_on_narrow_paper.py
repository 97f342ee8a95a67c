"""A queue ticket is printed by the browser, on whatever paper the kiosk's printer has: no letter of it is lost."""

from types import SimpleNamespace

import pypdfium2
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser

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
    html = render_to_string("queue/stub.html", context | {"node_name": name})
    style = (settings.STATIC_ROOT / "styles" / "hall.css").read_text()
    return html.replace("</head>", f"<style>{style}</style></head>")


def plain(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("millimetres", [58, 80, 210])
def test_no_letter_of_a_ticket_is_lost(browser: Browser, name: str, millimetres: int):
    page = browser.new_page()
    page.set_content(ticket(name))
    drawn = page.pdf(
        width=f"{millimetres}mm",
        height="200mm",
        margin={"top": "3mm", "bottom": "3mm", "left": "3mm", "right": "3mm"},
    )
    page.close()
    document = pypdfium2.PdfDocument(drawn)
    assert len(document) == 1
    text = document[0].get_textpage()
    said = plain(text.get_text_bounded())
    for words in ("W-999", f"Lajur W: {name}", f"lajur M: {name}", "199 orang di depan Anda", "23 November 2026"):
        assert plain(words) in said, said
    width = document[0].get_width()
    boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()]
    assert max(right for _left, _bottom, right, _top in boxes) <= width - 2 * MM
    assert min(left for left, _bottom, _right, _top in boxes) >= 2 * MM
