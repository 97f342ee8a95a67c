"""What two people want at the same moment and only one can have: the other reads why not, as who comes later does."""

from typing import Any

import pytest

from pasti.accounts.actions import open_account
from pasti.accounts.models import Account
from pasti.catalogue import actions as catalogue
from pasti.catalogue.models import Requirement, Service
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.offices import actions as offices
from pasti.offices import halls
from pasti.offices.models import Counter, Hall, Lane
from tests.cast import ANYBODY, MONDAY, Cast
from tests.rivals import meanwhile

TWO = ("Lajur baru", "New lane")


def wording() -> catalogue.Wording:
    return catalogue.Wording("Surat pengantar", "A letter", "", "")


def a_hall(_office: Cast) -> Any:
    return "offices_hall", lambda: Hall.objects.create(name="Timur"), lambda: halls.set_hall("Timur", by=ANYBODY)


def a_lane(_office: Cast) -> Any:
    def wanted() -> object:
        return offices.set_lane("Q", names=TWO, purposes=TWO, serves=[], new=True, by=ANYBODY)

    return "offices_lane", lambda: Lane.objects.create(letter="Q", name_id="x", name_en="x", serves=[]), wanted


def a_counter(_office: Cast) -> Any:
    def wanted() -> object:
        return offices.set_counter(77, lanes=[], new=True, by=ANYBODY)

    return "offices_counter", lambda: Counter.objects.create(number=77), wanted


def a_requirement(_office: Cast) -> Any:
    service = Service.objects.get(code="LOST")
    day = MONDAY.date()

    def quicker() -> object:
        return Requirement.objects.create(
            service=service, code="baru", text_id="x", text_en="x", valid_from=day, order=9
        )

    def wanted() -> object:
        return catalogue.add_requirement(service, "baru", wording(), legal_basis="Perda", valid_from=day, by=ANYBODY)

    return "catalogue_requirement", quicker, wanted


def an_account(office: Cast) -> Any:
    def wanted() -> object:
        return open_account(username="tono", name="Tono", roles=["clerk"], by=office.nur.actor)

    return "accounts_account", lambda: Account.objects.create(username="tono", name="Tono"), wanted


@pytest.mark.parametrize("what", [a_hall, a_lane, a_counter, a_requirement, an_account])
def test_who_is_a_moment_late_reads_why_not_and_nothing_of_it_remains(office, what):
    table, quicker, wanted = what(office)
    before = Entry.objects.count()
    with meanwhile(table, quicker), pytest.raises(Refused) as in_the_race:
        wanted()
    # What the other wrote went with ours: here both are one transaction.
    quicker()
    with pytest.raises(Refused) as later:
        wanted()
    assert str(in_the_race.value) == str(later.value)
    assert "sudah" in str(later.value)
    assert Entry.objects.count() == before
