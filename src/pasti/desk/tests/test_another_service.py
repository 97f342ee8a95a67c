"""Another service is chosen after something was typed: nothing is lost, and nothing is filed that nobody saw."""

import re

from tests.cast import accepted, person

from pasti.applications.models import Application
from pasti.desk.tests.conftest import words

NEW = "/meja/permohonan-baru/"
TYPED = {
    "drawn_for": "NEW", "age_basis": "adult", "recorded_before": "no", "nik": "3275 0152 0609 9001",
    "kk_number": "12", "name": "Siti  Nurjanah", "birth_place": "Bekasi", "birth_date_day": "31",
    "birth_date_month": "2", "birth_date_year": "2009", "sex": "F", "village_code": "32.75.01.1004",
    "address": "Jl. Melati No. 4", "rt": "001/002",
    "phone": "0812 3456 7890", "wish": "whatsapp_sms", "email": "warga@example.org", "form": "a" * 32,
}  # fmt: skip


def choose(budi, service: str, known: str = "", **other: str) -> str:
    data = {"choose": "", "service": service, "known": known, "ticket": budi.holds()} | TYPED | other
    answer = budi.browser.post(NEW, data)
    assert answer.status_code == 200
    return words(answer)


def values(page: str) -> dict[str, str]:
    """What stands in the fields of a page, by name."""
    fields = re.findall(r"<input[^>]*>", page)
    found = {}
    for field in fields:
        given = dict(re.findall(r'(\w+)="([^"]*)"', field))
        if given.get("type") not in ("radio", "checkbox") or "checked" in field:
            found[given.get("name", "")] = given.get("value", "")
    found |= dict(re.findall(r'<select name="(\w+)".*?<option value="([^"]*)" selected', page, re.DOTALL))
    return found


def test_all_that_was_typed_comes_back_right_or_wrong(budi):
    budi.serve()
    page = choose(budi, "CHG")
    found = values(page)
    assert {name: found.get(name) for name in TYPED if name in found} == {
        **{name: said for name, said in TYPED.items() if name in found},
        "drawn_for": "CHG", "name": "Siti Nurjanah",
    }  # fmt: skip
    assert {"nik", "kk_number", "birth_date_day", "sex", "village_code", "rt", "phone", "email", "form"} <= set(found)
    assert "govuk-error-message" not in page, "nobody has sent it yet"
    assert not Application.objects.exists()


def test_what_has_no_place_any_more_is_said(budi):
    budi.serve()
    page = choose(budi, "KK")
    assert "Tidak ditanyakan untuk layanan ini, jadi tidak dipakai:" in page
    assert values(page)["name"] == "Siti Nurjanah"
    page = choose(budi, "NEW")
    assert "Tidak ditanyakan" not in page
    assert values(page)["age_basis"] == "adult"


def test_who_is_known_replaces_what_was_typed_and_that_is_said(budi, office):
    known = accepted(office.budi.actor, name="Siti Aminah")
    budi.serve()
    page = choose(budi, "LOST", known=known.nik)
    assert values(page)["name"] == "Siti Aminah"
    said = re.search(r"Yang Anda ketik berbeda dari data tercatat dan diganti: ([^.]*)\.", page)
    assert said
    assert "nama lengkap" in said[1]
    assert "alamat" not in said[1], "that was typed as it is on record"
    assert "tempat lahir" not in said[1]


def test_a_service_that_was_changed_without_a_word_is_chosen_first_and_nothing_is_filed(budi):
    budi.serve()
    data = person()
    del data["birth_date"]
    day = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}
    answers = {"age_basis": "adult", "recorded_before": "no", "ticket": budi.holds(), "drawn_for": "NEW"}
    sent = {**data, **day, **answers, "service": "BIRTH"}
    answer = budi.browser.post(NEW, sent)
    assert answer.status_code == 200
    assert not Application.objects.exists()
    found = values(words(answer))
    assert (found["drawn_for"], found["name"]) == ("BIRTH", data["name"])
    assert budi.browser.post(NEW, {**sent, "service": "NEW"}).status_code == 302
    assert Application.objects.get().service.code == "NEW"
