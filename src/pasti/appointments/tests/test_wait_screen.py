"""What was chosen for the waiting list and is refused stays chosen, on the page of the appointment."""

import re

from tests.cast import LOST, accepted, browser_of, submitted

from pasti.appointments.models import Waiting


def chosen(page: str) -> set[str]:
    """The values of what is ticked in the form of the waiting list."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if "weekdays" in one)
    return set(re.findall(r'value="(\w+)"[^>]*checked', form))


def test_no_day_at_all_is_asked_for_and_the_hour_stays_chosen(office):
    case = submitted()
    answer = browser_of(case).post(f"/janji/{case.number}/tunggu/", {"act": "join", "part": "morning"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Pilih paling sedikit satu hari yang cocok.") == 2
    assert chosen(page) == {"morning"}
    assert not Waiting.objects.exists()
    # The page stands at another address now: its other forms go where they belong.
    assert page.count(f'<form method="post" action="/janji/{case.number}/"') >= 1
    assert '<form method="post">' not in page


def test_who_need_not_come_reads_why(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    sent = {"act": "join", "part": "afternoon", "weekdays": ["1", "3"]}
    answer = browser_of(case).post(f"/janji/{case.number}/tunggu/", sent)
    assert answer.status_code == 422
    assert "Anda tidak perlu datang sekarang." in answer.content.decode()
    assert not Waiting.objects.exists()


def test_what_suits_is_kept_and_shown(office):
    case = submitted()
    browser = browser_of(case)
    sent = {"act": "join", "part": "morning", "weekdays": ["0", "2"]}
    assert browser.post(f"/janji/{case.number}/tunggu/", sent).status_code == 302
    page = browser.get(f"/janji/{case.number}/").content.decode()
    assert chosen(page) == {"morning", "0", "2"}
