"""Two people decide whether two records are one person; the same person is never printed, two people both are."""

from itertools import permutations

import pytest
from tests.cast import account
from tests.scenes import scene

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.centre.dedup import actions, gallery, queries
from pasti.centre.dedup.models import Opinion, Suggestion, Traits
from pasti.centre.dedup.states import Verdict
from pasti.centre.dedup.tests.flow import FIRST, decide, screened, work
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import asks, received, releases, sealed, told
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope


@pytest.fixture
def maya(centre) -> Account:
    return account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR)


@scene
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
        "Putri Ayu, Maya Kusumawati",
        "Foto dan nama ibu berbeda",
    )
    assert Entry.objects.filter(kind="suggestion.tell_apart").count() == 2
    assert Entry.objects.filter(kind="opinion.different").count() == 4
    assert list(queries.open_suggestions()) == []
    assert list(queries.decided()) == suspected[::-1]


def test_the_same_person_is_never_printed(suspected, maya, centre):
    decided(suspected[0], maya, same=True)
    assert (state(), releases(centre)) == ("duplicate", [])
    assert told(centre)[-1] == "DUPLICATE_RECORD"
    assert list(queries.open_suggestions()) == []
    with pytest.raises(NotAllowed):
        decided(suspected[1], maya, same=False)
    assert (state(), releases(centre)) == ("duplicate", [])


def test_the_earlier_record_stays_what_it_was(suspected, maya):
    decided(suspected[0], maya, same=True)
    assert set(Record.objects.exclude(packet="p1").values_list("state", flat=True)) == {"issued"}


def test_a_decision_stands(suspected, maya):
    decided(suspected[0], maya, same=False)
    before, later = Entry.objects.count(), third(Role.CENTRE_OPERATOR)
    for verdict in Verdict:
        with pytest.raises(NotAllowed):
            actions.decide(suspected[0], verdict, reason="Lain", by=later)
    assert (state(), Entry.objects.count()) == ("suspected", before)


@pytest.mark.parametrize("reason", ["", "   ", "NIK 3275015206099001 orang yang sama"])
def test_a_decision_has_its_reason_and_the_journal_no_nik(suspected, maya, reason):
    with pytest.raises(Refused):
        actions.decide(suspected[0], Verdict.SAME, reason=reason, by=maya.actor)
    assert state() == "suspected"
    assert suspected == list(queries.open_suggestions())


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CENTRE_OPERATOR])
def test_only_a_centre_operator_gives_the_first_and_the_second_opinion(suspected, role):
    who = account("lain", "Lain", role)
    for verdict in Verdict:
        with pytest.raises(NotAllowed):
            actions.decide(suspected[0], verdict, reason="Wajah", by=who.actor)
    actions.decide(suspected[0], Verdict.SAME, reason="Wajah", by=FIRST)
    for verdict in Verdict:
        with pytest.raises(NotAllowed):
            actions.decide(suspected[0], verdict, reason="Wajah", by=who.actor)
    assert (state(), Opinion.objects.count()) == ("suspected", 1)


# ── two people, and a third ─────────────────────────────────────────────────────────────────────────────────────────


def third(role: Role) -> Actor:
    return account("endang", "Endang Sulastri", role).actor


def now(suggestion: Suggestion) -> str:
    suggestion.refresh_from_db()
    return str(suggestion.state)


def words() -> str:
    return repr([(entry.kind, entry.facts) for entry in Entry.objects.filter(subject__startswith="suggestion:")])


@pytest.mark.parametrize("verdict", Verdict)
def test_one_opinion_decides_nothing_and_is_read_by_nobody(suspected, maya, verdict):
    actions.decide(suspected[0], verdict, reason="Alis dan telinga", by=maya.actor)
    assert (now(suspected[0]), state()) == ("half", "suspected")
    assert queries.opinions(suspected[0]) == []
    assert words() == "[('suggestion.opine', {})]"
    assert queries.opinion_by(suspected[0], FIRST) is None


@pytest.mark.parametrize("verdict", Verdict)
def test_nobody_is_their_own_second_person(suspected, verdict):
    both = account("dua", "Dua Peran", Role.CENTRE_OPERATOR, Role.CENTRE_HEAD).actor
    actions.decide(suspected[0], Verdict.SAME, reason="Wajah", by=both)
    with pytest.raises(NotAllowed):
        actions.decide(suspected[0], verdict, reason="Wajah", by=both)
    actions.decide(suspected[0], Verdict.AGAIN, reason="Buram", by=FIRST)
    with pytest.raises(NotAllowed):
        actions.decide(suspected[0], verdict, reason="Wajah", by=both)
    assert (now(suspected[0]), Opinion.objects.count()) == ("disputed", 2)


@pytest.mark.parametrize(("one", "other"), list(permutations(Verdict, 2)))
@pytest.mark.parametrize("last", Verdict)
def test_when_two_disagree_the_head_settles_it(suspected, maya, one, other, last):
    found = suspected[0]
    actions.decide(found, one, reason="Alis", by=FIRST)
    actions.decide(found, other, reason="Telinga", by=maya.actor)
    assert (now(found), state(), queries.opinions(found)) == ("disputed", "suspected", [])
    assert "Alis" not in words()
    with pytest.raises(NotAllowed):
        actions.decide(found, last, reason="Wajah", by=account("lukman", "Lukman", Role.CENTRE_OPERATOR).actor)
    actions.decide(found, last, reason="Sidik jari", by=third(Role.CENTRE_HEAD))
    outcome = {"same": "duplicate", "different": "suspected", "again": "again"}
    assert (now(found), state()) == (last, outcome[last])
    assert found.decided_by == "Putri Ayu, Maya Kusumawati, Endang Sulastri"
    told = list(Entry.objects.filter(kind__startswith="opinion.").order_by("id").values_list("kind", "by_name"))
    assert told == [
        (f"opinion.{one}", "Putri Ayu"),
        (f"opinion.{other}", "Maya Kusumawati"),
        (f"opinion.{last}", "Endang Sulastri"),
    ]
    assert "Alis" in words()
    assert [opinion.turn for opinion in queries.opinions(found)] == [1, 2, 3]


def test_recorded_again_the_case_goes_back_and_the_recording_is_found_no_more(suspected, maya, centre):
    row = Record.objects.get(packet="p1")
    for by in (FIRST, maya.actor):
        actions.decide(suspected[0], Verdict.AGAIN, reason="Wajah buram", by=by)
    assert (state(), told(centre)[-1]) == ("again", "ENROLL_FAILURE_AT_CENTRAL")
    said = Envelope.objects.filter(kind="record.status").order_by("-id")[0].body
    assert "perekaman ulang" in said["note"]
    work()
    assert not Traits.objects.filter(pk=row.pk).exists()
    assert releases(centre) == []
    received(centre, "p2")
    again = screened(Record.objects.get(packet="p2"))
    assert again.state == "suspected"
    assert row not in [found.other for found in again.suggestions.all()]


def test_what_was_a_duplicate_leaves_the_gallery(suspected, maya):
    decided(suspected[0], maya, same=True)
    assert not Traits.objects.filter(record__packet="p1").exists()
    assert gallery.ready()


def test_a_request_without_a_recording_is_not_recorded_again(centre, maya):
    intake.adopt(sealed("archive-1", "", name="Orang Lain"), centre, by=SYSTEM)
    asks(centre)
    screened(Record.objects.get(packet=""))
    with pytest.raises(Refused):
        actions.decide(queries.open_suggestions().get(), Verdict.AGAIN, reason="Buram", by=maya.actor)


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
