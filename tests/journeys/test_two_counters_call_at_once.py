"""The hall hears two counters that call in the same moment one after the other."""

import os
import subprocess
import sys

from playwright.sync_api import expect

from tests.journeys.city import City

_CALL = """
import django; django.setup()
from pasti.accounts.models import Account
from pasti.journal.actors import SYSTEM
from pasti.offices import actions as office, queries as offices
from pasti.queue import actions
for username, number in (("budi", 1), ("dewi", 2)):
    who = Account.objects.get(username=username)
    if offices.shift_of(who) is None:
        office.open_counter(offices.counter(number), who)
    actions.issue_ticket(offices.lane_of("C"), by=SYSTEM)
    actions.call_next(offices.counter(number), by=who.actor)
"""
_NOTE_WHAT_IS_SAID = """() => {
    window.said = []
    document.addEventListener('pasti:call', ({detail}) => window.said.push(detail.split(' ').slice(0, 3).join(' ')))
}"""


def call(city: City) -> None:
    """Both counters open, and call somebody."""
    environment = {**os.environ, **city.environments["office"], "DJANGO_SETTINGS_MODULE": "pasti.site.settings"}
    subprocess.run([sys.executable, "-c", _CALL], env=environment, check=True)


def test_two_calls_are_said_one_after_the_other(come, city: City):
    hall = come()
    hall.go("/antrean/")
    expect(hall.page.locator("[data-clock]")).to_contain_text("WIB")
    hall.page.evaluate(_NOTE_WHAT_IS_SAID)
    hall.page.get_by_role("button", name="Ketuk untuk menyalakan suara").click()
    expect(hall.page.get_by_role("button", name="Suara menyala")).to_be_visible()
    call(city)
    expect(hall.page.locator(".called .latest")).to_contain_text("C-002")
    hall.wait_until(lambda: hall.page.evaluate("window.said.length") >= 4)
    assert hall.page.evaluate("window.said") == [
        "begins C-001 1", "ended C-001 1", "begins C-002 2", "ended C-002 2",
    ]  # fmt: skip
    hall.look("hall-two-calls", full=False)
    assert hall.complaints == []

    # A screen that is switched on later shows the state, and does not shout what was called before.
    later = come()
    later.go("/antrean/")
    expect(later.page.locator(".called .latest")).to_contain_text("C-002")
