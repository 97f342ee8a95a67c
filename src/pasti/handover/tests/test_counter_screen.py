"""Handing over at the counter: what is wrong is said, what was typed stays, looks are noted."""

from base64 import b64encode
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw

from pasti.audit.models import Look
from pasti.handover import queries
from pasti.handover.actions import issue_slip
from pasti.handover.models import Handover
from pasti.offices.actions import decide


@pytest.fixture
def browser(office, signed_in) -> Client:
    client: Client = signed_in(office.budi)
    return client


def form(**other: str) -> dict[str, str]:
    return {
        "serial": "BK00000001",
        "receipt": "paper",
        "relation": "self",
        "taken_by": "Siti Nurjanah",
        "shown": "card",
        "old_card": "none",
        "slip_code": "",
    } | other


def at(case) -> str:
    return f"/pengambilan/{case.number}/"


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_lies_ready_is_listed_and_found(browser, ready):
    case, other = ready(), ready(name="Wati Rahmawati")
    shown = page(browser, "/pengambilan/")
    assert at(case) in shown
    assert at(other) in shown
    found = browser.post("/pengambilan/", {"q": "wati"}).content.decode()
    assert at(other) in found
    assert at(case) not in found
    assert at(case) in page(browser, "/pengambilan/?q=wati"), "a name in an address is not looked for"


def test_a_scanned_slip_opens_its_case(browser, slip):
    scanned = queries.qr_content(slip)
    answer = browser.post("/pengambilan/", {"slip": scanned})
    assert answer["Location"] == at(slip.application)
    shown = page(browser, answer["Location"])
    assert slip.code in shown


@pytest.mark.parametrize("scanned", ["x", "aaaaaaaaaaaaaaaa-327512345678", "<b>", "x" * 5000])
def test_a_strange_slip_is_said_to_be_strange(browser, slip, scanned):
    answer = browser.post("/pengambilan/", {"slip": scanned})
    assert answer.status_code == 200
    assert "message--" in answer.content.decode()


@pytest.mark.parametrize("words", ["\x00", "%", "'", "x" * 5000, "٣٢٧٥"])
def test_anything_may_be_searched(browser, ready, words):
    ready()
    assert browser.post("/pengambilan/", {"q": words}).status_code == 200


def test_handed_over(browser, slip):
    case = slip.application
    answer = browser.post(at(case), form(slip_code=queries.qr_content(slip), shown="slip"))
    assert answer["Location"] == "/tugas/"
    assert Handover.objects.get().with_slip
    assert 'name="taken_by"' not in page(browser, at(case))


def test_posted_twice_is_harmless(browser, ready):
    case = ready()
    assert [browser.post(at(case), form()).status_code for _ in range(2)] == [302, 302]
    assert Handover.objects.count() == 1


def test_a_card_that_another_counter_gave_away_is_said_to_be_gone(browser, ready):
    case = ready()
    browser.post(at(case), form())
    answer = browser.post(at(case), form(taken_by="Orang Lain"))
    assert answer.status_code == 422
    assert "Siti Nurjanah" in answer.content.decode()


