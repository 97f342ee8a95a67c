"""The faces: 85.6 × 54 mm, SPECIMEN on each, pictures at 300 dpi or better, and never a card without a face."""

import re
from base64 import b64decode
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from tests.fixtures import OtherNode

from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused
from pasti.printing import actions, faces
from pasti.printing.models import Job
from pasti.printing.tests.released import picture, release, sealed, waits_for_the_centre

MM = 72 / 25.4
# What fills or strokes, as numbers from 0 to 1.
COLOUR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)")


@pytest.fixture
def printed(office, joko):
    """Draw the card of somebody."""

    def draw(**content: Any) -> PdfReader:
        case = waits_for_the_centre(office, name="Siti O'Nurjanah <b>")
        release(office, case, **content)
        run = actions.start_run(1, by=joko)
        return PdfReader(BytesIO(faces.draw(list(run.jobs.all()))))

    return draw


def images(page) -> list[tuple[int, int]]:
    return sorted((image.image.size for image in page.images), reverse=True)


def test_two_faces_of_the_size_of_a_card(printed):
    pdf = printed()
    assert len(pdf.pages) == 2
    for page in pdf.pages:
        assert float(page.mediabox.width) == pytest.approx(85.6 * MM, abs=0.2)
        assert float(page.mediabox.height) == pytest.approx(54 * MM, abs=0.2)


def test_every_face_says_specimen(printed):
    for page in printed().pages:
        text = page.extract_text()
        assert "SPECIMEN" in text
        assert "NOT AN OFFICIAL DOCUMENT" in text


def test_the_front_says_who_and_the_back_which_blank(printed):
    front, back = (page.extract_text() for page in printed().pages)
    assert Job.objects.get().application.nik in front
    assert "SITI O'NURJANAH <B>" in front
    assert "SEUMUR HIDUP" in front
    assert "BK00000001" in back
    assert "BK00000001" not in front


def test_the_photo_has_three_hundred_dots_an_inch(printed):
    photo, signature = images(printed().pages[0])[:2]
    assert min(photo[0] / 19.5 * 25.4, photo[1] / 26 * 25.4) >= 300
    assert signature[0] / 19.5 * 25.4 >= 300


def test_who_cannot_sign_has_a_card_without_a_signature(printed):
    assert len(images(printed(signature="").pages[0])) == 1


@pytest.mark.parametrize(
    ("year", "ground", "rgb"), [(1999, "red", (0xC1, 0x12, 0x1F)), (2000, "blue", (0x1D, 0x4E, 0xD8))]
)
def test_the_ground_of_the_photo_is_that_of_the_year_of_birth(printed, year, ground, rgb):
    front = printed(biodata={"birth_date": date(year, 5, 12)}).pages[0]
    colours = [tuple(float(part) for part in found) for found in COLOUR.findall(front.get_contents().get_data())]
    wanted = tuple(pytest.approx(part / 255, abs=0.002) for part in rgb)
    assert any(colour == wanted for colour in colours), ground


def test_a_name_of_one_word(printed):
    assert "NURHAYATI" in printed(biodata={"name": "Nurhayati"}).pages[0].extract_text()


def test_a_long_card_among_others_keeps_its_place(office, joko):
    """Only what was too full is laid out again, and its page put where it belongs."""
    long = {"name": " ".join(["Wicaksana"] * 6), "address": "Jalan Kenanga Raya Gang Melati " * 3}
    for minutes, other in enumerate(({"name": "Nurhayati"}, long, {"name": "Suparman"})):
        release(office, minutes=minutes, biodata=other)
    run = actions.start_run(3, by=joko)
    drawn = PdfReader(BytesIO(faces.draw(list(run.jobs.order_by("position")))))
    texts = [" ".join(page.extract_text().split()) for page in drawn.pages]
    assert len(texts) == 6
    for page, words in ((0, "NURHAYATI"), (2, "WICAKSANA"), (4, "SUPARMAN")):
        assert words in texts[page]
    assert texts[2].count("WICAKSANA") == 6
    for page, serial in ((1, "BK00000001"), (3, "BK00000002"), (5, "BK00000003")):
        assert serial in texts[page]


def test_a_foreigners_card_says_until_when(printed):
    front = printed(biodata={"nationality": "MYS", "valid_until": date(2028, 5, 1)}).pages[0].extract_text()
    assert "MALAYSIA" in front
    assert "01-05-2028" in front


def test_two_faces_for_each_card_in_their_order(ready, joko):
    jobs = ready(3)
    run = actions.start_run(3, by=joko)
    pages = PdfReader(BytesIO(faces.draw(list(run.jobs.order_by("position"))))).pages
    assert len(pages) == 6
    assert [job.application.nik in pages[2 * i].extract_text() for i, job in enumerate(jobs)] == [True] * 3


def content_becomes(job: Job, encoded: str) -> Job:
    Job.objects.filter(pk=job.pk).update(content=blobs.keep(b64decode(encoded)).sha256)
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize(
    "inside",
    [b"", b"{}", b"[]", b'{"biodata": {}, "photo": ""}', b"\xff\xfe"],
    ids=["nothing", "{}", "[]", "?", "bytes"],
)
def test_content_that_says_nothing_is_refused_and_names_the_card(ready, inside):
    job = content_becomes(ready(1)[0], sealed(inside))
    with pytest.raises(Refused, match=job.application.shown_number):
        faces.draw([job])


def test_content_sealed_for_somebody_else_is_refused(ready):
    stranger = str(OtherNode("office", "Lain").identity.to_public())
    with pytest.raises(Refused):
        faces.draw([content_becomes(ready(1)[0], sealed(b"{}", recipient=stranger))])


def test_content_that_is_gone_is_refused(ready):
    job = ready(1)[0]
    blobs.path_of(job.content).unlink()
    with pytest.raises(Refused):
        faces.draw([job])


@pytest.mark.parametrize(
    "other", [{"photo": ""}, {"photo": "AAAA"}, {"photo": "%%%"}, {"photo": picture()[:400]}, {"signature": "AAAA"}]
)
def test_no_card_without_a_face(office, other):
    with pytest.raises(Refused):
        faces.draw([release(office, **other)])


def test_faces_are_drawn_only_while_a_card_is_printed(ready, joko):
    job = ready(1)[0]
    with pytest.raises(NotAllowed):
        actions.ensure_printing(job)
    run = actions.start_run(1, by=joko)
    actions.ensure_printing(Job.objects.get())
    actions.fetch_faces([Job.objects.get()], by=joko)
    actions.confirm(run, "BK00000001", by=joko)
    with pytest.raises(NotAllowed):
        actions.ensure_printing(Job.objects.get())
