"""A clerk at a counter, and a way to press what stands on their page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import ANYBODY, Cast

from pasti.accounts.models import Account
from pasti.applications.models import Application
from pasti.kit import clock
from pasti.offices.actions import open_counter
from pasti.queue import actions as queue
from pasti.queue.models import Ticket


class Clerk:
    """Somebody at a counter with a browser: sees the page and sends its forms, with the number it was drawn for."""

    def __init__(self, office: Cast, browser: Client, account: Account, number: int) -> None:
        self.office, self.browser, self.account = office, browser, account
        self.counter = office.counters[number]
        self.shift = open_counter(self.counter, account)

    def sees(self) -> str:
        answer = self.browser.get("/meja/")
        assert answer.status_code == 200
        return words(answer)

    def holds(self) -> str:
        """The number for which the page is drawn now."""
        found = re.search(r'name="ticket" value="([^"]*)"', self.browser.get("/meja/").content.decode())
        return found.group(1) if found else ""

    def press(self, address: str, held: str | None = None, **typed: str):
        return self.browser.post(f"/meja/{address}/", {"ticket": self.holds() if held is None else held} | typed)

    def miss(self):
        """The person has had the time to come, and did not."""
        with clock.stopped_at(clock.now() + timedelta(seconds=30)):
            return self.press("nomor/miss")

    def serve(self, application: Application | None = None, letter: str = "") -> Ticket:
        """Somebody comes to this counter."""
        lane = self.office.lanes[letter] if letter else self.counter.lanes.all()[0]
        queue.issue_ticket(lane, by=ANYBODY)
        ticket = queue.call_next(self.counter, by=ANYBODY)
        assert ticket is not None
        served = queue.serve(ticket, by=ANYBODY)
        # Whatever the case is at: who has a question may come too.
        return queue.attach(served, application, by=ANYBODY) if application else served


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def budi(office, signed_in) -> Clerk:
    return Clerk(office, signed_in(office.budi), office.budi, 1)


@pytest.fixture
def rini(office, signed_in) -> Clerk:
    return Clerk(office, signed_in(office.rini), office.rini, 4)
