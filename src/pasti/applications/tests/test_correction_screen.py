"""The clerk types what is right, the person looks at it, and only then it stands; nothing typed is lost on the way."""

import re
from html import unescape

import pytest
from tests.cast import accepted, person, submitted
from tests.scenes import scene

from pasti.applications import actions, corrections
from pasti.applications.models import Application
from pasti.audit.models import Look
from pasti.journal.models import Entry


@scene
def case(office) -> Application:
    return accepted(office.budi.actor)


@pytest.fixture
def rini(office, signed_in):
    return signed_in(office.rini)


def address(case: Application) -> str:
    return f"/permohonan/{case.number}/perbaikan/"


def text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def typed(case: Application, **other: str) -> dict[str, str]:
    """What the form sends when nothing but this is changed."""
    plain = ("nik", "kk_number", "name", "birth_place", "sex", "village_code", "address", "rt", "rw", "phone",
             "religion", "marital_status", "occupation", "blood_type")  # fmt: skip
    assert case.birth_date is not None
    born = case.birth_date
    parts = {"birth_date_0": "", "birth_date_day": str(born.day), "birth_date_month": str(born.month)}
    fields = {name: getattr(case, name) for name in plain} | parts | {"birth_date_year": str(born.year)}
    answers: dict[str, str] = case.answers
    return fields | answers | {"reason": "Salah ketik", "drawn_for": corrections.digest(case)} | other


def hidden(page: str) -> dict[str, str]:
    """What the page for the person would send."""
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    }


@pytest.mark.parametrize(("way", "kept"), [("screen", "screen"), ("paper", "paper")])
def test_the_person_looks_before_it_stands(rini, case, way, kept):
    shown = rini.post(address(case), typed(case, name="Siti Nurjannah", rt="009"))
    page = text(shown)
    assert "Putar layar ke pemohon" in page
    assert "<del>Siti Nurjanah</del> <ins>Siti Nurjannah</ins>" in page
    assert "<del>001</del> <ins>009</ins>" in page
    assert "Jl. Melati" not in re.sub(r"<input[^>]*>", "", page)
    assert Application.objects.get().name == "Siti Nurjanah"
    answer = rini.post(address(case), hidden(shown.content.decode()) | {"confirmed": way})
    assert (answer.status_code, answer.url) == (302, f"/permohonan/{case.number}/")
    kept_now = Application.objects.get()
    assert (kept_now.name, kept_now.rt) == ("Siti Nurjannah", "009")
    assert Entry.objects.latest("id").facts["confirmed"] == kept


@pytest.mark.parametrize(
    ("name", "choices"),
    [("occupation", 99), ("religion", 7), ("marital_status", 4), ("blood_type", 12)],
)
def test_what_the_family_card_has_lists_for_is_chosen_and_not_typed(rini, case, name, choices):
    page = rini.get(address(case)).content.decode()
    found = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert found, "a list"
    assert len(re.findall(r'<option value="[^"]+"', found[0])) == choices
    answer = rini.post(address(case), typed(case, **{name: "X"}))
    assert answer.status_code == 422
    assert getattr(Application.objects.get(), name) == getattr(case, name)


def test_not_yet_right_goes_back_to_the_form_with_all_that_was_typed(rini, case):
    shown = rini.post(address(case), typed(case, name="Siti Nurjannah", reason="Beda dari KK"))
    form = text(rini.post(address(case), hidden(shown.content.decode()) | {"again": "1"}))
    assert 'value="Siti Nurjannah"' in form
    assert 'value="Beda dari KK"' in form
    assert Application.objects.get().name == "Siti Nurjanah"


def test_it_stands_only_by_a_way_of_confirming_that_there_is(rini, case):
    answer = rini.post(address(case), typed(case, name="Siti Nurjannah", confirmed="ya"))
    assert answer.status_code == 422
    assert "Pilih bagaimana pemohon membenarkan data ini." in text(answer)
    assert Application.objects.get().name == "Siti Nurjanah"


def test_a_nik_that_does_not_fit_is_said_to_the_person_and_to_the_clerk(rini, case):
    other = "3275010101901234"
    shown = rini.post(address(case), typed(case, nik=other))
    assert "Tanggal lahir di NIK berbeda" in text(shown)
    after = rini.post(address(case), hidden(shown.content.decode()) | {"confirmed": "screen"}, follow=True)
    assert "Tanggal lahir di NIK berbeda" in text(after)
    assert Application.objects.get().nik == other


