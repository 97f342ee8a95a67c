"""What was begun beside what is sent is not lost: the papers at the counter are one form."""

import io

import pytest
from PIL import Image
from tests.cast import ANYBODY, LOST, MONDAY, submitted

from pasti.applications import documents
from pasti.desk.tests.conftest import words
from pasti.kit import clock

COPIED = {"religion": "hindu", "marital_status": "kawin", "blood_type": "AB"}
AFTER = clock.stopped_at(MONDAY.replace(day=23, month=12))


def still_there(page: str) -> list[str]:
    return [f'value="{said}" selected' for said in COPIED.values() if f'value="{said}" selected' not in page]


def test_a_new_letter_is_noted_and_what_was_copied_stays(budi):
    with AFTER:
        case = submitted("LOST", LOST | {"loss_letter_date": "2026-12-20"})
    with clock.stopped_at(MONDAY.replace(year=2027, month=1, day=11)):
        budi.serve(case)
        assert "Dibawa yang baru?" in budi.sees()
        day = {f"letter-loss_letter_date-day_{part}": said for part, said in (("day", "9"), ("month", "1"))}
        answer = budi.press("surat/loss_letter_date", **day, **COPIED, **{"missing-what": "KK asli"})
        page = words(answer)
        assert (answer.status_code, still_there(page)) == (422, [])
        assert "> KK asli</textarea>" in page
        assert 'value="9"' in page
        answer = budi.press("surat/loss_letter_date", **day, **COPIED, **{"letter-loss_letter_date-day_year": "2027"})
        assert (answer.status_code, still_there(words(answer))) == (200, [])
        case.refresh_from_db()
        assert case.answers["loss_letter_date"] == "2027-01-09"


@pytest.mark.parametrize(("at", "field"), [("berkas/kurang", "missing-what"), ("tolak", "refusal-reason")])
def test_what_is_refused_there_leaves_all_the_rest(budi, at, field):
    budi.serve(submitted())
    answer = budi.press(
        at, **COPIED, **{field: "", "refusal-reason": "Bukan warga", "missing-what": "KK"} | {field: " "}
    )
    assert (answer.status_code, still_there(words(answer))) == (422, [])
    other = "Bukan warga" if field == "missing-what" else "KK"
    assert f"> {other}</textarea>" in words(answer)


def test_what_was_copied_is_there_when_the_rest_is_brought(budi):
    case = submitted()
    budi.serve(case)
    budi.press("berkas/kurang", **COPIED, occupation="x", **{"missing-what": "KK asli"})
    case.refresh_from_db()
    assert (case.state, case.religion, case.marital_status, case.occupation) == ("incomplete", "hindu", "kawin", "")
    budi.serve(case)
    assert still_there(budi.sees()) == []


def test_enter_in_a_field_of_the_papers_does_nothing(budi):
    """Enter presses the first button of a form; one that is disabled does nothing (HTML: implicit submission)."""
    # Her NIK and the rest do not agree: the button that settles it stands before the form, and belongs to it.
    budi.serve(submitted(sex="M"))
    page = budi.sees()
    nothing, settles = '<button form="papers" disabled hidden></button>', 'formaction="/meja/berkas/cocok/"'
    assert page.index(nothing) < page.index(settles) < page.index('id="papers"')


def a_jpeg() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def test_the_family_card_stands_beside_the_fields_that_are_copied_from_it(budi):
    case = submitted()
    budi.serve(case)
    assert "looked-at" not in budi.sees(), "there is none"
    document = documents.add_document(case, "kk", a_jpeg(), "image/jpeg", by=ANYBODY)
    page = budi.sees()
    assert page.count(f'<img src="/permohonan/{case.number}/berkas/{document.pk}/') == 2, "small in the list, and large"
    assert page.index('class="looked-at"') < page.index("Salin dari KK") < page.index('name="religion"')
