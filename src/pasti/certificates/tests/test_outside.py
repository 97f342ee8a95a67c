"""Suket signed outside (TTE): by a stand-in that signs like BSrE's service; and what serves while it does not."""

import logging
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from pasti.certificates import actions, papers, queries, signing
from pasti.certificates.models import OutsideSignature
from pasti.certificates.outside import checking
from pasti.certificates.outside.port import Away, Declined, NotSigned, Signatory
from pasti.certificates.tests import bsre_stand_in, pictures
from pasti.certificates.tests.bsre_stand_in import IDENTITY, PASSPHRASE, SIGNER
from pasti.certificates.tests.owing import issued, switched_on
from pasti.journal.models import Entry
from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words

pytestmark = pytest.mark.either_database

HEAD = Signatory(IDENTITY, PASSPHRASE)


@pytest.fixture
def bsre(settings, tmp_path):
    with bsre_stand_in.service() as stands_in:
        settings.TTE_URL, settings.TTE_USER, settings.TTE_PASSWORD = stands_in.url, "pasti", "sandi aplikasi"
        settings.TTE_ROOTS = str(tmp_path / "roots.pem")
        (tmp_path / "roots.pem").write_bytes(bsre_stand_in.root_pem())
        yield stands_in


@pytest.fixture
def suket(office):
    switched_on(office)
    return issued(office)


def test_it_is_signed_and_given_out_as_it_came_back(suket, office, bsre):
    assert signing.sign([suket], HEAD, by=office.agus.actor) == 1
    kept = queries.outside_signature(suket)
    assert (kept.signer, kept.trusted, kept.asked_by) == (SIGNER, True, office.agus.name)
    paper = papers.suket_paper(suket)
    assert checking.checked(paper, papers.draw_suket(suket, for_outside=True)).signer == SIGNER
    said = pictures.text_of(paper)
    assert "Ditandatangani secara elektronik dengan sertifikat elektronik" in said
    assert "basah" not in said
    # Also on such a paper is the code of the office's own key.
    assert pictures.code_in(pictures.page(paper)) == papers.code_of(queries.certificate_of(suket))


def test_the_same_twice_is_signed_once(suket, office, bsre):
    for count in (1, 0):
        assert signing.sign([suket], HEAD, by=office.agus.actor) == count
    assert len(bsre.asked) == 1
    assert not queries.unsigned().exists()


@pytest.mark.parametrize(
    ("how", "raises"),
    [("cut", Away), ("down", Away), ("bare", NotSigned), ("changed", NotSigned), ("other", NotSigned)],
)
def test_what_is_not_signed_is_signed_by_hand_and_may_be_asked_again(suket, office, bsre, how, raises):
    bsre.how = how
    with pytest.raises(raises):
        signing.sign([suket], HEAD, by=office.agus.actor)
    row = OutsideSignature.objects.get()
    assert (row.state, row.sha256) == ("failed", "")
    said = pictures.text_of(papers.suket_paper(suket))
    assert "Tanda tangan elektronik (BSrE) belum dibubuhkan: berlaku tanda tangan basah dan cap dinas" in said
    bsre.how = ""
    assert signing.sign([suket], HEAD, by=office.agus.actor) == 1


def test_a_signer_of_another_root_is_not_believed(suket, office, bsre, settings, tmp_path):
    (tmp_path / "roots.pem").write_bytes(bsre_stand_in.root_pem("Root CA lain"))
    with pytest.raises(NotSigned, match="tidak dikenal"):
        signing.sign([suket], HEAD, by=office.agus.actor)
    settings.TTE_ROOTS = ""
    assert signing.sign([suket], HEAD, by=office.agus.actor) == 1
    assert queries.outside_signature(suket).trusted is None


def test_of_the_signatory_nothing_is_kept_or_logged(suket, office, bsre, caplog):
    caplog.set_level(logging.DEBUG)
    nik = "3275011203700001"
    with pytest.raises(Declined, match="Passphrase anda salah") as wrong:
        signing.sign([suket], Signatory(IDENTITY, "salah 77"), by=office.agus.actor)
    # What the service says back may carry the number.
    with pytest.raises(Declined, match="User dengan NIK … tidak terdaftar"):
        signing.sign([suket], Signatory(nik, PASSPHRASE), by=office.agus.actor)
    signing.sign([suket], HEAD, by=office.agus.actor)
    assert [one.get("nik") for one in bsre.asked] == [None, nik, None]
    rows = [str(row) for model in (OutsideSignature, Entry) for row in model.objects.values()]
    for secret in ("salah 77", PASSPHRASE.strip(), nik, IDENTITY):
        assert not [said for said in [*rows, caplog.text, repr(wrong.value), repr(HEAD)] if secret in said]


def test_only_the_head_signs_and_not_too_many_at_once(suket, office, bsre):
    with pytest.raises(NotAllowed):
        signing.sign([suket], HEAD, by=office.budi.actor)
    with pytest.raises(Refused, match="20"):
        signing.sign([suket] * 21, HEAD, by=office.agus.actor)
    assert bsre.asked == []


def test_what_was_revoked_meanwhile_is_not_signed(suket, office, bsre):
    other = issued(office, minutes=1)
    actions.revoke_suket(other, "Salah orang", by=office.budi.actor)
    assert signing.sign([suket, other], HEAD, by=office.agus.actor) == 1
    assert [row.suket_id for row in OutsideSignature.objects.all()] == [suket.pk]


