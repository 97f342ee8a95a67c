"""The recording station: one person, one page; what is shown of a body is shown once and kept nowhere."""

import re
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import ANYBODY, LOST, accepted

from pasti.applications.corrections import digest
from pasti.audit.models import Look
from pasti.kit import blobs
from pasti.link.models import Envelope
from pasti.recording import actions, queries
from pasti.recording.models import Capture, Recording
from pasti.recording.positions import Position
from pasti.recording.tests.pictures import data_url, fill, portrait, scrawl


@pytest.fixture
def rinis(office, signed_in):
    return signed_in(office.rini)


def address(case, what: str = "") -> str:
    return f"/perekaman/{case.number}/{what}"


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def looks() -> list[tuple[str, str]]:
    return list(Look.objects.order_by("id").values_list("what", "subject"))


SCREENS = ["", "mulai/", "foto/", "tanda-tangan/", "alat/", "pengecualian/", "segel/", "batal/"]


@pytest.mark.parametrize("who", ["budi", "joko", "agus", "nur", "stranger"])
@pytest.mark.parametrize("screen", SCREENS)
def test_only_an_operator_of_recording_may(case, office, signed_in, screen, who):
    client = signed_in(getattr(office, who))
    assert client.post(address(case, screen)).status_code == 403
    assert client.get("/perekaman/").status_code == 403
    assert not Recording.objects.exists()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_number_that_no_case_has_is_not_found(rinis, office, screen):
    for number in ("327500000000", "x", "1" * 40):
        answer = rinis.get(f"/perekaman/{number}/") if not screen else rinis.post(f"/perekaman/{number}/{screen}")
        assert answer.status_code in (404, 302)
        assert not Recording.objects.exists()


@pytest.mark.parametrize("screen", ["foto/", "tanda-tangan/", "alat/", "pengecualian/"])
def test_capturing_into_nothing_leads_back_to_the_beginning(rinis, case, screen):
    answer = rinis.post(address(case, screen))
    assert (answer.status_code, answer.url) == (302, address(case))
    assert not Capture.objects.exists()


def test_who_waits_is_listed_and_what_has_not_arrived_at_the_centre(rinis, case, rini):
    assert f'href="{address(case)}"' in text(rinis.get("/perekaman/"))
    actions.seal(fill(actions.open_recording(case, by=rini), rini), by=rini)
    after = text(rinis.get("/perekaman/"))
    assert "Tidak ada yang menunggu perekaman." in after
    assert case.shown_number in after
    assert "tersegel, menunggu dikirim" in after


def test_before_anything_is_captured_the_person_is_compared_with_the_data(rinis, case):
    page = text(rinis.get(address(case)))
    assert "Data benar, mulai" in page
    assert case.nik in page
    assert looks() == [("recording", f"application:{case.number}")]
    answer = rinis.post(address(case, "mulai/"), {"seen": digest(case)})
    assert (answer.status_code, answer.url) == (302, address(case))
    assert "Tinggal 14 bagian." in text(rinis.get(address(case)))


def test_a_case_at_another_step_says_where_it_is_and_cannot_begin(rinis, office):
    lost = accepted(ANYBODY, "LOST", LOST)
    assert "tidak sedang di tahap perekaman" in text(rinis.get(address(lost)))
    assert "tidak sedang di tahap perekaman" in text(rinis.post(address(lost, "mulai/"), follow=True))
    assert not Recording.objects.exists()


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_photo_is_shown_once_and_never_again(rinis, case, opened, centre_node):
    answer = rinis.post(address(case, "foto/"), {"photo": upload(portrait())})
    assert answer.status_code == 200
    kept = Capture.objects.get()
    from pasti.kit import blobs

    jpeg = centre_node.unseal(blobs.read(kept.sha256))
    assert b64encode(jpeg).decode() in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "data:image" not in text(rinis.get(address(case)))
    assert "Tinggal 13 bagian." in text(rinis.get(address(case)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n", "Ini PDF."),
        (portrait((120, 160)), "Foto terlalu kecil (120 × 160)."),
        (b"", "Foto atau PDF ini kosong."),
        (b"hello", "Ini bukan foto."),
    ],
)
def test_a_photo_that_will_not_do_says_why(rinis, case, opened, content, sentence):
    answer = rinis.post(address(case, "foto/"), {"photo": upload(content)})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Capture.objects.exists()


def test_whoever_was_begun_is_photographed_while_nobody_new_is(rinis, case, opened, monkeypatch, office):
    other = accepted(office.budi.actor)
    monkeypatch.setattr(blobs, "free_mb", lambda: 499)
    answer = rinis.post(address(case, "foto/"), {"photo": upload(portrait())})
    assert answer.status_code == 200
    assert Capture.objects.get().position == "face"
    rinis.post(address(other, "mulai/"), {"seen": digest(other)})
    assert "Perekaman dihentikan" in text(rinis.get(address(other)))
    assert Recording.objects.count() == 1


def test_no_photo_at_all_says_so(rinis, case, opened):
    assert "Ambil foto dengan kamera, atau pilih foto dari komputer." in text(rinis.post(address(case, "foto/")))


def test_a_heavy_photo_is_made_smaller_first(rinis, case, opened):
    answer = rinis.post(address(case, "foto/"), {"photo": upload(portrait() + bytes(16 * 1024 * 1024))})
    assert answer.status_code == 200
    assert [c.position for c in Capture.objects.all()] == ["face"]


