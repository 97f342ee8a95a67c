"""What is received is screened: released when like nobody, else a person decides. Nobody is merged by a machine."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from tests.fixtures import OtherNode

from pasti.centre.dedup import queries
from pasti.centre.dedup.models import Reference, Search, Suggestion, Traits
from pasti.centre.dedup.tests.flow import follow, screened
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import CASE, FACE, announced, arrives, asks, received, releases, sealed, told
from pasti.centre.release.models import Release
from pasti.journal import followers
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.link.actions import trust

OTHER_NIK = "3215015206099002"


def states() -> dict[str, str]:
    return dict(Record.objects.order_by("id").values_list("packet", "state"))


def earlier(office, **person: Any) -> Record:
    """Somebody who was recorded years ago."""
    return intake.adopt(sealed(f"archive-{Record.objects.count()}", "", **person), office, by=SYSTEM)


def test_like_nobody_it_is_released(centre):
    received(centre)
    earlier(centre, nik=OTHER_NIK, name="Orang Lain")
    follow()
    assert states()["p1"] == "released"
    assert Suggestion.objects.count() == 0
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]


def test_screened_twice_is_harmless(centre):
    row = received(centre)
    follow()
    follow()
    screened(row)
    assert len(releases(centre)) == 1
    assert Entry.objects.filter(kind="record.release").count() == 1


def test_the_same_nik_recorded_before(centre):
    old = earlier(centre, name="Nama Lain", birth_date=date(1990, 1, 1))
    received(centre)
    follow()
    found = Suggestion.objects.get()
    assert (found.record.packet, found.other, found.score, found.reasons) == ("p1", old, 100, ["same-nik"])
    assert states()["p1"] == "suspected"
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "ADJUDICATE_RECORD"]
    assert releases(centre) == []
    assert Entry.objects.get(kind="record.suspect").facts["others"] == 1


def test_the_same_person_under_another_nik(centre):
    old = earlier(centre, nik=OTHER_NIK, name="Siti Nurjannah")
    received(centre)
    follow()
    found = Suggestion.objects.get()
    assert found.other == old
    assert found.score >= 88
    assert found.reasons == ["same-birth", "like-name"]


@pytest.mark.parametrize(
    "other", [{"birth_date": date(2009, 8, 15)}, {"sex": "M"}, {"name": "Wati Rahmawati"}], ids=["day", "sex", "name"]
)
def test_somebody_else(centre, other):
    earlier(centre, nik=OTHER_NIK, **other)
    received(centre)
    follow()
    assert states()["p1"] == "released"


def test_likeness_does_not_depend_on_who_came_first(centre):
    people = {"p1": {"nik": "3275015206099001"}, "p2": {"nik": OTHER_NIK, "name": "Siti Nurjannah"}}
    scores = []
    for order in permutations(people):
        Suggestion.objects.all().delete()
        Release.objects.all().delete()
        Search.objects.all().delete()
        Traits.objects.all().delete()
        Reference.objects.all().delete()
        Record.objects.all().delete()
        for name in order:
            row = received(centre, f"{name}-{len(scores)}", f"32750000000{order.index(name)}", **people[name])
            screened(row)
        scores.append(Suggestion.objects.get().score)
    assert scores[0] == scores[1]


def test_twins_are_told_apart_by_a_person(centre):
    """Same day, same sex, nearly the same name: suspected, and neither is condemned."""
    screened(received(centre, "p1", name="Rina Kartika"))
    screened(received(centre, "p2", "327500000002", nik=OTHER_NIK, name="Rini Kartika"))
    assert states() == {"p1": "released", "p2": "suspected"}


def test_twins_of_different_names_are_not_even_suspected(centre):
    screened(received(centre, "p1", name="Hasan Basri"))
    screened(received(centre, "p2", "327500000002", nik=OTHER_NIK, name="Husin Basri"))
    assert set(states().values()) == {"released"}


def test_of_two_that_arrive_together_one_is_the_first(centre):
    """An office was away for a day, and the person was recorded at another one too: not each the other's duplicate."""
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    received(centre, "p1")
    received(karawang, "p2", "321500000001")
    follow()
    assert states() == {"p1": "released", "p2": "suspected"}
    assert [(s.record.packet, s.other.packet) for s in Suggestion.objects.all()] == [("p2", "p1")]


