"""Whoever sees a name on a screen has looked, and that is on record: the pages are opened, not believed."""

import re

import pytest
from django.urls import reverse

from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES, Role
from pasti.accounts.rules import PEER, PUBLIC
from pasti.applications import actions as applications
from pasti.audit.models import Look
from pasti.offices.models import Counter, Lane
from pasti.queue import actions as queue
from tests.cast import accepted, account, submitted
from tests.house.test_doors import ROUTES
from tests.scenes import scene

pytestmark = pytest.mark.either_database

# Names that stand nowhere else.
PEOPLE = {name: number for number, name in enumerate(("Zulfikar Xanana", "Qomariah Wexley", "Vidya Yxlund"))}
STAFF = {
    path: route
    for path, route in ROUTES.items()
    if getattr(route.callback, "needs", None) not in (PUBLIC, PEER) and "xxx" not in path
}


@scene
def cases(office):
    """Somebody waiting for papers, somebody to be recorded, somebody whose papers are missing; one is at a counter."""
    waiting, to_record, missing = (
        submitted(name="Zulfikar Xanana"),
        accepted(office.budi.actor, name="Qomariah Wexley"),
        submitted(name="Vidya Yxlund"),
    )
    applications.ask_for_papers(missing, "Akta belum ada.", by=office.budi.actor)
    return {"Zulfikar Xanana": waiting, "Qomariah Wexley": to_record, "Vidya Yxlund": missing}


@scene
def at_work(cases):
    """Somebody with every role, at a counter, with a case in front of them."""
    from pasti.desk.actions import take_counter

    who = account("semua", "Semua Peran", *OFFICE_ROLES, *CENTRE_ROLES)
    counter = Counter.objects.get(number=2)
    take_counter(who, counter)
    queue.issue_ticket(Lane.objects.get(letter="C"), application=cases["Zulfikar Xanana"], by=who.actor)
    called = queue.call_next(counter, by=who.actor)
    assert called is not None
    queue.serve(called, by=who.actor)
    return who


@pytest.fixture
def everybody(at_work, signed_in):
    return signed_in(at_work)


def address(path: str, number: str) -> str:
    given = {"number": number, "key": "queue.calls_before_missed", "code": "NEW", "letter": "C", "day": "2026-11-23"}
    filled = re.sub(r"<(\w+):(\w+)>", lambda m: given.get(m[2], "1") if m[1] != "int" else "1", path)
    return "/" + filled


@pytest.mark.parametrize("path", STAFF)
def test_who_is_on_a_page_is_on_record(path, everybody, cases):
    # An address in which no case is named is the same for all of them.
    for where in {address(path, case.number): None for case in cases.values()}:
        Look.objects.all().delete()
        answer = everybody.get(where)
        if answer.status_code != 200 or answer.streaming:
            continue
        page = answer.content.decode(errors="ignore")
        seen = {subject for look in Look.objects.all() for subject in look.subjects}
        for name, other in cases.items():
            if name in page or other.nik in page:
                assert other.subject in seen, f"{path} shows {name}, and says nothing of it"


def test_names_are_met_on_the_way(everybody, cases):
    """The test above can fail: these pages do show people."""
    met = set()
    for path in STAFF:
        answer = everybody.get(address(path, cases["Qomariah Wexley"].number))
        if answer.status_code == 200 and not answer.streaming:
            page = answer.content.decode(errors="ignore")
            met |= {path for name in cases if name in page}
    assert met >= {"permohonan/", "permohonan/<str:number>/", "meja/", reverse("recording:waiting").lstrip("/")}


def test_a_live_part_that_is_fetched_again_and_again_writes_nothing(everybody):
    everybody.get("/meja/antrean/")
    before = Look.objects.count()
    for _time in range(20):
        everybody.get("/meja/antrean/")
    assert Look.objects.count() == before
    assert Role.CLERK in STAFF["meja/antrean/"].callback.needs
