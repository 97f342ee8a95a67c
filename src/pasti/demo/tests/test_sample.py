"""The sample is made once, says on every page that it is one, and stays out of real nodes."""

import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.applications.models import Application
from pasti.catalogue.loader import load as load_catalogue
from pasti.centre.intake.models import Record
from pasti.demo import archive, city, prepare
from pasti.demo.people import CENTRE_STAFF, OFFICE_STAFF, PASSWORD, PEOPLE
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.link.actions import become
from pasti.link.models import Peer, ThisNode
from pasti.offices import actions as offices
from pasti.offices import queries as hours
from pasti.offices.models import Counter
from pasti.offices.regions import parents

pytestmark = pytest.mark.either_database

NOW, DEVICE = MONDAY.isoformat(), "http://127.0.0.1:9/"
PLACES = {person.village_code: parents(person.village_code) for person in PEOPLE.values()}


@pytest.fixture
def empty_office(db, centre_node: OtherNode):
    """Return an office that was just made."""

    def make(*, sample: bool) -> str:
        become(role="office", name="Kantor", region_code="32.75", sample=sample)
        offices.open_office(name="Kantor", region_code="32.75", by=SYSTEM)
        load_catalogue()
        return centre_node.card.text()

    return make


def test_an_empty_sample_is_filled_once_and_everybody_can_sign_in(empty_office):
    card = empty_office(sample=True)
    prepare.fill_office(card, "http://127.0.0.1:9", NOW, DEVICE)
    states = set(Application.objects.values_list("state", flat=True))
    assert {"submitted", "incomplete", "in_progress", "ready"} <= states
    for staff in OFFICE_STAFF:
        assert (
            Client().post(reverse("account_login"), {"login": staff.username, "password": PASSWORD}).status_code == 302
        )
        assert Account.objects.get(username=staff.username).roles == set(staff.roles)
    before = (Application.objects.count(), Account.objects.count(), Counter.objects.count())
    prepare.fill_office(card, "http://127.0.0.1:10", NOW, "http://127.0.0.1:10/")
    assert (Application.objects.count(), Account.objects.count(), Counter.objects.count()) == before
    assert Peer.objects.get().url == "http://127.0.0.1:10"


@pytest.mark.parametrize(
    ("real", "begins"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T06:00", "2026-11-23T08:30"),
        ("2026-11-23T11:30", "2026-11-23T13:30"),
        ("2026-11-23T12:10", "2026-11-23T13:30"),
        ("2026-11-26T14:00", "2026-11-27T08:30"),
        ("2026-11-27T11:00", "2026-11-30T08:30"),
    ],
)
def test_the_sample_has_its_breaks_and_never_begins_in_or_just_before_one(empty_office, monkeypatch, real, begins):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromisoformat(f"{real}+07:00")

    empty_office(sample=True)
    with clock.stopped_at(MONDAY):
        city.set_hours()
        city.set_hours()
    monkeypatch.setattr(prepare, "datetime", Clock)
    assert prepare.clock_of("")["now"] == f"{begins}:00+07:00"
    said = {day: hours.opening(date.fromisoformat(day)).said for day in ("2026-11-26", "2026-11-27", "2027-02-19")}
    assert said == {
        "2026-11-26": "08.00–15.30 WIB, istirahat 12.00–13.00",
        "2026-11-27": "08.00–14.30 WIB, istirahat 11.30–13.00",
        "2027-02-19": "08.00–15.30 WIB, istirahat 11.30–12.30",
    }


def test_a_real_office_never_gets_sample_accounts(empty_office):
    card = empty_office(sample=False)
    before = Entry.objects.count()
    with pytest.raises(Refused):
        prepare.fill_office(card, "http://127.0.0.1:9", NOW, DEVICE)
    for act in (lambda: city.load(MONDAY, DEVICE), lambda: city.connect_devices(DEVICE)):
        with pytest.raises(Refused):
            act()
    assert (Account.objects.count(), Application.objects.count(), Peer.objects.count()) == (0, 0, 0)
    assert Entry.objects.count() == before


def test_a_real_centre_never_gets_sample_accounts(centre):
    with pytest.raises(Refused):
        archive.load(MONDAY, centre, PLACES)
    assert (Account.objects.count(), Record.objects.count()) == (0, 0)


def test_a_sample_centre_knows_who_had_a_card_before(centre, bekasi):
    ThisNode.objects.update(sample=True)
    for _ in range(2):
        prepare.fill_centre(bekasi.card.text(), NOW, json.dumps(PLACES))
    assert {account.username for account in Account.objects.all()} == {staff.username for staff in CENTRE_STAFF}
    assert Record.objects.count() == sum(person.recorded for person in PEOPLE.values())
    assert set(Record.objects.values_list("state", flat=True)) == {"issued"}


# ── on every page ───────────────────────────────────────────────────────────────────────────────────────────────────


def plain_addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address without a part that varies."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from plain_addresses(entry, address)
        elif isinstance(entry, URLPattern) and "<" not in address:
            yield address


PAGES = sorted(set(plain_addresses()))


def pages(client: Client) -> dict[str, str]:
    """Every whole page that can simply be opened."""
    shown = {}
    for address in PAGES:
        answer = client.get(address)
        if answer["Content-Type"].startswith("text/html") and b"<!doctype html>" in answer.content:
            shown[address] = answer.content.decode()
    return shown


@pytest.mark.parametrize("signed", [True, False])
def test_a_sample_says_so_on_every_page_and_a_real_node_on_none(office, signed_in, client, signed):
    browser = signed_in(account("semua", "Semua", *Role)) if signed else client
    real = pages(browser)
    assert len(real) > (25 if signed else 5)
    assert [address for address, page in real.items() if 'class="sample"' in page] == []
    ThisNode.objects.update(sample=True)
    assert [address for address, page in pages(browser).items() if 'class="sample"' not in page] == []
