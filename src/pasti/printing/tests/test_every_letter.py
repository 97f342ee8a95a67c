"""No letter of any allowed text is lost on a card: measured on the drawn page, by a reader that is not the drawer."""

from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from pasti.kit import pdf
from pasti.kit.errors import Refused
from pasti.link.schema import Biodata
from pasti.printing import actions, faces
from pasti.printing.front import Front, front_of
from pasti.printing.models import Job
from pasti.printing.tests.released import release, waits_for_the_centre
from pasti.residents import lists
from pasti.residents.models import Resident

ADDRESS = (
    "Perumahan Taman Wisma Asri Blok AA 27 Nomor 14, Jalan Raya Perjuangan Gang Haji Mochamad Toha Kavling Barat Utara."
)
NAME = "Raden Ajeng Siti Nurhaliza Kusumaningrum Wirasanjaya Prawira"


def said(**other: Any) -> Biodata:
    known: dict[str, Any] = {
        "nik": "3275015206099001", "name": "Siti", "birth_place": "Bekasi", "birth_date": date(1990, 6, 12), "sex": "F",
        "address": "Jl. Melati 4", "rt": "001", "rw": "002", "village": "Kayuringin Jaya",
        "district": "Bekasi Selatan", "regency": "Kota Bekasi", "province": "Jawa Barat",
        "religion": "Kepercayaan terhadap Tuhan YME", "marital_status": "Belum Kawin",
        "occupation": "Anggota Kabinet/Kementerian",
    }  # fmt: skip
    return Biodata.model_validate(known | other)


def drawn(front: Front) -> bytes:
    card = {"job": Job(serial="BK00000001"), "name": "1", "content": None, "front": front, "qr": ""}
    context = {"cards": [card], "printed_on": "23-11-2026"}
    return pdf.render("printing/faces.html", context, stylesheet="styles/card.css")


def plain(words: str) -> str:
    return "".join(words.split())


def check(front: Front) -> None:
    """Every line is there to its last letter, every letter within the card, and there are two faces."""
    made = drawn(front)
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 2
    width, height = document[0].get_size()
    words = document[0].get_textpage()
    # Two readers: one for the letters (the other drops a dash at the end of a line), one for where they are.
    read = plain(PdfReader(BytesIO(made)).pages[0].extract_text())
    for line in front.lines:
        assert plain(f"{line.label}:{line.said}") in read, line
    assert plain(front.region) in read
    for at in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(at)
        assert -0.5 <= left <= right <= width + 0.5
        assert -0.5 <= bottom <= top <= height + 0.5


def length(field: str) -> int:
    return {"name": 60, "birth_place": 60, "address": 120}[field]


def test_these_are_the_lengths_that_are_allowed():
    for field in ("name", "birth_place", "address"):
        with pytest.raises(ValidationError):
            Resident(**{field: "x" * (length(field) + 1)}).clean_fields(exclude={"nik"} - {field})
        with pytest.raises(ValidationError) as others:
            Resident(**{field: "x" * length(field)}).clean_fields()
        assert field not in others.value.message_dict


def text(field: str) -> st.SearchStrategy[str]:
    letters = st.characters(codec="latin-1", categories=["Lu", "Ll"], exclude_characters="\u00b5\u00ff")
    more = st.sampled_from(" -'.,/")
    return st.text(letters | more | st.sampled_from("WMaeinu "), min_size=1, max_size=length(field)).filter(str.strip)


def test_a_long_address_a_long_name_and_a_long_occupation():
    """114 letters, 60 letters, and the longest of the list, all at once: what vanished before."""
    assert (len(ADDRESS), len(NAME)) == (114, 60)
    check(front_of(said(name=NAME, address=ADDRESS, birth_place="Pangkalan Kerinci")))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=text("name"), place=text("birth_place"), address=text("address"))
@example(name="W" * 60, place="W" * 60, address="W" * 120)
@example(name="i" * 60, place="x", address="Jl. " * 30)
def test_any_allowed_text_is_on_the_card_to_its_last_letter(name, place, address):
    check(front_of(said(name=name, birth_place=place, address=address, rt="001", rw="002")))


@pytest.mark.parametrize("occupation", sorted(lists.family_card()["occupation"], key=len)[-3:])
def test_the_longest_occupations_on_both_kinds_of_card(occupation):
    check(front_of(said(occupation=occupation, name=NAME)))
    longest = max(lists.countries(), key=lambda code: len(lists.countries()[code][1]))
    check(front_of(said(occupation=occupation, nationality=longest, valid_until=date(2030, 1, 1), name=NAME)))


def test_the_longest_names_of_places():
    check(
        front_of(said(village="Kampung " * 6, district="Kecamatan " * 5, regency="Kabupaten " * 6, province="D" * 60))
    )


# ── what does not fit is refused before the run ─────────────────────────────────────────────────────────────────────


def test_what_does_not_fit_is_refused_before_the_run_with_the_field_named(office, joko):
    """The centre may send what no form of ours takes."""
    bad = release(office, waits_for_the_centre(office), biodata={"address": "Kampung Rawa " * 60})
    good = release(office, minutes=5)
    run = actions.start_run(5, by=joko)
    assert [job.pk for job in run.jobs.all()] == [good.pk]
    bad.refresh_from_db()
    assert (bad.state, bad.serial) == ("waiting", "")
    assert "alamat" in str(bad.obstacle)
    assert bad.application.shown_number in str(bad.obstacle)
    with translation.override("en"):
        assert "cannot be printed" in str(bad.obstacle), "said once, and read in each language"
    with pytest.raises(Refused, match="alamat"):
        faces.draw([bad])


def test_a_letter_that_no_font_has_is_refused_before_the_run(office, joko):
    bad = release(office, waits_for_the_centre(office), biodata={"name": "Siti \U00013000"})
    good = release(office, minutes=5)
    run = actions.start_run(5, by=joko)
    assert [job.pk for job in run.jobs.all()] == [good.pk]
    bad.refresh_from_db()
    assert bad.obstacle != ""


def test_what_was_set_aside_is_listed_with_its_reason_and_tried_again(office, joko, signed_in):
    bad = release(office, waits_for_the_centre(office), biodata={"address": "Kampung Rawa " * 60})
    with pytest.raises(Refused, match="alamat"):
        actions.start_run(1, by=joko)
    browser = signed_in(office.joko)
    assert "terlalu panjang" in browser.get("/cetak/").content.decode()
    browser.post(f"/cetak/kartu/{bad.pk}/periksa-lagi/")
    assert Job.objects.get().obstacle == ""


def test_why_the_machine_does_not_get_it_is_kept_in_each_language(office):
    """A worker notes it; whoever reads it later reads either."""
    bad = release(office, waits_for_the_centre(office), biodata={"address": "Kampung Rawa " * 60})
    with pytest.raises(Refused) as refused:
        faces.draw([bad])
    said = faces.why_not(bad, refused.value).in_each
    assert "alamat terlalu panjang" in said["id"]
    assert "address" in said["en"]
    assert "terlalu panjang" not in said["en"]


@pytest.mark.parametrize("written", ["\u200bbk0000\u00a00001", "\uff22\uff2b00000001\n", " BK 0000 0001"])
def test_a_serial_is_read_in_every_disguise(written):
    assert actions.plain_serial(written) == "BK00000001"
