"""A lost code is replaced at a counter against an identity; the new one is shown once and kept nowhere."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import OWNER, draft, submitted

from pasti.applications import actions, queries
from pasti.applications.models import Application
from pasti.applications.resume_code import Identity
from pasti.audit.models import Look
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed


def give(browser, case: Application, shown: str = "card") -> str:
    page = browser.post(f"/permohonan/{case.number}/kode-baru/", {"shown": shown}).content.decode()
    found = re.search(r'name="code" value="(\w{6})"', page)
    assert found is not None, page
    return found[1]


def test_the_new_code_opens_the_case_and_the_old_one_does_not(office):
    case = submitted()
    old, new = (actions.new_code(case, shown=Identity.CARD, by=office.budi.actor) for _ in range(2))
    assert old != new
    assert queries.with_code(case.number, new) == case
    assert queries.with_code(case.number, old) is None
    assert new not in Application.objects.get().code_hash


def test_it_is_on_record_what_was_shown_and_the_applicant_reads_it_too(office):
    case = submitted()
    actions.new_code(case, shown=Identity.FAMILY_CARD, by=office.budi.actor)
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.by_name) == ("application.code", "Budi Hartono")
    assert entry.sentence == "Kode permohonan diganti di loket; ditunjukkan: KK asli."
    assert "code" not in entry.facts


@pytest.mark.parametrize("over", ["draft", "withdrawn"])
def test_only_a_case_under_way_gets_one_and_only_from_the_office(office, over):
    case = draft() if over == "draft" else actions.withdraw(submitted(), by=OWNER)
    with pytest.raises(NotAllowed):
        actions.new_code(case, shown=Identity.CARD, by=office.budi.actor)
    with pytest.raises(NotAllowed):
        actions.new_code(submitted(), shown=Identity.CARD, by=OWNER)


def test_a_clerk_gives_it_and_prints_it(office, signed_in):
    case = submitted()
    budi = signed_in(office.budi)
    assert f"/permohonan/{case.number}/kode-baru/" in budi.get(f"/permohonan/{case.number}/").content.decode()
    code = give(budi, case)
    assert queries.with_code(case.number, code) == case
    assert Look.objects.filter(what="code", subject=case.subject).exists()
    # Looking again does not show it.
    assert code not in budi.get(f"/permohonan/{case.number}/kode-baru/").content.decode()
    paper = budi.post(f"/permohonan/{case.number}/bukti.pdf", {"code": code})
    words = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert code in words
    assert case.shown_number in words
    assert paper["Cache-Control"] == "no-store"


def test_without_an_identity_there_is_none(office, signed_in):
    case = submitted()
    before = Application.objects.get().code_hash
    answer = signed_in(office.budi).post(f"/permohonan/{case.number}/kode-baru/", {"shown": ""})
    assert answer.status_code == 422
    assert "Pilih tanda pengenal yang ditunjukkan." in answer.content.decode()
    assert Application.objects.get().code_hash == before


def test_a_code_that_was_replaced_is_not_printed(office, signed_in):
    case = submitted()
    budi = signed_in(office.budi)
    old = give(budi, case)
    give(budi, case)
    assert budi.post(f"/permohonan/{case.number}/bukti.pdf", {"code": old}).url == f"/permohonan/{case.number}/"


@pytest.mark.parametrize("who", ["joko", "agus", "nur", "rini"])
def test_nobody_but_a_clerk(office, signed_in, who):
    case = submitted()
    browser = signed_in(getattr(office, who))
    assert browser.post(f"/permohonan/{case.number}/kode-baru/", {"shown": "card"}).status_code == 403
    assert "kode-baru" not in browser.get(f"/permohonan/{case.number}/").content.decode()
