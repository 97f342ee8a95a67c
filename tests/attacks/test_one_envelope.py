"""What one envelope or one file does that can never go on, at a really running centre: the others go past it."""

import json
import os
import re
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pasti.demo.people import PEOPLE
from pasti.kit.clock import now
from tests.attacks.centre import LoneCentre, running
from tests.attacks.rogue import Rogue
from tests.attacks.test_a_trusted_office import announces, asks, biodata, sealed, until

pytestmark = pytest.mark.processes

KNOWN = [person for person in PEOPLE.values() if person.recorded]
NEWCOMERS = [person for person in PEOPLE.values() if not person.recorded]


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[dict[str, Any]]:
    with running(tmp_path_factory.mktemp("one")) as centre:
        home = centre.speaker("Disdukcapil Kota Bekasi", "32.75")
        centre.fill(home)
        centre.start("centre")
        yield {"centre": centre, "home": home}
        faults = [said for said in re.split(r"(?m)^(?=[0-9]{4}-)", centre.log("centre")) if "Traceback" in said]
        assert [fault for fault in faults if "poison" not in fault] == [], "nothing but what was planted"


@pytest.fixture
def centre(city) -> LoneCentre:
    node: LoneCentre = city["centre"]
    return node


@pytest.fixture
def home(city) -> Rogue:
    node: Rogue = city["home"]
    return node


def reasons(office: Rogue) -> dict[int, str]:
    """What the centre says it set aside, by number."""
    told = office.says()["outcomes"]["told"]
    return {outcome["number"]: outcome["reason"] for outcome in told if outcome["reason"]}


def status(case: str, **other: Any) -> dict[str, Any]:
    return {"application": case, "code": "CARD_PRINTED", "at": "2026-11-23T08:30:00+07:00"} | other


def run_sql(centre: LoneCentre, *statements: str) -> None:
    said = f"from django.db import connection as c; [c.cursor().execute(s) for s in {list(statements)!r}]"
    centre.ask(f"exec({said!r}); print(1)")


@contextmanager
def breaks(centre: LoneCentre, event: str, condition: str) -> Iterator[None]:
    """The centre's database refuses some rows of records, as a damaged one or a mistake of ours would."""
    plain = f"BEFORE {event} ON centre_intake_record FOR EACH ROW WHEN ({condition})"
    if os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres"):
        body = "BEGIN RAISE EXCEPTION 'poison'; END"
        run_sql(
            centre,
            f"CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER poison {plain} EXECUTE FUNCTION poison()",
        )
        gone = ["DROP TRIGGER poison ON centre_intake_record", "DROP FUNCTION poison()"]
    else:
        run_sql(centre, f"CREATE TRIGGER poison {plain} BEGIN SELECT RAISE(ABORT, 'poison'); END")
        gone = ["DROP TRIGGER poison"]
    try:
        yield
    finally:
        run_sql(centre, *gone)


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("card.teleported", {}, ""),
        ("record.status", status("327500000101"), "status"),
        ("link.void", {"application": "327500000101"}, ""),
        ("print.request", {"application": "327500000101", "service": "LOST"}, "biodata: Field required"),
        ("card.progress", status("327500000101", code="CARD_EATEN"), "bukan keterangan tentang keberadaan kartu"),
        ("card.progress", status("٣٢٧٥٠٠٠٠٠١٠١"), "application"),
    ],
    ids=["unknown: it waits", "not its to say", "void", "no shape", "no status", "other digits"],
)
def test_what_can_never_be_applied_holds_up_nobody(home, kind, body, reason):
    case = f"32750001{home.number:04d}"
    before = home.number
    said = biodata(KNOWN[0]).model_dump(mode="json")
    asking = ("print.request", {"application": case, "service": "LOST", "biodata": said})
    assert home.says((kind, body), asking)["held"] == before + 2
    until(home, lambda: "RECEIVED_AT_CENTRAL" in home.told(case))
    assert reason in reasons(home).get(before + 1, "")
    assert before + 2 not in reasons(home)


def test_one_of_no_shape_at_all_spoils_no_message(home):
    case, said = "327500020001", biodata(KNOWN[1]).model_dump(mode="json")
    number = home.number + 1
    home.number += 2
    good = {"number": number + 1, "kind": "print.request", "key": "good", "happened_at": now(),
            "body": {"application": case, "service": "LOST", "biodata": said}}  # fmt: skip
    answer = home._post("exchange", {"held": home.held, "envelopes": [{"number": number, "kind": 7}, good]})
    assert answer["held"] == number + 1
    until(home, lambda: "RECEIVED_AT_CENTRAL" in home.told(case))
    assert number in reasons(home)


