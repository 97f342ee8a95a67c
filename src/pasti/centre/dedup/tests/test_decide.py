"""A person decides whether two records are one person; the same person is never printed, two people both are."""

import pytest
from tests.cast import account

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.centre.dedup import queries
from pasti.centre.dedup.actions import decide
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.tests.flow import screened, work
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import received, releases, sealed, told
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused


@pytest.fixture
def maya(centre) -> Account:
    return account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR)


@pytest.fixture
def suspected(centre) -> list[Suggestion]:
    """A record that looks like two earlier ones."""
    for number, name in enumerate(("Siti Nurjannah", "Siti Nurjanna")):
        intake.adopt(sealed(f"archive-{number}", "", nik=f"321501520609900{number}", name=name), centre, by=SYSTEM)
    screened(received(centre))
    return list(queries.open_suggestions())


def state() -> str:
    return Record.objects.get(packet="p1").state


def decided(
    suggestion: Suggestion, by: Account, *, same: bool, reason: str = "Foto dan nama ibu berbeda"
) -> Suggestion:
    done = decide(suggestion, same=same, reason=reason, by=by.actor)
    work()
    return done


def test_two_different_people_the_record_is_released_once_all_are_told_apart(suspected, maya, centre):
    decided(suspected[0], maya, same=False)
    assert (state(), releases(centre)) == ("suspected", [])
    last = decided(suspected[1], maya, same=False)
    assert (state(), len(releases(centre))) == ("released", 1)
    assert told(centre)[-1] == "PRINT_READY_RECORD"
    assert (last.state, last.decided_by, last.decision) == (
        "different",
        "Maya Kusumawati",
        "Foto dan nama ibu berbeda",
    )
    assert Entry.objects.filter(kind="suggestion.tell_apart").count() == 2
    assert list(queries.open_suggestions()) == []
    assert list(queries.decided()) == suspected[::-1]


def test_the_same_person_is_never_printed(suspected, maya, centre):
    decided(suspected[0], maya, same=True)
    assert (state(), releases(centre)) == ("duplicate", [])
    assert told(centre)[-1] == "DUPLICATE_RECORD"
    assert list(queries.open_suggestions()) == []
    decided(suspected[1], maya, same=False)
    assert (state(), releases(centre)) == ("duplicate", [])


def test_the_earlier_record_stays_what_it_was(suspected, maya):
    decided(suspected[0], maya, same=True)
    assert set(Record.objects.exclude(packet="p1").values_list("state", flat=True)) == {"issued"}


def test_a_decision_stands(suspected, maya):
    decided(suspected[0], maya, same=False)
    before = Entry.objects.count()
    for same in (True, False):
        with pytest.raises(NotAllowed):
            decided(suspected[0], maya, same=same)
    assert (state(), Entry.objects.count()) == ("suspected", before)


@pytest.mark.parametrize("reason", ["", "   ", "NIK 3275015206099001 orang yang sama"])
def test_a_decision_has_its_reason_and_the_journal_no_nik(suspected, maya, reason):
    with pytest.raises(Refused):
        decided(suspected[0], maya, same=True, reason=reason)
    assert state() == "suspected"
    assert suspected == list(queries.open_suggestions())


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CENTRE_OPERATOR])
def test_only_a_centre_operator_decides(suspected, role):
    who = account("lain", "Lain", role)
    for same in (True, False):
        with pytest.raises(NotAllowed):
            decided(suspected[0], who, same=same)
    assert state() == "suspected"


# ── a record that says to be somebody who is known ──────────────────────────────────────────────────────────────────


@pytest.fixture
def claim(centre) -> Suggestion:
    """Siti's NIK, with another name: married and renamed, or somebody else?"""
    intake.adopt(sealed("archive-1", ""), centre, by=SYSTEM)
    screened(received(centre, service="PHOTO", name="Wati Rahmawati"))
    return queries.open_suggestions().get()


def test_who_is_that_person_after_all_is_released(claim, maya, centre):
    decided(claim, maya, same=True)
    assert (state(), len(releases(centre))) == ("released", 1)


def test_who_is_somebody_else_is_never_printed(claim, maya, centre):
    assert told(centre)[-1] == "REQUEST_VALIDATION"
    decided(claim, maya, same=False)
    assert (state(), releases(centre)) == ("refused", [])
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "REQUEST_VALIDATION", "REQUEST_VALIDATION"]


def test_the_screen_asks_the_right_way_round(claim, maya, signed_in):
    shown = signed_in(maya).get(f"/pusat/kemiripan/{claim.pk}/").content.decode()
    assert shown.index('name="same"') < shown.index('name="different"')