@pytest.mark.parametrize(
    "other",
    [
        {"relation": ""},
        {"relation": "neighbour"},
        {"taken_by": ""},
        {"taken_by": "  "},
        {"taken_by": "x" * 61},
        {"taken_by": "\x00"},
        {"shown": ""},
        {"shown": "charm"},
        {"old_card": ""},
        {"old_card": "eaten"},
        {"slip_code": "no slip"},
        {"slip_code": "x" * 201},
        {"slip_code": "aaaaaaaaaaaaaaaa-327512345678"},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_the_rest_stays(browser, ready, other):
    case = ready()
    answer = browser.post(at(case), form(**other))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "error-summary" in shown
    assert "taken_by" in other or 'value="Siti Nurjanah"' in shown
    case.refresh_from_db()
    assert (case.state, Handover.objects.count()) == ("ready", 0)


def test_nothing_at_all(browser, ready):
    assert browser.post(at(ready()), {"csrfmiddlewaretoken": ""}).status_code == 422


def test_another_cases_slip(browser, slip, ready):
    other = issue_slip(ready())
    answer = browser.post(at(slip.application), form(slip_code=queries.qr_content(other)))
    assert answer.status_code == 422
    assert Handover.objects.count() == 0


def test_the_old_card_is_asked_for_first(browser, damaged):
    assert queries.to_be_surrendered(damaged)[0] in page(browser, at(damaged))
    assert browser.post(at(damaged), form()).status_code == 422
    assert browser.post(at(damaged), form(old_card="taken")).status_code == 302


def test_who_may_not_collect_is_not_offered(browser, ready, office):
    case = ready()
    decide("handover.family_may_collect", value=0, valid_from=case.accepted_at.date(), legal_basis="SK",
           by=office.nur.actor)  # fmt: skip
    assert 'value="family"' not in page(browser, at(case))
    assert browser.post(at(case), form(relation="family")).status_code == 422


def test_what_is_not_ready_has_no_form(browser, ready):
    case = ready()
    type(case).objects.filter(pk=case.pk).update(state="in_progress")
    assert 'name="taken_by"' not in page(browser, at(case))
    assert browser.post(at(case), form()).status_code == 422


@pytest.mark.parametrize("number", ["327512345678", "x", "%00", "1" * 300])
def test_a_case_that_is_not_there(browser, number):
    assert browser.get(f"/pengambilan/{number}/").status_code == 404


def test_a_look_is_noted(browser, ready):
    case = ready()
    browser.get(at(case))
    look = Look.objects.get()
    assert (look.by_name, look.what, look.subject) == ("Budi Hartono", "handover", case.subject)


@pytest.mark.parametrize("who", ["rini", "joko", "agus", "nur", "stranger"])
def test_only_clerks_come_in(office, signed_in, ready, who):
    case, client = ready(), signed_in(getattr(office, who))
    assert client.get("/pengambilan/").status_code == 403
    assert client.get(at(case)).status_code == 403
    assert client.post(at(case), form()).status_code == 403
    assert Look.objects.count() == Handover.objects.count() == 0


def test_a_photo_or_a_signature_shows_that_it_was_received(browser, ready):
    case = ready()
    drawn = f"data:image/png;base64,{b64encode(a_picture()).decode()}"
    assert browser.post(at(case), form(receipt="signature", drawn="")).status_code == 422
    assert browser.post(at(case), form(receipt="photo")).status_code == 422
    assert browser.post(at(case), form(receipt="signature", drawn=drawn)).status_code == 302
    shown = browser.get(f"{at(case)}tanda-terima/")
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/png", "private, no-store")
    other = ready()
    photo = SimpleUploadedFile("foto.png", a_picture(), "image/png")
    sent = form(serial=other.product, receipt="photo") | {"photo": photo}
    assert browser.post(at(other), sent).status_code == 302
    assert browser.get(f"{at(other)}tanda-terima/")["Content-Type"] == "image/jpeg"


def test_a_photo_that_came_with_a_refused_form_is_asked_for_again(browser, ready):
    case = ready()
    for wrong in ({"serial": "BK99999999"}, {"taken_by": ""}):
        photo = SimpleUploadedFile("foto.png", a_picture(), "image/png")
        answer = browser.post(at(case), form(serial=case.product, receipt="photo") | wrong | {"photo": photo})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Pilih berkas ini sekali lagi." in page
        assert '<details class="more" open>' in page
    assert "sekali lagi" not in browser.get(at(case)).content.decode()


def test_without_a_picture_there_is_none_to_be_seen(browser, ready):
    case = ready()
    assert browser.get(f"{at(case)}tanda-terima/").status_code == 404
    browser.post(at(case), form())
    assert browser.get(f"{at(case)}tanda-terima/").status_code == 404


def a_picture() -> bytes:
    image = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(image).line((20, 100, 150, 20, 280, 90), fill="black", width=6)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
