"""A case at the counter: the citizen's form on one page, for the person who is there."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import CARD_DATA, accepted, person, submitted

from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.arrivals.models import Arrival
from pasti.audit.models import Look
from pasti.desk.tests.conftest import words
from pasti.queue.models import Ticket

NEW = "/meja/permohonan-baru/"


def typed(held: str = "", **other: str) -> dict[str, str]:
    data = person()
    day = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}
    given = {name: str(value) for name, value in data.items() if name != "birth_date"}
    return given | day | {"age_basis": "adult", "recorded_before": "no", "ticket": held} | other


def send(clerk, service: str = "NEW", **other: str):
    return clerk.browser.post(NEW, {"service": service, **typed(clerk.holds(), **other)})


def test_first_the_service_is_chosen(budi):
    page = words(budi.browser.get(NEW))
    assert all(f'value="{code}"' in page for code in ("NEW", "LOST", "KK", "BIRTH"))
    assert 'name="kk_number"' not in page
    page = words(budi.browser.get(NEW, {"service": "NEW"}))
    assert 'name="kk_number"' in page
    assert 'name="age_basis"' in page


@pytest.mark.parametrize(
    "asked",
    [
        {"service": "X"}, {"service": ""}, {"service": "\x00"}, {"service": "N" * 5000},
        {"service": "NEW", "known": "9" * 5000},
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_is_said(budi, asked):
    answer = budi.browser.post(NEW, {"choose": "", **asked})
    assert answer.status_code == 422
    page = words(answer)
    assert "govuk-error-message" in page
    assert 'name="kk_number"' not in page


@pytest.mark.parametrize("regency", ["x", "\x00", "99.99", "../.."])
def test_a_regency_that_there_is_not_is_ours(budi, regency):
    assert "32.75.01.1001" in words(budi.browser.get(NEW, {"service": "NEW", "regency": regency}))


def test_a_case_is_filed_for_the_person_at_the_counter(budi):
    budi.serve()
    answer = send(budi)
    assert (answer.status_code, answer.url) == (302, "/meja/")
    case = Application.objects.get()
    assert (case.state, case.channel, case.filed_by) == ("submitted", "counter", budi.account.actor.id)
    assert Ticket.objects.get().application == case
    page = budi.sees()
    assert case.shown_number in page
    assert "berkas/lengkap" in page


def test_the_form_after_choosing_a_service_is_for_the_person_at_the_counter(budi):
    budi.serve()
    page = words(budi.browser.post(NEW, {"choose": "", "service": "NEW"}))
    assert f'name="ticket" value="{Ticket.objects.get().token}"' in page


def test_filing_is_done_under_the_number_for_which_the_form_was_drawn_and_is_one_coming(budi):
    budi.serve()
    send(budi)
    assert Ticket.objects.get().deeds == ["submit"]
    assert not Arrival.objects.exists(), "it is noted when the number ends"


def test_filing_for_who_has_gone_is_not_done_under_the_number_of_who_came_after(budi):
    budi.serve()
    held = budi.holds()
    budi.press("akhiri", ending="left")
    budi.serve()
    answer = budi.browser.post(NEW, {"service": "NEW", **typed(held)})
    assert answer.status_code == 302
    assert [ticket.done for ticket in Ticket.objects.order_by("id")] == ["", ""]
    assert [arrival.way for arrival in Arrival.objects.order_by("id")] == ["number", "counter"]


def test_a_case_is_filed_without_anybody_at_the_counter(office, signed_in):
    answer = signed_in(office.budi).post(NEW, {"service": "NEW", **typed()})
    assert answer.status_code == 302
    assert Application.objects.get().state == "submitted"


def form_of(page: str) -> str:
    (form,) = re.findall(r'name="form" value="(\w{32})"', page)
    return str(form)


def test_a_parent_who_may_have_several_gets_one_case_for_two_clicks(budi):
    page = words(budi.browser.post(NEW, {"choose": "", "service": "BIRTH"}))
    birth = {"service": "BIRTH", "birth_letter_ready": "yes", "marriage_book": "yes"}
    data = typed() | birth | {"form": form_of(page)}
    assert [budi.browser.post(NEW, data).status_code for _ in range(2)] == [302, 302]
    assert Application.objects.count() == 1
    twin = words(budi.browser.post(NEW, {"choose": "", "service": "BIRTH"}))
    assert budi.browser.post(NEW, data | {"form": form_of(twin)}).status_code == 302
    assert Application.objects.count() == 2


def test_a_second_child_typed_into_a_tab_that_was_duplicated_is_a_case_of_its_own(budi):
    budi.serve()
    form = form_of(words(budi.browser.post(NEW, {"choose": "", "service": "NEW"})))
    first, second = typed(budi.holds(), form=form), typed(budi.holds(), form=form, name="Siti Kembarannya")
    assert budi.browser.post(NEW, {"service": "NEW", **first}).status_code == 302
    answer = budi.browser.post(NEW, {"service": "NEW", **second}, follow=True)
    earlier, later = Application.objects.order_by("id")
    assert (earlier.name, earlier.nik) == (first["name"], first["nik"])
    assert (later.name, later.nik, later.state) == ("Siti Kembarannya", second["nik"], "submitted")
    page = words(answer)
    assert f"Permohonan {later.shown_number} dibuat, kodenya" in page
    assert f"Dari formulir yang sama sudah ada permohonan {earlier.shown_number} untuk {earlier.name}." in page
    again = words(budi.browser.post(NEW, {"service": "NEW", **first}, follow=True))
    assert Application.objects.count() == 2
    assert f"Permohonan {earlier.shown_number} sudah dibuat." in again


def test_another_answer_or_service_in_the_same_form_is_a_case_of_its_own(budi):
    form = form_of(words(budi.browser.post(NEW, {"choose": "", "service": "BIRTH"})))
    birth = typed(form=form) | {"service": "BIRTH", "birth_letter_ready": "yes", "marriage_book": "yes"}
    for data in (birth, birth | {"address": "Jl. Melati No. 5"}, birth | {"marriage_book": "no"}):
        assert budi.browser.post(NEW, data).status_code == 302
    assert Application.objects.count() == 3
    assert budi.browser.post(NEW, birth | {"name": f" {birth['name']}  "}).status_code == 302
    assert Application.objects.count() == 3, "blanks around what is typed say nothing"


def test_a_correction_of_what_was_filed_already_is_said(budi):
    form = form_of(words(budi.browser.post(NEW, {"choose": "", "service": "NEW"})))
    data = typed(form=form) | {"service": "NEW"}
    assert budi.browser.post(NEW, data).status_code == 302
    answer = budi.browser.post(NEW, data | {"address": "Jl. Kenanga No. 9"})
    assert answer.status_code == 422
    page = words(answer)
    assert "Sudah ada permohonan" in page
    assert 'value="Jl. Kenanga No. 9"' in page
    assert Application.objects.get().address == "Jl. Melati No. 4"


def test_two_clicks_are_one_case(budi):
    budi.serve()
    data = typed(budi.holds())
    first, second = (budi.browser.post(NEW, {"service": "NEW", **data}) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert Application.objects.count() == 1


def test_a_form_that_was_opened_for_the_person_before_is_not_connected_with_the_next(budi):
    budi.serve()
    stale = budi.holds()
    budi.press("akhiri", ending="left")
    budi.serve()
    answer = budi.browser.post(NEW, {"service": "NEW", **typed(stale)}, follow=True)
    case = Application.objects.get()
    assert case.state == "submitted", "what was typed is not lost"
    assert Ticket.objects.latest("id").application is None
    page = words(answer)
    assert "message--warning" in page
    assert f'value="{case.number}"' in page, "it can be connected with a click"


def test_the_form_stays_with_its_person_through_corrections(budi):
    budi.serve()
    held = budi.holds()
    answer = budi.browser.post(NEW, {"service": "NEW", **typed(held, name="")})
    assert answer.status_code == 422
    assert f'name="ticket" value="{held}"' in words(answer)


def test_who_is_only_called_is_not_connected_yet(budi, office):
    from pasti.queue import actions as queue

    queue.issue_ticket(office.lanes["C"], by=office.budi.actor)
    queue.call_next(budi.counter, by=office.budi.actor)
    send(budi)
    assert Application.objects.get().state == "submitted"
    assert Ticket.objects.get().application is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"nik": "123"}, {"nik": ""}, {"nik": "\x00"}, {"kk_number": "x"}, {"name": ""}, {"name": "x" * 61},
        {"name": "Siti\ufffd"}, {"birth_date_month": "13"}, {"birth_date_year": "9" * 9}, {"sex": "X"},
        {"village_code": "x"}, {"village_code": "\x00"}, {"rt": "x1*"},
        {"phone": "1"}, {"age_basis": ""}, {"age_basis": "x"}, {"recorded_before": ""},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(budi, wrong):
    budi.serve()
    answer = send(budi, **wrong)
    assert answer.status_code == 422
    page = words(answer)
    assert "govuk-error-summary" in page or "message--error" in page
    if "birth_place" not in wrong and "village_code" not in wrong:
        assert 'value="Bekasi"' in page
    assert not Application.objects.exists()
    assert Ticket.objects.get().application is None


def test_an_answer_that_makes_it_vain_says_why(budi):
    answer = send(budi, age_basis="younger")
    assert answer.status_code == 422
    assert "message--error" in words(answer)
    assert not Application.objects.exists()


def test_who_is_known_need_not_be_typed_again(budi, office):
    known = accepted(office.budi.actor)
    spaced = " ".join(known.nik[i : i + 4] for i in range(0, 16, 4))
    page = words(budi.browser.post(NEW, {"choose": "", "service": "LOST", "known": spaced}))
    assert f'value="{known.name}"' in page
    assert f'value="{known.kk_number}"' in page
    assert Look.objects.filter(what="resident", by_name="Budi Hartono").count() == 1


def test_who_is_not_known_is_not_said_to_be(budi):
    known_page = "sudah dikenal"
    page = words(budi.browser.post(NEW, {"choose": "", "service": "NEW", "known": "3275015206099001"}))
    assert 'value="3275015206099001"' in page
    assert known_page not in page
    assert not Look.objects.filter(what="resident").exists()


def test_somebody_from_another_regency_gets_its_villages(budi):
    page = words(budi.browser.get(NEW, {"service": "NEW", "regency": "33.74"}))
    assert "33.74.01.1001" in page
    assert "32.75.01.1001" not in page
    send(budi, village_code="33.74.01.1001")
    assert Application.objects.get().village_code == "33.74.01.1001"


def test_the_same_case_is_not_filed_twice_for_a_person(budi):
    first = submitted()
    answer = send(budi, nik=first.nik)
    assert answer.status_code == 422
    assert "message--error" in words(answer)
    assert Application.objects.count() == 1


def test_only_clerks_file_for_others(office, signed_in):
    for who in ("rini", "joko", "agus", "nur", "stranger"):
        browser = signed_in(getattr(office, who))
        assert browser.get(NEW).status_code == 403
        assert browser.post(NEW, {"service": "NEW", **typed()}).status_code == 403
    assert not Application.objects.exists()


def test_a_case_that_was_filed_here_goes_on_here(budi):
    budi.serve()
    send(budi)
    budi.press("berkas/lengkap", **CARD_DATA)
    assert Application.objects.get().state == "in_progress"


def test_a_nik_in_an_address_is_not_looked_up(budi, office):
    known = accepted(office.budi.actor)
    page = words(budi.browser.get(NEW, {"service": "LOST", "known": known.nik}))
    assert f'value="{known.nik}"' not in page
    assert not Look.objects.filter(what="resident").exists()


def test_the_person_goes_home_with_number_and_code(budi):
    budi.serve()
    page = words(budi.browser.post(NEW, {"service": "NEW", **typed(budi.holds())}, follow=True))
    case = Application.objects.get()
    said = re.search(
        rf"Permohonan {case.shown_number} dibuat, kodenya (\w{{6}})\. Berikan keduanya kepada pemohon", page
    )
    assert said is not None
    assert cases.with_code(case.number, said[1]) == case
    # It stays beside the case, to be printed, until somebody else is there.
    shown = re.search(r'bukti\.pdf" target="_blank">.*?name="code" value="(\w+)"', words(budi.browser.get("/meja/")))
    assert shown is not None
    assert shown[1] == said[1]
    paper = budi.browser.post(f"/permohonan/{case.number}/bukti.pdf", {"code": said[1]})
    assert said[1] in PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    budi.press("akhiri", ending="left")
    budi.serve(submitted())
    assert said[1] not in words(budi.browser.get("/meja/"))
