"""What a trusted office of another region tries at a really running centre, and does not get."""

import hashlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from pasti.demo.people import PEOPLE, Person
from pasti.link import keys, packet
from pasti.link.schema import Biodata, Capture, CardContent, PacketContent
from pasti.offices import regions
from tests.attacks.centre import LoneCentre, running
from tests.attacks.rogue import Rogue

pytestmark = pytest.mark.processes

VICTIM, NEWCOMER = PEOPLE["Hendra Wijayanto"], PEOPLE["Sekar Ayuningtyas"]


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[dict[str, Any]]:
    with running(tmp_path_factory.mktemp("attacked")) as centre:
        home = centre.speaker("Disdukcapil Kota Bekasi", "32.75")
        rogue = centre.speaker("Disdukcapil Karawang", "32.15")
        centre.fill(home)
        centre.trusts(rogue)
        centre.start("centre")
        yield {"centre": centre, "home": home, "rogue": rogue}
        assert "Traceback" not in centre.log("centre")


@pytest.fixture
def centre(city) -> LoneCentre:
    node: LoneCentre = city["centre"]
    return node


@pytest.fixture
def home(city) -> Rogue:
    node: Rogue = city["home"]
    return node


@pytest.fixture
def rogue(city) -> Rogue:
    node: Rogue = city["rogue"]
    return node


def biodata(person: Person, **other: str) -> Biodata:
    place = regions.parents(person.village_code)
    said = {name: place[name] for name in ("village", "district", "regency", "province")} | {
        "nik": person.nik, "name": person.name, "birth_place": person.birth_place, "sex": person.sex,
        "birth_date": str(person.birth_date), "address": person.address, "rt": person.rt, "rw": person.rw,
    }  # fmt: skip
    return Biodata.model_validate(said | other)


def asks(office: Rogue, case: str, person: Person, service: str = "LOST", **other: str) -> None:
    said = biodata(person, **other).model_dump(mode="json")
    office.says(("print.request", {"application": case, "service": service, "biodata": said}))


def sealed(name: str, case: str, centre: LoneCentre, service: str, said: Biodata, **parts: bytes) -> bytes:
    now = datetime.fromisoformat("2026-11-23T08:30:00+07:00")
    captures = [Capture(modality="photo", position=part, part=part, captured_at=now) for part in parts]
    content = PacketContent(
        packet=name, application=case, service=service, biodata=said, captures=captures, captured_at=now, operator="x"
    )
    to = centre.card.recipient
    return packet.build(content, {part: keys.seal(data, to) for part, data in parts.items()}, to)


def announces(office: Rogue, name: str, case: str, content: bytes, service: str) -> None:
    body = {"packet": name, "application": case, "service": service, "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content), "captured_at": "2026-11-23T08:30:00+07:00"}  # fmt: skip
    office.says(("recording.packet", body))


def until(office: Rogue, done: Callable[[], bool]) -> None:
    for _attempt in range(120):
        office.says()
        if done():
            return
        time.sleep(0.25)
    raise AssertionError(f"never came; heard {[w['body'].get('code') for w in office.heard]}")


def waits(office: Rogue, case: str) -> bool:
    return office.told(case) == ["RECEIVED_AT_CENTRAL", "REQUEST_VALIDATION"]


def test_the_office_at_home_gets_its_citizens_card_with_the_centres_data(home):
    asks(home, "327500000001", VICTIM, address="Jl. Palsu No. 1")
    until(home, lambda: "327500000001" in home.cards())
    card = CardContent.model_validate_json(home.cards()["327500000001"])
    assert (card.biodata.name, card.biodata.address) == (VICTIM.name, VICTIM.address)
    assert card.photo
    assert home.told("327500000001") == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]


@pytest.mark.parametrize("name", [*VICTIM.name.split(), VICTIM.name])
@pytest.mark.parametrize("service", ["LOST", "MOVE_IN", "CHG"])
def test_a_nik_and_a_name_give_another_region_nothing(rogue, name, service):
    case = f"3215{abs(hash((name, service))) % 10**8:08d}"
    asks(rogue, case, VICTIM, service, name=name, address="", birth_place="")
    until(rogue, lambda: waits(rogue, case))
    assert case not in rogue.cards()


