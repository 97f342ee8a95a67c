"""At the kiosk, an appointment of today is found by name and birth date, and by nothing less."""

import pytest
from tests.cast import MONDAY, SITI, account, submitted

from pasti.accounts.roles import Role
from pasti.applications import opening
from pasti.appointments.actions import book
from pasti.arrivals.models import Arrival
from pasti.journal.actors import applicant
from pasti.kit import clock
from pasti.queue.models import Ticket

BY_NAME = "/antrean/tiba/nama/"
BORN = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}
NAME = str(SITI["name"])
TEN = MONDAY.replace(hour=10, minute=0)


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


@pytest.fixture
def siti(office):
    case = submitted()
    book(case, TEN, by=applicant(case.number))
    return case


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("written", [NAME, f" {NAME.lower()} ", " ".join(NAME.split()[::-1])])
def test_who_has_an_appointment_gets_their_number(kiosk, siti, written):
    asked = kiosk.post(BY_NAME, {"name": written})
    assert (asked.status_code, "Kapan tanggal lahir pemohon?" in text(asked)) == (200, True)
    with clock.stopped_at(TEN):
        answer = kiosk.post(BY_NAME, {"name": written, **BORN})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/antrean/tiba/nomor/{ticket.token}/")
    assert (ticket.application, ticket.booked_for) == (siti, TEN)


@pytest.mark.parametrize(
    "said",
    [
        {"name": NAME.split(maxsplit=1)[0], **BORN},
        {"name": NAME[:-1], **BORN},
        {"name": NAME, **BORN, "birth_date_day": "13"},
        {"name": "%", **BORN},
        {"name": "", **BORN},
    ],
)
def test_less_than_the_name_and_the_birth_date_finds_nobody(kiosk, siti, said):
    answer = kiosk.post(BY_NAME, said)
    assert answer.status_code == 422
    assert siti.number not in text(answer)
    assert not Ticket.objects.exists()


def test_who_has_no_appointment_today_is_not_found_and_not_turned_away(kiosk, office):
    case = submitted()
    answer = kiosk.post(BY_NAME, {"name": NAME, **BORN})
    assert "Tidak ada janji hari ini dengan nama dan tanggal lahir ini" in text(answer)
    book(case, TEN.replace(day=24), by=applicant(case.number))
    assert kiosk.post(BY_NAME, {"name": NAME, **BORN}).status_code == 422
    assert not Arrival.objects.exists()


def test_guessing_ends(kiosk, siti, office):
    wrong = {"name": NAME, **BORN, "birth_date_year": "2008"}
    answers = [text(kiosk.post(BY_NAME, wrong)) for _ in range(30)]
    assert "Terlalu banyak percobaan" in answers[-1]
    assert "Terlalu banyak percobaan" in text(kiosk.post(BY_NAME, {"name": NAME, **BORN}))
    # Another name at the same kiosk goes on.
    assert opening.at_kiosk_with_name("account:0", "Orang Lain", MONDAY.date(), lambda _case: True) == []


def test_the_number_page_leads_there(kiosk, office):
    assert f'href="{BY_NAME}"' in text(kiosk.get("/antrean/tiba/permohonan/"))
    page = text(kiosk.get(BY_NAME))
    assert "Siapa nama pemohon?" in page
    assert "data-letters" in page
