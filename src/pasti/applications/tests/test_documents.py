from pathlib import Path

import pytest
from django.utils import translation
from tests.cast import LOST, OWNER, a_pdf, accepted, draft, submitted

from pasti.applications import actions, documents, queries
from pasti.applications.models import Application, Document
from pasti.journal.models import Entry
from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused

CONTENT = a_pdf()


def add(application: Application, requirement: str = "kk", content: bytes = CONTENT) -> Document:
    return documents.add_document(application, requirement, content, "application/pdf", by=OWNER)


def path(document: Document) -> Path:
    return blobs.path_of(document.sha256)


def test_it_keeps_the_content_under_its_hash(office):
    document = add(draft())
    kept = Document.objects.get()
    assert (kept.title, kept.media_type, kept.size, kept.added_by) == (
        "Kartu Keluarga (KK)", "application/pdf", len(CONTENT), "Pemohon",
    )  # fmt: skip
    assert blobs.read(document.sha256) == CONTENT
    assert Entry.objects.latest("id").sentence == "Berkas “Kartu Keluarga (KK)” ditambahkan."


def test_the_same_content_twice_is_one_document(office):
    application = draft()
    assert add(application).pk == add(application).pk
    assert Entry.objects.filter(kind="document.added").count() == 1


def test_several_pages_for_one_requirement(office):
    application = draft()
    add(application)
    add(application, content=a_pdf("halaman dua"))
    assert [(r.code, len(found)) for r, found in queries.documents_of(application)] == [("kk", 2)]


@pytest.mark.parametrize("requirement", ["f102", "loss_letter", "", "../etc"])
def test_what_is_not_asked_for_is_refused(office, requirement):
    with pytest.raises(Refused, match="tidak diminta"):
        add(draft(), requirement)
    assert not Document.objects.exists()


def test_what_is_asked_for_follows_from_the_answers(office):
    assert add(draft("LOST", LOST), "loss_letter").requirement == "loss_letter"


def test_there_is_an_end_to_it(office):
    application = draft()
    for page in range(20):
        add(application, content=a_pdf(f"halaman {page}"))
    with pytest.raises(Refused, match="Sudah ada 20 foto atau PDF"):
        add(application, content=a_pdf("satu lagi"))


def test_taken_away_it_is_gone(office, django_capture_on_commit_callbacks):
    document = add(draft())
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove_document(document, by=OWNER)
    assert not path(document).exists()
    assert not Document.objects.exists()
    assert Entry.objects.latest("id").sentence == "Berkas “Kartu Keluarga (KK)” dihapus."
    with translation.override("en"):
        assert Entry.objects.latest("id").sentence == "Paper “Family card (KK)” removed."


def test_twice_is_harmless(office, django_capture_on_commit_callbacks):
    document = add(draft())
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove_document(document, by=OWNER)
        documents.remove_document(document, by=OWNER)
    assert Entry.objects.filter(kind="document.removed").count() == 1


def test_the_content_stays_while_another_case_refers_to_it(office, django_capture_on_commit_callbacks):
    first, second = add(draft()), add(draft())
    assert first.sha256 == second.sha256
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove_document(first, by=OWNER)
    assert blobs.read(second.sha256) == CONTENT
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove_document(second, by=OWNER)
    assert not path(second).exists()


def test_the_content_stays_until_the_removal_is_certain(office, django_capture_on_commit_callbacks):
    document = add(draft())
    with django_capture_on_commit_callbacks(execute=False) as later:
        documents.remove_document(document, by=OWNER)
    assert path(document).exists()
    assert len(later) == 1


def test_papers_may_still_come_after_sending(office):
    application = submitted()
    add(application)
    asked = actions.ask_for_papers(application, "KK", by=office.budi.actor)
    add(asked, content=a_pdf("lebih jelas"))
    assert application.documents.count() == 2


def test_nothing_changes_once_the_papers_were_accepted(office):
    application = submitted()
    document = add(application)
    Application.objects.update(state="in_progress")
    with pytest.raises(NotAllowed, match="tidak dapat diubah lagi: diproses"):
        documents.remove_document(document, by=OWNER)
    with pytest.raises(NotAllowed, match="tidak dapat diubah lagi: diproses"):
        add(application, content=a_pdf("lain"))
    assert Document.objects.get() == document
    assert path(document).exists()


def test_a_document_is_found_in_its_own_case_only(office):
    mine, other = add(draft()), accepted(office.budi.actor)
    assert queries.document(mine.application, mine.pk) == mine
    assert queries.document(other, mine.pk) is None


def test_papers_are_refused_before_the_disk_is_full(office, monkeypatch):
    application = draft("LOST", LOST)
    monkeypatch.setattr(blobs, "free_mb", lambda: 999)
    with pytest.raises(Refused, match="Bawa saja berkasnya"):
        documents.add_document(application, "kk", a_pdf(), "application/pdf", by=OWNER)
    assert not application.documents.exists()
