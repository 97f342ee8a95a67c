"""A card is asked for of somebody who is known: what is granted by itself, and what waits for a person.

No knowledge of public numbers is proof of anything.
"""

from base64 import b64decode
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.centre.authority import actions as authority
from pasti.centre.authority.rules import AWAY_PER_DAY, HOME_PER_DAY
from pasti.centre.dedup import queries
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.tests.flow import decide, follow, work
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import CASE, FACE, asks, biodata, received, releases, sealed, told
from pasti.centre.persons.models import Person
from pasti.centre.release.models import Release, Tally
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.link.actions import trust
from pasti.link.models import Envelope, Peer
from pasti.link.schema import CardContent

SITI = "3275015206099001"
SUSPECTED = ["RECEIVED_AT_CENTRAL", "REQUEST_VALIDATION"]
GRANTED = ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]


@pytest.fixture
def bekasi_office(centre) -> Peer:
    """Siti was recorded in Bekasi years ago."""
    return intake.adopt(sealed("archive-1", "", mother=""), centre, by=SYSTEM).office


@pytest.fixture
def karawang_node() -> OtherNode:
    return OtherNode("office", "Disdukcapil Karawang", "32.15")


@pytest.fixture
def karawang(bekasi_office, karawang_node) -> Peer:
    return trust(karawang_node.card, by=SYSTEM)


@pytest.fixture
def maya(centre):
    return account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR).actor


@pytest.fixture
def head(centre):
    return account("ratih", "Ratih", Role.CENTRE_HEAD).actor


def asked(office: Peer, service: str = "LOST", **person: Any) -> Suggestion | None:
    """An office asks; return the doubt that a person must decide on, if any."""
    assert asks(office, service=service, **person) == ""
    follow()
    return queries.open_suggestions().filter(record__office=office).first()


def card(node: OtherNode, office: Peer) -> CardContent:
    return CardContent.model_validate_json(node.unseal(b64decode(releases(office)[-1]["content"])))


# ── at home ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["Siti Nurjanah", "SITI NUR JANAH", "Hj. Siti Nurjannah, S.Pd."])
def test_the_office_at_home_gets_the_card_at_once(bekasi_office, bekasi, name):
    assert asked(bekasi_office, name=name) is None
    assert told(bekasi_office) == GRANTED
    release = Release.objects.get()
    assert (release.ground, release.from_store, release.person) == ("home", True, Person.objects.get())
    assert (Tally.objects.get().home, Record.objects.get(application=CASE).person) == (1, release.person)
    content = card(bekasi, bekasi_office)
    assert b64decode(content.photo) == FACE


@pytest.mark.parametrize(
    "other",
    [{"name": "Siti"}, {"name": "Nurjanah"}, {"name": "Siti Nurjanah Putri"}, {"name": "Joko"}, {"sex": "M"},
     {"birth_date": "1980-01-01"}],
    ids=str,
)  # fmt: skip
def test_at_home_too_the_whole_name_the_birth_date_and_the_sex_must_fit(bekasi_office, other):
    doubt = asked(bekasi_office, **other)
    assert doubt is not None
    assert (doubt.reasons, releases(bekasi_office), told(bekasi_office)) == (["other-data"], [], SUSPECTED)


def test_an_unknown_person_is_said_to_be_unknown(centre):
    assert asked(centre) is None
    assert Record.objects.get().state == "unknown"
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "UNREGISTERED"]


@pytest.mark.parametrize("state", ["announced", "failed", "received", "searching", "suspected", "duplicate", "unknown"])
def test_who_was_not_found_unique_is_not_known(bekasi_office, state):
    Record.objects.update(state=state)
    asked(bekasi_office)
    assert Record.objects.get(application=CASE).state == "unknown"


# ── away from home ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_region_gets_nothing_with_a_nik_and_a_word_of_the_name(karawang):
    """The attack: photo and signature of anybody for two public facts."""
    doubt = asked(karawang, name="Siti")
    assert doubt is not None
    assert doubt.from_elsewhere
    assert set(doubt.reasons) == {"other-data", "other-region"}
    assert (releases(karawang), told(karawang)) == ([], SUSPECTED)


@pytest.mark.parametrize("service", ["LOST", "DMG", "CHG", "NEW", "MOVE_IN", "MOVE_LN", "SUKET", "OA_EXT", "", "X"])
def test_another_region_gets_nothing_even_when_everything_fits(karawang, service):
    """Whatever is known of somebody: only a card away from home is for an office of another region."""
    doubt = asked(karawang, service)
    assert doubt is not None
    assert (doubt.reasons, releases(karawang)) == (["other-region"], [])


