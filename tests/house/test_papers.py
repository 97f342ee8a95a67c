"""No printed thing loses a letter: each paper drawn with long names and read again, letters and where they are.

Cards have their own test beside them (printing/tests/test_every_letter.py); the rule is in kit/fitting.py.
"""

import re
import unicodedata
from collections import Counter
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from pasti.kit import pdf, qr
from pasti.readiness.needs import Need
from tests.cast import MONDAY
from tests.house.floors import ROOT

NAME, PLACE, LONGEST = 60, 120, 300
# Each paper, and where a test draws it.
PAPERS = {
    "handover/slip_paper.html", "apply/confirmation_paper.html", "applications/receipt_paper.html",
    "journal/head_paper.html", "readiness/report_paper.html", "readiness/escalation_paper.html",
    "notices/calls_paper.html", "certificates/proof_paper.html",
    "certificates/suket_paper.html", "stock/minutes_paper.html", "handover/minutes_paper.html",
    "handover/manifest_paper.html",
    "handover/village_paper.html", "handover/receipt_paper.html",
}  # fmt: skip
# What is read at a desk, and not kept in a purse, has a style of its own.
REPORTS = {
    "readiness/report_paper.html", "readiness/escalation_paper.html", "certificates/suket_paper.html",
    "stock/minutes_paper.html", "handover/minutes_paper.html", "handover/manifest_paper.html",
    "handover/village_paper.html", "handover/receipt_paper.html",
}  # fmt: skip
CARDS = {"printing/faces.html"}
_EMPTY = {"br", "img", "meta", "hr", "input", "link", "col"}


def paper(template: str, name: str, office: str, words: str) -> dict[str, Any]:
    """What a paper is made of, with long words wherever somebody may write them."""
    service = SimpleNamespace(text=words[:240])
    case = SimpleNamespace(
        shown_number="3275-481-770-8161", number="32754817708161", service=service, name=name, masked_nik="3275***9001",
        submitted_at=MONDAY, phone="", full_address=words, birth_place=words[:60], birth_date=MONDAY.date(),
    )  # fmt: skip
    to_call = SimpleNamespace(notice=SimpleNamespace(application=case), told_by=MONDAY, say=words)
    needed = [SimpleNamespace(requirement=SimpleNamespace(text=words[:240]), good_until=None)] * 3
    return {
        "application": case,
        "villages": [(words[:60], [to_call] * 2)],
        "printed_at": MONDAY,
        "office": SimpleNamespace(name=office, address=words),
        "node": SimpleNamespace(name=office, node_id="office-12ab", sample=True),
        "place": SimpleNamespace(position=12),
        "groups": ["0123 4567"] * 8,
        "at": MONDAY,
        "code": "7KM2QX",
        "sample": True,
        "qr": qr.data_uri("x" * 60),
        "slip": SimpleNamespace(issued_at=MONDAY),
        "proof": SimpleNamespace(recorded_at=MONDAY, captured=["Foto", "Sidik jari"], number="TBP-3275-481-770-8161"),
        "owed": [words[:240]],
        "relations": [words[:80]] * 3,
        "booking": SimpleNamespace(session=SimpleNamespace(starts_at=MONDAY + timedelta(days=1))),
        "checklist": SimpleNamespace(needed=needed),
        "address": "https://disdukcapil.kota-yang-namanya-panjang-sekali.go.id/lacak/",
        "check": "https://disdukcapil.kota-yang-namanya-panjang-sekali.go.id/periksa/",
    }


def report(name: str, office: str, words: str) -> dict[str, Any]:
    """What the papers of an incident are made of, with long words wherever somebody may write them."""
    incident = SimpleNamespace(
        number="001/2026", scope=list(Need), starts_at=MONDAY, ended_at=MONDAY, opened_at=MONDAY, closed_at=MONDAY,
        opened_by=name, closed_by=name, get_cause_display=words[:80],
    )  # fmt: skip
    span = SimpleNamespace(since=MONDAY, until=MONDAY, why=words)
    letter = SimpleNamespace(
        day=MONDAY.date(), get_way_display="surat keluar", number=words[:100], other=words[:160], about=words[:240]
    )
    return {
        "incident": incident,
        "office": SimpleNamespace(name=office, address=words, phone="(021) 555 0100"),
        "sample": True,
        "at": MONDAY,
        "told": words[:240],
        "to": words[:160],
        "lasted": "3 hari",
        "services": [words[:80]] * 3,
        "fallen": [SimpleNamespace(label="sambungan", said="3 hari", spans=[span] * 3)],
        "costs": [SimpleNamespace(what=words[:80], count=300)],
        "forecasts": [SimpleNamespace(said_at=MONDAY, said_by=name, until=MONDAY, reason=words)],
        "deeds": [SimpleNamespace(done_at=MONDAY, done_by=name, what=words)],
        "letters": [letter] * 2,
        "entries": [SimpleNamespace(happened_at=MONDAY, by_name=name, sentence=words)],
        "escalation": SimpleNamespace(since=MONDAY, written=False, revoked=False),
        "application": SimpleNamespace(
            shown_number="3275-481-770-8161",
            nik="3275015206099001",
            kk_number="3275011201189001",
            name=name,
            birth_place=words[:60],
            birth_date=MONDAY.date(),
            full_address=words,
            get_sex_display="Perempuan",
            get_religion_display=words[:40],
            get_marital_status_display=words[:40],
            occupation=words[:80],
            nationality_shown=words[:40],
            masked_nik="3275***9001",
            product="BK00000001",
            service=SimpleNamespace(text=words[:80], makes_card=True),
        ),
        "done": SimpleNamespace(
            at=MONDAY,
            taken_by=name,
            by=name,
            recognition=True,
            get_relation_display="pemilik sendiri",
            get_shown_display=words[:40],
            get_old_card_display=words[:40],
        ),
        "how": words[:200],
        "suket": SimpleNamespace(number="470/123456-57/2026", valid_until=MONDAY.date(), issued_at=MONDAY),
        "signer": name,
        "removal": SimpleNamespace(
            number="01/23-11-2026",
            kind="destroyed",
            day=MONDAY.date(),
            count=20_000,
            reason=words,
            letter=words[:80],
            proposed_by=name,
            ended_by=name,
            state="confirmed",
        ),
        "minutes": SimpleNamespace(
            number="K-01/23-11-2026",
            kind="old",
            day=MONDAY.date(),
            count=500,
            proposed_by=name,
            ended_by=name,
            state="confirmed",
        ),
        "destroyed": [("BK00000001", "32754817708161")] * 40,
        "batch": SimpleNamespace(
            number="KRM-01/23-11-2026", sent_at=MONDAY, sent_by=name, carried_by=words[:120], count=300, fee=100_000
        ),
        "way": words[:100],
        "village": words[:100],
        "uncollected": [
            SimpleNamespace(
                finished_at=MONDAY, application=SimpleNamespace(name=name, masked_nik="3275***9001", full_address=words)
            )
        ]
        * 3,
        "cards": [SimpleNamespace(serial="BK00000001", application=SimpleNamespace(name=name, full_address=words))] * 3,
        "ranges": [("BK00000001", "BK00020000"), ("BK00030001", "BK00030001")] * 20,
        "reasons": [("BK00000001", words[:160])] * 3,
        "witnesses": [words[:120]] * 3,
        "printed_at": MONDAY,
        "check": "https://disdukcapil.kota-yang-namanya-panjang-sekali.go.id/periksa/",
        "qr": qr.data_uri("x" * 500),
    }