def test_with_its_suket_the_file_goes(suket, office, bsre):
    signing.sign([suket], HEAD, by=office.agus.actor)
    sha256 = queries.outside_signature(suket).sha256
    assert blobs.is_referred_to(sha256)
    actions.revoke_suket(suket, "Salah orang", by=office.budi.actor)
    assert not blobs.is_referred_to(sha256)


class Ending:
    """A signatory with whom the process ends when it comes to calling."""

    passphrase = ""

    @property
    def identity(self):
        raise SystemExit


def test_what_is_asked_is_written_down_before_anybody_is_called(suket, office, bsre):
    with pytest.raises(SystemExit):
        signing.sign([suket], Ending(), by=office.agus.actor)
    assert OutsideSignature.objects.get().state == "asked"
    assert "belum dibubuhkan" in pictures.text_of(papers.suket_paper(suket))
    # It was never answered: it is asked again.
    assert signing.sign([suket], HEAD, by=office.agus.actor) == 1
    assert OutsideSignature.objects.get().state == "signed"


def test_without_it_nothing_is_said_of_it(suket, office, signed_in):
    head = signed_in(office.agus)
    assert head.get("/suket/tanda-tangan/").status_code == 404
    assert "elektronik" not in head.get("/suket/").content.decode()
    assert "BSrE" not in pictures.text_of(papers.suket_paper(suket))


def test_at_the_screen(suket, office, bsre, signed_in):
    other = issued(office, minutes=1)
    head = signed_in(office.agus)
    assert "Tanda tangani 2 Suket secara elektronik" in head.get("/suket/").content.decode()
    page = head.get("/suket/tanda-tangan/").content.decode()
    assert "Siti Nurjanah" in page
    assert page.count(" checked") == 2
    filled = {"suket": str(suket.pk), "identity": IDENTITY, "passphrase": "salah 77"}
    answer = head.post("/suket/tanda-tangan/", filled)
    assert answer.status_code == 422
    assert "Passphrase anda salah" in answer.content.decode()
    assert "salah 77" not in answer.content.decode()
    # What was taken out stays out.
    assert answer.content.decode().count(" checked") == 1
    assert f'value="{other.pk}">' in answer.content.decode()
    # A passphrase is sent as it was typed, with the space at its end.
    assert head.post("/suket/tanda-tangan/", filled | {"passphrase": PASSPHRASE}).status_code == 302
    assert SIGNER in head.get(f"/suket/{suket.application.number}/").content.decode()
    assert "1 Suket belum ditandatangani" in head.get("/suket/tanda-tangan/").content.decode()
    printed = signed_in(office.budi).get(f"/suket/{suket.application.number}/suket.pdf")
    assert printed.content == papers.suket_paper(suket)
    assert signed_in(office.budi).get("/suket/tanda-tangan/").status_code == 403


def test_a_good_answer_is_kept_when_another_request_for_the_same_suket_failed(suket, office, bsre):
    """Two ask at once and share the row; one is declined while the other is being signed."""
    [row] = signing._ask([suket], by=office.agus.actor)
    assert signing._ask([suket], by=office.agus.actor) == [row]
    sent = papers.draw_suket(suket, for_outside=True)
    signed = bsre_stand_in.signed(sent)
    seal = checking.checked(signed, sent)
    signing._fail([row], Words("ditolak"), by=office.agus.actor)
    assert signing._keep(row, signed, seal, by=office.agus.actor)
    assert not signing._keep(row, signed, seal, by=office.agus.actor)
    signing._fail([row], Words("ditolak"), by=office.agus.actor)
    assert OutsideSignature.objects.get().state == "signed"


def test_the_answer_to_a_failed_question_takes_the_place_of_the_one_that_is_asked_now(suket, office, bsre):
    [first] = signing._ask([suket], by=office.agus.actor)
    signing._fail([first], Words("ditolak"), by=office.agus.actor)
    [second] = signing._ask([suket], by=office.agus.actor)
    sent = papers.draw_suket(suket, for_outside=True)
    signed = bsre_stand_in.signed(sent)
    assert signing._keep(first, signed, checking.checked(signed, sent), by=office.agus.actor)
    second.refresh_from_db()
    assert second.state == "signed"


def letter(*pages: str) -> PdfWriter:
    """A letter of so many pages."""
    made = PdfWriter()
    for words in pages:
        made.append(PdfReader(BytesIO(pictures.paper_with(words))))
    return made


def content_of(made: PdfWriter) -> bytes:
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def test_what_comes_back_is_compared_to_its_last_page(bsre):
    sent = content_of(letter("satu", "dua"))
    assert checking.checked(bsre_stand_in.signed(sent), sent).signer == SIGNER
    noted = letter("satu", "dua")
    noted.add_annotation(1, FreeText(text="tiga", rect=(100, 500, 300, 600), font_size="40pt"))
    for other in (letter("satu", "tiga"), letter("satu"), letter("satu", "dua", "dua"), noted):
        with pytest.raises(NotSigned, match="bukan surat yang dikirim"):
            checking.checked(bsre_stand_in.signed(content_of(other)), sent)