def test_a_card_away_from_home_is_replaced_as_it_is_when_everything_fits(karawang, karawang_node):
    assert asked(karawang, "OUT", address="Jl. Palsu No. 9", occupation="Menteri") is None
    content = card(karawang_node, karawang)
    assert content.biodata == biodata()
    assert (Release.objects.get().ground, Tally.objects.get().away) == ("away", 1)


@pytest.mark.parametrize(
    ("other", "reason"),
    [({"birth_place": "Bogor"}, "other-origin"), ({"birth_place": ""}, "other-origin"),
     ({"name": "Siti"}, "other-data"), ({"birth_date": "2009-06-13"}, "other-data"), ({"sex": "M"}, "other-data")],
)  # fmt: skip
def test_a_card_away_from_home_with_data_that_do_not_fit_waits_for_a_person(karawang, other, reason):
    doubt = asked(karawang, "OUT", **other)
    assert doubt is not None
    assert (doubt.reasons, releases(karawang)) == ([reason], [])


@pytest.mark.parametrize(("mother", "granted"), [("Sri Wahyuni", True), ("Sri", False), ("", True)])
def test_a_known_mother_is_asked_for_rather_than_the_place(karawang, mother, granted):
    Person.objects.update(mother="Sri Wahyuni")
    place = "Bekasi" if not mother else "Bogor"
    assert (asked(karawang, "OUT", mother=mother, birth_place=place) is None) == granted


@pytest.mark.parametrize("service", ["PHOTO", "SIGN"])
def test_a_new_picture_from_elsewhere_waits_for_a_person(karawang, service):
    """Else another office's face would stand on any citizen's card."""
    part = "face" if service == "PHOTO" else "signature"
    received(karawang, "p1", CASE, service=service, parts={part: b"mine"})
    follow()
    [doubt] = queries.open_suggestions()
    assert (doubt.reasons, releases(karawang)) == (["other-region"], [])


@pytest.mark.parametrize("service", ["NEW", "OUT", "X"])
def test_a_first_recording_under_a_known_nik_waits_for_a_person(karawang, service):
    received(karawang, "p1", CASE, service=service, parts={"signature": b"mine"})
    follow()
    [doubt] = queries.open_suggestions()
    assert (doubt.reasons, releases(karawang)) == (["same-nik"], [])


def test_two_different_people_of_one_nik_are_never_given_each_other_s_photo(karawang, maya):
    """Told apart, the newcomer has no photo of their own, and does not get the other's."""
    received(karawang, "p1", CASE, parts={"signature": b"mine"}, name="Wati Rahmawati")
    follow()
    decide(queries.open_suggestions().get(), same=False, reason="Lain orang", by=maya)
    work()
    assert (releases(karawang), told(karawang)[-1]) == ([], "UNREGISTERED")


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("service", "key"), [("LOST", HOME_PER_DAY), ("OUT", AWAY_PER_DAY)])
def test_beyond_the_limit_requests_wait_for_a_person_and_are_not_lost(karawang, centre, head, maya, service, key):
    authority.decide(key, value=0, valid_from=MONDAY.date(), basis="SK 1", by=head)
    office = centre if service == "LOST" else karawang
    doubt = asked(office, service)
    assert doubt is not None
    assert (doubt.reasons, releases(office)) == (["over-quota"], [])
    assert doubt.from_elsewhere == (office == karawang)
    assert Entry.objects.filter(kind="release.limit").count() == 1
    [note] = [e.body for e in Envelope.objects.filter(kind="record.status") if e.body.get("note")]
    assert note["note"] == note["note_in"]["id"] == "Petugas pusat memeriksa permintaan ini lebih dahulu."
    assert note["note_in"]["en"] == "Staff of the centre look at this request first."
    decide(doubt, same=True, reason="Antrean panjang setelah banjir", by=maya)
    work()
    assert (len(releases(office)), Tally.objects.get().decided) == (1, 1)


# ── what the card says ──────────────────────────────────────────────────────────────────────────────────────────────

STATED = {"address": "Jl. Baru No. 1", "marital_status": "Kawin", "occupation": "Guru", "village": "Jatiasih"}


@pytest.mark.parametrize("service", ["LOST", "DMG", "SUKET", "NEW", "SIGN", "X"])
def test_the_card_says_what_the_centre_knows(bekasi_office, bekasi, service):
    assert asked(bekasi_office, service, name="SITI NUR JANAH", birth_place="Bogor", **STATED) is None
    assert card(bekasi, bekasi_office).biodata == biodata()
    assert Person.objects.get().biodata["address"] == "Jl. Melati No. 4"