def plain(words: str) -> str:
    return "".join(words.split())


class _Shown(HTMLParser):
    """What of a page is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _EMPTY:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"head", "style"} & set(self.inside):
            self.words += data


def shown(page: str) -> str:
    """Return what of a page is to be seen."""
    parser = _Shown()
    parser.feed(page)
    return parser.words


def letters_of(words: str) -> Counter[str]:
    """Return how often each letter is in words: styles may write them large."""
    return Counter(plain(unicodedata.normalize("NFKC", words)).casefold())


def test_a_letter_that_is_lost_is_noticed():
    assert letters_of(shown("<head><title>x</title></head><p>Jalan<br>Raya</p>")) == letters_of("JALAN RAYA")
    assert letters_of("Jalan Raya") - letters_of("Jalan Ray") == Counter("a")


def lost(drawn: bytes) -> list[str]:
    """What of a drawn paper lies outside its page."""
    found = []
    for page in pypdfium2.PdfDocument(drawn):
        width, height = page.get_size()
        words = page.get_textpage()
        for at in range(words.count_chars()):
            left, bottom, right, top = words.get_charbox(at)
            if left < -0.5 or bottom < -0.5 or right > width + 0.5 or top > height + 0.5:
                found.append(words.get_text_range(at, 1))
    return found


def text(most: int) -> st.SearchStrategy[str]:
    letters = st.characters(codec="latin-1", categories=["Lu", "Ll", "Nd"])
    return st.text(letters | st.sampled_from("WMi -'.,/ "), min_size=1, max_size=most).map(
        lambda said: " ".join(said.split()) or "x"
    )


@pytest.mark.parametrize("template", sorted(PAPERS))
@settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(name=text(NAME), office=text(PLACE), words=text(LONGEST))
@example(name="W" * NAME, office="W" * PLACE, words="W" * LONGEST)
@example(name="Raden Ajeng Siti Aminah", office="Dinas Kependudukan " * 5 + "Bekasi", words="Jalan Raya " * 26 + "9")
def test_no_letter_is_lost_on(template, name, office, words):
    made, style = (report, "report") if template in REPORTS else (partial(paper, template), "paper")
    context = made(name, office, words)
    drawn = pdf.render(template, context, stylesheet=f"styles/{style}.css")
    read = plain("".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages))
    # Whatever column or page it went to: all that was to be said is there, letter by letter.
    assert letters_of(shown(render_to_string(template, context))) - letters_of(read) == Counter()
    named = "head" not in template and "escalation" not in template
    for said in (name, office) if named else (office,):
        assert plain(said) in read
    assert lost(drawn) == []


def test_a_letter_outside_its_page_is_refused_and_not_drawn():
    wide = '<p style="white-space: nowrap; overflow-wrap: normal">' + "W" * 200 + "</p>"
    with pytest.raises(pdf.DoesNotFit):
        draw(wide)
    hidden = '<div style="height: 10mm; overflow: hidden">' + "baris<br>" * 9 + "</div>"
    with pytest.raises(pdf.DoesNotFit, match="fit"):
        draw(hidden)


def draw(html: str) -> bytes:
    return pdf.draw({"html": html, "stylesheet": "styles/paper.css", "folders": pdf._folders()})


def test_every_paper_is_read_again_by_a_test():
    """Whoever adds a paper that is drawn adds it here."""
    rooms = ROOT / "src" / "pasti"
    drawn = {
        template
        for source in rooms.glob("**/*.py")
        if "tests" not in source.parts
        for template in re.findall(r'pdf\.render\(\s*"([^"]+)"', source.read_text("utf-8"))
    }
    # However it is drawn, a paper is called one.
    drawn |= {f"{path.parent.name}/{path.name}" for path in rooms.glob("**/templates/**/*_paper.html")}
    assert drawn == PAPERS | CARDS