def test_the_one_that_was_announced_first_may_arrive_last(centre):
    first = sealed("p1")
    announced(centre, first)
    received(centre, "p2", "327500000002")
    follow()
    arrives(centre, first)
    follow()
    assert states() == {"p1": "suspected", "p2": "released"}


def test_one_case_that_is_recorded_again_is_not_its_own_duplicate(centre):
    received(centre, "p1")
    follow()
    received(centre, "p2")
    follow()
    assert states() == {"p1": "released", "p2": "released"}


@pytest.mark.parametrize("service", ["PHOTO", "SIGN"])
def test_a_new_photo_or_signature_of_a_known_person_is_no_duplicate(centre, service):
    earlier(centre)
    part = "face" if service == "PHOTO" else "signature"
    received(centre, service=service, parts={part: FACE})
    follow()
    assert states()["p1"] == "released"


SOMEBODY_ELSE = [{"name": "Joko Widianto"}, {"birth_date": date(1980, 1, 1)}, {"sex": "M"}]


@pytest.mark.parametrize("person", SOMEBODY_ELSE, ids=["name", "day", "sex"])
@pytest.mark.parametrize("service", ["PHOTO", "SIGN"])
def test_a_new_photo_of_somebody_else_under_a_known_nik_is_looked_at(centre, person, service):
    """Else one office could put its own face on any citizen's card."""
    old = earlier(centre)
    received(centre, service=service, **person)
    follow()
    found = Suggestion.objects.get()
    assert (found.other, found.reasons, states()["p1"]) == (old, ["other-data"], "suspected")
    assert releases(centre) == []


@pytest.mark.parametrize("person", SOMEBODY_ELSE, ids=["name", "day", "sex"])
def test_a_card_asked_for_with_somebody_elses_data_is_looked_at(centre, person):
    """Else one office could have the photo of any citizen by the NIK alone."""
    old = earlier(centre)
    asks(centre, **person)
    assert releases(centre) == []
    follow()
    found = Suggestion.objects.get()
    assert (found.other, found.reasons, found.record.state) == (old, ["other-data"], "suspected")
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "REQUEST_VALIDATION"]


@pytest.mark.parametrize("name", ["SITI NURJANAH", "Hj. Siti Nurjanah", "Siti Nurjannah", "Siti Nur Janah"])
def test_a_name_may_be_written_otherwise(centre, name):
    earlier(centre)
    asks(centre, name=name)
    follow()
    assert len(releases(centre)) == 1


def test_a_new_photo_under_another_nik_is_looked_at(centre):
    earlier(centre, nik=OTHER_NIK)
    received(centre, service="PHOTO")
    follow()
    assert states()["p1"] == "suspected"


@pytest.mark.parametrize("state", ["announced", "failed", "duplicate", "unknown"])
def test_what_was_never_accepted_is_not_compared_with(centre, state):
    Record.objects.filter(pk=earlier(centre).pk).update(state=state)
    received(centre)
    follow()
    assert states()["p1"] == "released"


@pytest.mark.parametrize("state", ["suspected", "cleared", "stalled", "released", "printing", "printed", "issued"])
def test_what_was_screened_before_is_compared_with_wherever_it_is_now(centre, state):
    Record.objects.filter(pk=earlier(centre).pk).update(state=state)
    received(centre)
    follow()
    assert states()["p1"] == "suspected"


def test_a_card_that_was_asked_for_is_no_second_recording(centre):
    old = earlier(centre)
    asks(centre, "327500000009")
    received(centre)
    follow()
    assert [s.other for s in Suggestion.objects.all()] == [old]


def test_every_earlier_record_is_suggested_the_likest_first(centre):
    near, same = earlier(centre, nik=OTHER_NIK, name="Siti Nurjannah"), earlier(centre)
    received(centre)
    follow()
    assert [s.other for s in queries.open_suggestions()] == [same, near]


def test_without_a_photo_of_the_person_the_office_hears_that_there_is_none(centre):
    received(centre, service="SIGN", parts={"signature": FACE})
    follow()
    assert states() == {"p1": "unknown"}
    assert told(centre, CASE) == ["RECEIVED_AT_CENTRAL", "UNREGISTERED"]
    assert followers.Snag.objects.count() == 0