def test_a_change_of_data_takes_over_what_papers_can_change_and_who_it_is_stays(bekasi_office, bekasi):
    said = STATED | {"name": "Hj. Siti Nurjannah", "birth_place": "Bogor", "regency": "Karawang"}
    assert asked(bekasi_office, "CHG", **said) is None
    assert card(bekasi, bekasi_office).biodata == biodata(**STATED)
    entry = Entry.objects.get(kind="person.change")
    assert set(entry.facts["fields"].split(", ")) == set(STATED)
    assert "Guru" not in repr(entry.facts)


def test_who_it_is_changes_only_with_a_person_s_word(bekasi_office, bekasi, maya):
    doubt = asked(bekasi_office, "CHG", name="Siti Nurjanah Putri")
    assert doubt is not None
    decide(doubt, same=True, reason="Penetapan pengadilan dilihat", by=maya)
    work()
    assert card(bekasi, bekasi_office).biodata.name == "Siti Nurjanah Putri"
    person = Person.objects.get()
    assert (person.name, person.nik) == ("Siti Nurjanah Putri", SITI)
    release = Release.objects.get()
    assert (release.ground, release.why, release.granted_by) == (
        "decided",
        "Penetapan pengadilan dilihat",
        "Maya Kusumawati",
    )


def test_a_replacement_does_not_change_who_it_is_even_with_a_person_s_word(bekasi_office, bekasi, maya):
    doubt = asked(bekasi_office, "LOST", name="Siti Nurjanah Putri", **STATED)
    assert doubt is not None
    decide(doubt, same=True, reason="Salah ketik", by=maya)
    work()
    assert card(bekasi, bekasi_office).biodata == biodata()


def test_who_moves_is_moved_by_a_person_and_is_at_home_there_from_then_on(karawang, karawang_node, centre, maya):
    there = STATED | {"regency": "Karawang"}
    doubt = asked(karawang, "MOVE_IN", **there)
    assert doubt is not None
    assert Person.objects.get().region == "32.75"
    decide(doubt, same=True, reason="SKPWNI 1", by=maya)
    work()
    assert card(karawang_node, karawang).biodata == biodata(**there)
    assert Person.objects.get().region == "32.15"
    assert asks(karawang, "321500000009") == asks(centre, "327500000009") == ""
    follow()
    assert [s.record.office for s in queries.open_suggestions()] == [centre]


# ── two people with one NIK ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two(bekasi_office) -> list[Person]:
    """Wati has Siti's NIK."""
    intake.adopt(sealed("archive-2", "", name="Wati Rahmawati"), bekasi_office, by=SYSTEM)
    return list(Person.objects.order_by("pk"))


def test_two_people_with_one_nik_are_two_persons_and_marked(two):
    assert [(person.name, person.shares_nik) for person in two] == [("Siti Nurjanah", True), ("Wati Rahmawati", True)]


def test_the_offices_tally_is_locked_before_anybody_who_has_the_nik(bekasi_office, maya):
    """A card that is asked for of Siti at this moment locks them in this order: the other way round both would wait."""
    row = received(bekasi_office, name="Wati Rahmawati")
    follow()
    doubt = queries.open_suggestions().get(record=row)
    with CaptureQueriesContext(connection) as asked_for:
        decide(doubt, same=False, reason="Bukan dia", by=maya)
    said = [query["sql"] for query in asked_for]
    persons = next(at for at, sql in enumerate(said) if sql.startswith('UPDATE "centre_persons_person"'))
    tally = next(at for at, sql in enumerate(said) if 'FROM "centre_release_tally"' in sql)
    assert tally < persons
    assert Person.objects.filter(shares_nik=True).count() == 2


def test_whose_card_it_is_a_person_says(two, bekasi_office, maya, bekasi):
    assert asked(bekasi_office) is not None
    doubts = {s.other.person: s for s in queries.open_suggestions()}
    assert {person.name: doubts[person].reasons for person in two} == {
        "Siti Nurjanah": ["shared-nik"],
        "Wati Rahmawati": ["other-data", "shared-nik"],
    }
    decide(doubts[two[1]], same=False, reason="Bukan dia", by=maya)
    work()
    assert releases(bekasi_office) == []
    decide(doubts[two[0]], same=True, reason="Wajah cocok", by=maya)
    work()
    assert card(bekasi, bekasi_office).biodata.name == "Siti Nurjanah"
    assert Release.objects.get().person == two[0]


def test_if_it_is_neither_nothing_is_released(two, bekasi_office, maya):
    asked(bekasi_office)
    for doubt in queries.open_suggestions():
        decide(doubt, same=False, reason="Bukan dia", by=maya)
    work()
    assert (releases(bekasi_office), told(bekasi_office)[-1]) == ([], "REQUEST_VALIDATION")