def test_one_over_which_the_centres_database_breaks_holds_up_nobody_and_is_applied_once_it_is_mended(home, centre):
    bad, good = "327500030001", "327500030002"
    with breaks(centre, "INSERT", f"NEW.application = '{bad}'"):
        asks(home, bad, KNOWN[2])
        number = home.number
        asks(home, good, KNOWN[3])
        until(home, lambda: good in home.cards())
        assert "poison" in reasons(home)[number]
        assert home.told(bad) == []
    centre.ask(
        "from pasti.accounts.roles import Role; from pasti.journal.actors import Actor; "
        "from pasti.link import mending; "
        "print(mending.apply_all_again(by=Actor('x', 'Admin', frozenset({Role.CENTRE_ADMIN}))))"
    )
    until(home, lambda: bad in home.cards())
    assert number not in reasons(home)


def test_one_that_is_too_large_is_refused_and_the_next_goes(home):
    rubbish = os.urandom(8 * 1024 * 1024).hex()
    with pytest.raises((urllib.error.HTTPError, ConnectionError, urllib.error.URLError)):
        home.says(("print.request", {"application": "327500040001", "rubbish": rubbish}))
    home.number -= 1
    asks(home, "327500040002", KNOWN[4])
    until(home, lambda: "327500040002" in home.cards())


def test_one_of_our_own_that_is_too_large_stays_here_and_the_others_leave(home, centre):
    centre.ask(
        "import os; from pasti.kit import clock; from pasti.link import actions, queries; "
        "from pasti.link.schema import RecordStatus as S; peer = queries.peers().get(name='Disdukcapil Kota Bekasi'); "
        "big = os.urandom(3 * 1024 * 1024).hex(); "
        "[actions.send('record.status', S(application='3275000500%02d' % n, code='PROCESSING', at=clock.now(), "
        "note=big if n == 1 else ''), key='large%d' % n, to=peer) for n in (1, 2)]; print(1)"
    )
    until(home, lambda: home.told("327500050002") == ["PROCESSING"])
    assert home.told("327500050001") == []
    kept = centre.ask(
        "from pasti.link import queries; "
        "print(json.dumps([str(e.needs_person) for e in queries.outbox() if e.needs_person]))"
    )
    assert ["Terlalu besar" in reason or "Too large" in reason for reason in kept] == [True]


def test_a_file_that_is_missing_at_the_centre_stops_one_card_and_no_other(home, centre):
    without, with_ = KNOWN[5], KNOWN[6]
    lost = centre.ask(
        "from pasti.centre.intake.models import Record; from pasti.kit import blobs; "
        f"path = blobs.path_of(Record.objects.exclude(packet='').get(nik='{without.nik}').sha256); "
        "print(json.dumps(str(path)))"
    )
    content = Path(lost).read_bytes()
    Path(lost).unlink()
    asks(home, "327500060001", without)
    number = home.number
    asks(home, "327500060002", with_)
    until(home, lambda: "327500060002" in home.cards())
    assert home.told("327500060001") == ["RECEIVED_AT_CENTRAL"], "it is not refused, and not released"
    assert number not in reasons(home), "and its envelope was applied"
    Path(lost).write_bytes(content)
    until(home, lambda: "327500060001" in home.cards())


def test_a_file_over_which_a_room_stumbles_stops_no_other_and_is_taken_once_it_is_mended(home, centre):
    files = {}
    for name, case, person in (("p-bad", "327500070001", NEWCOMERS[0]), ("p-good", "327500070002", NEWCOMERS[1])):
        files[name] = sealed(name, case, centre, "NEW", biodata(person), face=b"hers", signature=b"hers")
        announces(home, name, case, files[name], "NEW")
    with breaks(centre, "UPDATE", "NEW.packet = 'p-bad'"):
        assert home.sends(files["p-bad"])["stored"], "it is safe here, whatever the rooms make of it"
        assert home.sends(files["p-good"])["stored"]
        until(home, lambda: "327500070002" in home.cards())
        assert home.told("327500070001") == []
        assert "poison" in centre.ask(
            "from pasti.link import queries; print(json.dumps(str(queries.parcels_unheard().get().last_error)))"
        )
    until(home, lambda: "327500070001" in home.cards())


def test_a_thousand_bad_ones_are_told_in_pieces_and_the_next_good_one_goes(home):
    for _hundred in range(10):
        home.says(*[("record.status", {"n": n}) for n in range(100)])
    answer = home.says()
    assert len(answer["outcomes"]["told"]) <= 200
    assert len(json.dumps(answer, default=str)) < 100_000
    asks(home, "327500080001", KNOWN[7])
    until(home, lambda: "327500080001" in home.cards())
