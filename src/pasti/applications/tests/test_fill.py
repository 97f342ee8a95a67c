from datetime import timedelta

import pytest
from tests.cast import CARD_DATA, MONDAY, OWNER, SITI, accepted, draft, submitted

from pasti.applications import actions
from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused


def test_a_draft_is_filled_freely_and_quietly(office):
    application = draft()
    before = Entry.objects.count()
    actions.fill(application, {"name": "Siti Aminah", "rt": ""}, by=OWNER)
    kept = Application.objects.get()
    assert (kept.name, kept.rt, kept.rw) == ("Siti Aminah", "", SITI["rw"])
    assert Entry.objects.count() == before


def test_a_correction_later_says_which_fields_and_not_what(office):
    application = submitted()
    actions.fill(
        application, {"name": "Siti Aminah", "nik": "3275015206099777", "rw": SITI["rw"]}, by=office.budi.actor
    )
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.by_name, entry.facts) == (
        "application.corrected",
        "Budi Hartono",
        {"fields": ["name", "nik"]},
    )
    assert entry.sentence == "Data diperbaiki: nama lengkap dan NIK."


def test_the_same_twice_is_no_correction(office):
    application = submitted()
    before = Entry.objects.count()
    actions.fill(application, {"name": application.name}, by=office.budi.actor)
    assert Entry.objects.count() == before


def test_it_is_closed_once_the_papers_were_accepted(office):
    application = accepted(office.budi.actor)
    with pytest.raises(NotAllowed) as refused:
        actions.fill(application, CARD_DATA | {"name": "Orang Lain"}, by=office.budi.actor)
    assert str(refused.value) == "Data permohonan ini tidak dapat diubah lagi: diproses."
    assert Application.objects.get().name == SITI["name"]


@pytest.mark.parametrize("field", ["state", "number", "code_hash", "resident"])
def test_nothing_but_biodata_is_filled_in(office, field):
    application = draft()
    with pytest.raises(ValueError, match="not biodata"):
        actions.fill(application, {field: "x"}, by=OWNER)
    assert Application.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Siti 2"}, "Nama tidak memuat angka."),
        ({"birth_date": MONDAY.date() + timedelta(days=1)}, "Tanggal ini belum tiba."),
        ({"village_code": "32.75.01.9999"}, "Pilih kelurahan atau desa."),
        ({"religion": "x"}, "dari daftar"),
    ],
)
def test_what_a_form_refuses_the_action_refuses_too(office, fields, said):
    case = draft()
    with pytest.raises(Refused, match=said):
        actions.fill(case, fields, by=OWNER)
    case.refresh_from_db()
    assert case.name == "Siti Nurjanah"