@pytest.mark.parametrize(
    "sent", [{"drawn": data_url(scrawl())}, {"file": upload(scrawl("RGB", paper="white"), "s.png")}]
)
def test_a_signature_is_drawn_or_comes_from_a_file(rinis, case, opened, sent):
    if "file" in sent:
        sent["file"].seek(0)
    answer = rinis.post(address(case, "tanda-tangan/"), sent)
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.content.decode()
    assert [c.position for c in Capture.objects.all()] == ["signature"]


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        ("", "Tanda tangan masih kosong."),
        ("data:image/png;base64,!!", "Tanda tangan tidak terkirim dengan utuh."),
        ("data:image/png;base64,aGVsbG8=", "Ini bukan foto."),
    ],
)
def test_a_signature_that_will_not_do_says_why(rinis, case, opened, drawn, sentence):
    answer = rinis.post(address(case, "tanda-tangan/"), {"drawn": drawn})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Capture.objects.exists()


def test_an_exception_is_noted_with_its_reason(rinis, case, opened):
    answer = rinis.post(address(case, "pengecualian/"), {"position": ["left-little", "signature"], "reason": "absent"})
    assert answer.status_code == 200
    assert {c.position: c.missing for c in Capture.objects.all()} == {"left-little": "absent", "signature": "absent"}
    assert "pengecualian" in text(answer)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"reason": "absent"}, "Pilih bagian yang tidak dapat direkam."),
        ({"position": ["left-little"]}, "Pilih bagian dan alasannya."),
        ({"position": ["left-little"], "reason": "bored"}, "Pilih bagian dan alasannya."),
        ({"position": ["tail"], "reason": "absent"}, "Pilih bagian dan alasannya."),
        ({"position": ["left-little", "face"], "reason": "absent"}, "Foto tidak dapat dikecualikan."),
    ],
)
def test_an_exception_that_cannot_be_says_why_and_notes_nothing(rinis, case, opened, sent, sentence):
    answer = rinis.post(address(case, "pengecualian/"), sent)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Capture.objects.exists()


def test_a_face_is_not_among_what_may_be_missing(rinis, case, opened):
    page = text(rinis.get(address(case)))
    assert 'id="miss-signature"' in page
    assert 'id="miss-face"' not in page


@pytest.mark.parametrize(
    ("service", "answers", "shown", "hidden"),
    [
        ("PHOTO", {"photo_reason": "hijab", "holds_card": "yes"}, ["id_photo", "right-four"], ["data-pad", "eyes"]),
        ("SIGN", {"holds_card": "yes"}, ["data-pad", "right-four"], ["id_photo", "eyes"]),
        ("NEW", None, ["id_photo", "data-pad", "right-four", "left-four", "thumbs", "eyes"], []),
    ],
)
def test_only_what_the_service_asks_for_is_on_the_page(rinis, office, rini, service, answers, shown, hidden):
    case = accepted(ANYBODY, service, answers)
    actions.open_recording(case, by=rini)
    page = text(rinis.get(address(case)))
    marks = {"eyes": 'value="eyes"', "right-four": 'value="right-four"', "left-four": 'value="left-four"',
             "thumbs": 'value="thumbs"'}  # fmt: skip
    assert [m for m in shown if marks.get(m, m) not in page] == []
    assert [m for m in hidden if marks.get(m, m) in page] == []


@pytest.mark.parametrize("place", ["foto/", "tanda-tangan/"])
def test_what_the_service_does_not_ask_for_is_refused(rinis, office, rini, place):
    case = accepted(ANYBODY, *(("SIGN", {"holds_card": "yes"}) if place == "foto/" else
                               ("PHOTO", {"photo_reason": "hijab", "holds_card": "yes"})))  # fmt: skip
    actions.open_recording(case, by=rini)
    sent = {"photo": upload(portrait())} if place == "foto/" else {"drawn": data_url(scrawl())}
    assert "Bagian ini tidak direkam untuk layanan ini." in text(rinis.post(address(case, place), sent))


def test_one_key_leads_from_one_thing_to_the_next(rinis, case, opened, rini):
    """Exactly one button on the page answers to Enter, until all is captured: sealing has a key of its own."""
    for position in [None, *queries.wanted(opened)]:
        if position:
            fill_one(opened, position, rini)
        page = rinis.get(address(case)).content.decode()
        left = len(queries.still_missing(opened))
        assert len(re.findall('data-key="Enter"', page)) == (1 if left else 0)
    assert page.count('data-key="s"') == 1


def fill_one(recording: Recording, position: Position, by) -> None:
    from pasti.recording.tests.pictures import capture

    capture(recording, position, by)


def test_sealing_leads_to_the_next_person(rinis, case, opened, rini):
    fill(opened, rini)
    answer = rinis.post(address(case, "segel/"))
    assert (answer.status_code, answer.url) == (302, "/tugas/")
    opened.refresh_from_db()
    assert opened.state == "sealed"
    # A second press of the same button is harmless.
    assert rinis.post(address(case, "segel/")).url == "/tugas/"
    assert Envelope.objects.count() == 1
    assert "tersegel, menunggu dikirim" in text(rinis.get(address(case)))


def test_sealing_too_early_says_what_is_missing(rinis, case, opened, rini):
    fill(opened, rini, without=(Position.SIGNATURE,))
    answer = rinis.post(address(case, "segel/"))
    assert answer.status_code == 422
    assert "Belum direkam: tanda tangan." in text(answer)
    assert not Envelope.objects.exists()


def test_breaking_off_leads_back_to_the_beginning(rinis, case, opened, rini):
    fill(opened, rini)
    answer = rinis.post(address(case, "batal/"), follow=True)
    assert "Perekaman dibatalkan. Hasil yang sudah terekam dihapus." in text(answer)
    assert "Data benar, mulai" in text(answer)
    assert not Capture.objects.exists()
    assert rinis.post(address(case, "batal/")).status_code == 302