@pytest.mark.parametrize(
    "wrong",
    [
        {"nik": "12"}, {"name": "S1ti"}, {"birth_date_month": "13"}, {"religion": "x"}, {"marital_status": ""},
        {"village_code": "99"}, {"reason": ""}, {"reason": "NIK 3275010101901234"}, {"address": ""}, {"sex": ""},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_stays(rini, case, wrong):
    answer = rini.post(address(case), typed(case, birth_place="Karawang") | wrong)
    assert answer.status_code == 422
    page = text(answer)
    assert "govuk-error-summary" in page
    assert 'value="Karawang"' in page
    assert Application.objects.get().birth_place == "Bekasi"


def test_nothing_changed_is_said(rini, case):
    assert "Belum ada yang diubah." in text(rini.post(address(case), typed(case)))


def test_another_counter_was_first(rini, office, case):
    mine = typed(case, name="Siti Nurjannah")
    corrections.correct(
        case, {"rt": "009"}, reason="x", confirmed=corrections.Confirmed.SCREEN, by=office.budi.actor
    )  # fmt: skip
    assert "sudah diubah di loket lain" in text(rini.post(address(case), mine))
    assert Application.objects.get().rt == "009"


@pytest.mark.parametrize("who", ["joko", "agus", "nur", "stranger"])
def test_others_may_not(office, signed_in, case, who):
    client = signed_in(getattr(office, who))
    assert client.get(address(case)).status_code == 403
    assert client.post(address(case), typed(case, name="X Y", confirmed="screen")).status_code == 403
    assert Application.objects.get().name == "Siti Nurjanah"


def test_each_look_is_on_record(rini, case):
    rini.get(address(case))
    assert Look.objects.filter(what="correction", subject=case.subject).exists()


def test_once_it_has_left_the_office_the_page_says_which_service_helps(rini, office, case):
    actions.finish_step(case, "recording", by=office.rini.actor)
    page = text(rini.get(address(case)))
    assert "Ubah data di KTP-el" in page
    assert "<form method" not in page.partition('id="gone"')[0].replace('<form method="post" action', "")
    rini.post(address(case), typed(case, name="Siti Nurjannah", confirmed="screen"))
    assert Application.objects.get().name == "Siti Nurjanah"


def test_the_case_page_leads_there_as_long_as_it_is_open(rini, office, case):
    assert address(case) in rini.get(f"/permohonan/{case.number}/").content.decode()
    actions.finish_step(case, "recording", by=office.rini.actor)
    assert address(case) not in rini.get(f"/permohonan/{case.number}/").content.decode()


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/x", "javascript:alert(1)", "perekaman/"])
def test_it_leads_back_to_our_own_pages_only(rini, case, back):
    answer = rini.post(address(case), typed(case, rt="009", confirmed="screen", back=back))
    assert answer.url == f"/permohonan/{case.number}/"


def test_it_leads_back_to_where_the_operator_came_from(rini, case):
    back = f"/perekaman/{case.number}/"
    assert f'name="back" value="{back}"' in text(rini.get(f"{address(case)}?back={back}"))
    assert rini.post(address(case), typed(case, rt="009", confirmed="screen", back=back)).url == back


def test_before_the_family_card_was_read_nothing_of_it_is_asked(rini, office):
    case = submitted(**{**person(), "name": "Budi Santoso"})
    page = text(rini.get(address(case)))
    assert 'name="religion"' not in page
    assert 'value="Budi Santoso"' in page


def test_a_number_that_no_case_has(rini, office):
    assert rini.get("/permohonan/327500000000/perbaikan/").status_code == 404


def test_a_nik_that_is_somebody_elses_here_is_compared_before_the_person_looks(rini, office, case):
    wrong = accepted(office.budi.actor, "KK", {}, name="Wati Rahmawati")
    asked = rini.post(address(wrong), typed(wrong, nik=case.nik))
    page = text(asked)
    assert asked.status_code == 422
    assert "<mark>Wati Rahmawati</mark>" in page
    assert Look.objects.filter(subject=f"resident:{case.resident_id}").exists()
    decided = {"compared": hidden(asked.content.decode())["compared"], "whose": "same", "whose_why": "Nama baru di KK"}
    shown = rini.post(address(wrong), typed(wrong, nik=case.nik, **decided))
    assert "Putar layar ke pemohon" in text(shown)
    assert "Siti Nurjanah" not in text(shown), "the screen is turned around"
    answer = rini.post(address(wrong), hidden(shown.content.decode()) | {"confirmed": "screen"})
    assert answer.status_code == 302
    wrong.refresh_from_db()
    case.refresh_from_db()
    assert (wrong.nik, wrong.resident, case.resident.name) == (case.nik, case.resident, "Wati Rahmawati")