@pytest.mark.parametrize("other", [{"birth_place": "Bogor"}, {"birth_date": "1987-06-22"}, {"name": "Hendra"}], ids=str)
def test_nor_away_from_home_with_a_guess(rogue, other):
    case = f"3215{abs(hash(str(other))) % 10**8:08d}"
    asks(rogue, case, VICTIM, "OUT", **other)
    until(rogue, lambda: waits(rogue, case))
    assert case not in rogue.cards()


@pytest.mark.parametrize("service", ["PHOTO", "SIGN"])
def test_a_packet_under_somebodys_nik_puts_no_face_on_their_card(rogue, centre, service):
    case = {"PHOTO": "321500000021", "SIGN": "321500000022"}[service]
    part = {"PHOTO": "face", "SIGN": "signature"}[service]
    content = sealed(f"p-{service}", case, centre, service, biodata(VICTIM), **{part: b"mine"})
    announces(rogue, f"p-{service}", case, content, service)
    assert rogue.sends(content)["stored"]
    until(rogue, lambda: waits(rogue, case))
    assert case not in rogue.cards()


def test_a_first_recording_that_is_none_inside_is_refused(rogue, centre):
    content = sealed("p-x", "321500000031", centre, "NEW", biodata(VICTIM), signature=b"mine")
    announces(rogue, "p-x", "321500000031", content, "SIGN")
    rogue.sends(content)
    until(rogue, lambda: rogue.told("321500000031") == ["ENROLL_FAILURE_AT_CENTRAL"])


def test_to_know_the_hash_of_somebodys_file_is_not_to_have_it(rogue, home, centre):
    content = sealed("p-new", "327500000041", centre, "NEW", biodata(NEWCOMER), face=b"hers", signature=b"hers")
    announces(home, "p-new", "327500000041", content, "NEW")
    assert home.sends(content)["stored"]
    announces(rogue, "p-new", "327500000041", content, "NEW")
    assert not rogue.sends(b"", pretend=hashlib.sha256(content).hexdigest())["stored"]
    until(home, lambda: "327500000041" in home.cards())
    rogue.says()
    assert "327500000041" not in rogue.cards()
    assert rogue.told("327500000041") == []


def test_another_offices_card_is_not_moved_on(rogue, home, centre):
    asks(home, "327500000051", PEOPLE["Ratna Puspitasari"])
    until(home, lambda: "327500000051" in home.cards())
    said = {"application": "327500000051", "code": "CARD_ISSUED", "serial": "BK1", "at": "2026-11-23T08:30:00+07:00"}
    rogue.says(("card.progress", said))
    home.says()
    assert home.told("327500000051") == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]
    states = centre.ask(
        "from pasti.centre.intake.models import Record; "
        "print(json.dumps(list(Record.objects.filter(application='327500000051').values_list('state', flat=True))))"
    )
    assert states == ["released"]


def test_asking_by_the_hundred_ends_at_the_limit_with_an_alarm(rogue, centre):
    """With all that stands on a stolen family card: ten a day go, the centre hears of it, the others wait."""
    known = [person for person in PEOPLE.values() if person.recorded and person is not VICTIM]
    cases = {f"321500001{n:03d}": person for n, person in enumerate(known[:13])}
    for case, person in cases.items():
        asks(rogue, case, person, "OUT")
    until(rogue, lambda: all(len(rogue.told(case)) == 2 for case in cases))
    granted = [case for case in cases if case in rogue.cards()]
    assert len(granted) <= 10
    waiting = [case for case in cases if waits(rogue, case)]
    assert len(granted) + len(waiting) == len(cases)
    got = centre.ask(
        "from pasti.centre.release.models import Tally; "
        "print(json.dumps(list(Tally.objects.filter(office__region_code='32.15').values_list('away', 'beyond'))))"
    )
    assert sum(away for away, _beyond in got) == len(granted)
    alarms = centre.ask(
        "from pasti.journal.models import Entry; print(Entry.objects.filter(kind='release.limit').count())"
    )
    assert alarms == (1 if len(cases) > 10 else 0)


def test_every_release_is_on_record(centre, rogue, home):
    kept = centre.ask(
        "from pasti.centre.release.models import Release; "
        "print(json.dumps(sorted(Release.objects.filter(sealed_at__isnull=False)"
        ".values_list('record__application', flat=True))))"
    )
    assert kept == sorted([*home.cards(), *rogue.cards()])
