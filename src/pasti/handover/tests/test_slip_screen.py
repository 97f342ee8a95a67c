"""The slip on the phone and on paper: for its own browser only, and only while there is something to collect."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import browser_of

from pasti.handover.actions import Collector, Given, hand_over
from pasti.handover.models import Relation, Shown
from pasti.link.models import ThisNode


@pytest.fixture
def browser(slip):
    """The applicant's phone, which has proven whose case it is."""
    return browser_of(slip.application)


def at(slip, paper: str = "") -> str:
    return f"/slip/{slip.application.number}/{paper}"


def paper(answer) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def test_the_slip_shows_its_code_and_number(browser, slip):
    answer = browser.get(at(slip))
    assert answer["Cache-Control"] == "no-store"
    shown = answer.content.decode()
    assert 'class="qr" src="data:image' in shown
    assert slip.application.shown_number in shown
    assert slip.application.nik not in shown


def test_the_slip_on_paper(browser, slip):
    answer = browser.get(at(slip, "slip.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    said = paper(answer)
    assert slip.application.shown_number in said
    assert slip.application.nik not in said
    assert "contoh" not in said
    # Above, below, and where it is collected.
    assert said.count("Disdukcapil Kota Bekasi") == 3


def test_a_sample_says_so_on_paper(browser, slip):
    ThisNode.objects.update(sample=True)
    assert "contoh" in paper(browser.get(at(slip, "slip.pdf")))


@pytest.mark.parametrize("page", ["", "slip.pdf"])
def test_nobody_elses_browser_sees_it(client, slip, page):
    assert client.get(at(slip, page)).status_code == 404


@pytest.mark.parametrize("page", ["", "slip.pdf"])
def test_after_collecting_there_is_no_slip(browser, slip, budi, page):
    case = slip.application
    hand_over(case, Collector("Siti", Relation.SELF, Shown.CARD), Given(case.product), by=budi)
    assert browser.get(at(slip, page)).status_code == 404


def test_before_it_is_ready_there_is_no_slip(browser, slip):
    type(slip).objects.all().delete()
    assert browser.get(at(slip)).status_code == 404
