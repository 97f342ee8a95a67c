"""What the head sees of those who came in vain: figures, and cases without names."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from tests.cast import ANYBODY, MONDAY, submitted
from tests.scenes import scene

from pasti.arrivals.models import Arrival
from pasti.audit.models import Look
from pasti.journal.models import Entry
from pasti.queue import actions as queue
from pasti.queue.outcomes import Ending, Outcome, Reason

WEEK, LIST, FIGURES = "/kantor/kedatangan/", "/kantor/kedatangan/sia-sia/", "/kantor/kedatangan/angka.csv"


@pytest.fixture
def agus(office, signed_in):
    return signed_in(office.agus)


@scene
def case(office):
    """Somebody came in vain for it."""
    found = submitted(name="Qomariah Wexley")
    queue.issue_ticket(office.lanes["C"], application=found, by=ANYBODY)
    ticket = queue.serve(queue.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
    queue.finish(ticket, Ending(Outcome.IN_VAIN, Reason.OTHER, "Salah <b>kantor</b>."), by=ANYBODY)
    return found


def said(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_week_without_any_is_quiet(agus):
    page = said(agus.get(WEEK))
    assert "Tidak ada kedatangan sia-sia pada pekan ini." in page
    assert LIST not in page


def test_the_figure_of_a_day_leads_to_its_list(agus, case):
    page = agus.get(WEEK)
    assert f"{LIST}?dari=2026-11-23&amp;sampai=2026-11-23&amp;sebab=other" in said(page)
    assert agus.get(f"{LIST}?dari=2026-11-23&sampai=2026-11-23&sebab=other").context["page"].paginator.count == 1
    assert agus.get(f"{LIST}?dari=2026-11-23&sebab=link").context["page"].paginator.count == 0
    assert agus.get(f"{LIST}?dari=2026-11-23&tahu=tellable").context["page"].paginator.count == 0
    assert agus.get(f"{LIST}?dari=2026-11-22").context["page"].paginator.count == 0


def test_the_list_names_the_case_and_not_the_person_and_that_it_was_read_is_on_record(agus, case):
    page = said(agus.get(LIST))
    assert case.shown_number in page
    assert "Salah &lt;b&gt;kantor&lt;/b&gt;." in page
    assert "Qomariah" not in page
    assert case.nik not in page
    look = Look.objects.latest("id")
    assert (look.what, look.subjects) == ("in vain", [case.subject])


@pytest.mark.parametrize("asked", ["", "x", "2026-13-01", "9" * 300, "0001-01-01", "9999-12-31", "\x00", "-1"])
def test_what_is_no_day_is_today(agus, case, asked):
    for address in (f"{WEEK}?hari={asked}", f"{LIST}?dari={asked}&sampai={asked}", f"{FIGURES}?dari={asked}"):
        assert agus.get(address).status_code == 200
    assert agus.get(f"{LIST}?dari={asked}&sampai={asked}").context["first"] == MONDAY.date()


def test_figures_for_a_spreadsheet_name_nobody(agus, case):
    answer = agus.get(f"{FIGURES}?dari=2026-11-16&sampai=2026-11-29")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1:] == [["2026-11-23", "sia-sia", "lainnya", "tidak diketahui", "1"]]
    assert case.number not in answer.content.decode()


@pytest.mark.parametrize("who", ["budi", "rini", "joko", "stranger"])
def test_only_the_head_and_the_administrator_read_them(office, signed_in, who):
    browser = signed_in(getattr(office, who))
    assert [browser.get(address).status_code for address in (WEEK, LIST, FIGURES)] == [403] * 3


def test_reading_changes_nothing(agus, case):
    before = Entry.objects.count(), Arrival.objects.count()
    for address in (WEEK, LIST, FIGURES):
        agus.get(address)
    assert (Entry.objects.count(), Arrival.objects.count()) == before


def test_a_week_ago_can_be_turned_to_and_the_future_not(agus, case):
    page = said(agus.get(WEEK))
    assert "?hari=2026-11-16" in page
    assert "?hari=2026-11-30" not in page
    assert f"?hari={MONDAY.date()}" in said(agus.get(f"{WEEK}?hari={MONDAY.date() - timedelta(days=7)}"))
