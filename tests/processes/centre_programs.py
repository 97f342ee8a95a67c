"""What tests let processes do at a centre; verbs of `programs`."""

import os
import signal
import time
from datetime import timedelta
from typing import Any

from django.db import connections

from pasti.accounts.roles import Role
from pasti.centre.authority import actions as authority
from pasti.centre.dedup import actions as dedup
from pasti.centre.dedup.demographic import Demographic
from pasti.centre.dedup.duties import keep_gallery as gallery_duty
from pasti.centre.dedup.duties import search as search_duty
from pasti.centre.dedup.engine import Candidate, Probe
from pasti.centre.dedup.models import Opinion, Search, Suggestion
from pasti.centre.dedup.queries import open_suggestions, to_search
from pasti.centre.dedup.states import Verdict
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import announced, arrives, asks, received, sealed
from pasti.centre.persons.models import Person
from pasti.centre.release.duties import seal_granted as seal_duty
from pasti.centre.release.models import Tally
from pasti.centre.release.queries import to_seal
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.claims import LEASE, claim
from pasti.kit.errors import NotAllowed
from pasti.kit.tests.disguises import PEOPLE
from pasti.link.actions import become, trust
from pasti.link.models import Envelope, ParcelIn, Peer
from pasti.link.registry import arrival_hooks
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode
from tests.processes.start import begin


def make_centre(kind: str, count: str) -> int:
    """A centre with recordings of one person, of many, or requests for the cards of many who are known."""
    become(role="centre", name="Pusat")
    office = trust(OtherNode("office", "Bekasi", "32.75").card, by=SYSTEM)
    for number in range(int(count)):
        case, nik = f"3275{number:08d}", f"327501520609{0 if kind == 'one' else number:04d}"
        person: dict[str, Any] = {"nik": nik, "birth_date": MONDAY.date() - timedelta(days=9000)}
        if kind != "one":
            # Nobody is like anybody else.
            person["name"] = PEOPLE[number % len(PEOPLE)]
            person["birth_date"] -= timedelta(days=41 * number)
        if kind == "known":
            intake.adopt(sealed(f"a{number}", "", **person), office, by=SYSTEM)
            asks(office, case, **person)
            dedup.ask(Record.objects.get(application=case))
        else:
            dedup.ask(received(office, f"p{number}", case, **person))
    return int(count)


def file_or_word(who: str) -> str:
    """One takes the file of a packet, the other hears of it, while neither sees yet what the other writes."""
    office, content = Peer.objects.get(), b"sealed" * 100
    if who == "1":
        begin()
        return announced(office, content)
    arrival_hooks.append(_let_the_other_begin)
    arrives(office, content)
    return ""


def _let_the_other_begin(_arrived: list[ParcelIn]) -> None:
    """The room has looked for who waits for this file: now the other writes, unless it has to wait for us."""
    begin()
    until = time.monotonic() + 1
    while time.monotonic() < until and not Record.objects.exists():
        time.sleep(0.01)


def limit(cards: str) -> None:
    ratih = account("ratih", "Ratih", Role.CENTRE_HEAD).actor
    authority.decide("release.home_per_day", value=int(cards), valid_from=MONDAY.date(), basis="Uji", by=ratih)


def centre_work(_who: str) -> int:
    """Do what a centre's duties do, until nothing is left."""
    begin()
    while gallery_duty() or search_duty() or seal_duty() or to_search().exists() or to_seal().exists():
        pass
    return 1


class Dying(Demographic):
    """The machine goes off between insert and identify."""

    def identify(self, probe: Probe) -> list[Candidate]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []


def centre_dies(count: str) -> list[int]:
    """So many workers take a search each and are killed when its record can be found, before they look for others."""
    ended = []
    for _time in range(int(count)):
        connections.close_all()
        if worker := os.fork():
            ended.append(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
            continue
        asked = claim(to_search())
        assert asked is not None
        dedup.look(asked, Dying())
        os._exit(1)
    return ended


def centre_works_on(_who: str) -> int:
    """Do what can be done while nobody knows yet that those workers are dead."""
    begin()
    while search_duty():
        pass
    return 1


def centre_works_again(who: str) -> int:
    """Do what is left once nobody believes any more that those workers are alive."""
    with clock.stopped_at(MONDAY + LEASE + timedelta(seconds=1)):
        return centre_work(who)


def decides(verdict: str, who: str) -> str:
    """Say what one operator thinks of the only pair; return where the pair is after it, or that it was too late."""
    [found] = open_suggestions()
    by = Actor(f"account:{who}", f"Petugas {who}", frozenset({str(Role.CENTRE_OPERATOR)}))
    begin()
    try:
        return str(dedup.decide(found, Verdict(verdict), reason="Wajah dibandingkan", by=by).state)
    except NotAllowed:
        return "too late"


def opinions() -> list[list[Any]]:
    """Which turns were taken with which verdict."""
    return [list(row) for row in Opinion.objects.order_by("turn").values_list("turn", "verdict")]


def pairs() -> list[list[int]]:
    """Which records were found to be like which, by their places."""
    places = {record: place or 0 for record, place in Search.objects.values_list("record", "place")}
    found = Suggestion.objects.values_list("record", "other")
    return sorted(sorted((places[one], places[other])) for one, other in found)


def centre_state() -> dict[str, Any]:
    """What the centre did with its records."""
    return {
        "states": sorted(Record.objects.exclude(application="").values_list("state", flat=True)),
        "places": sorted(place for place in Search.objects.values_list("place", flat=True) if place),
        "reasons": sorted(str(reasons) for reasons in Suggestion.objects.values_list("reasons", flat=True)),
        "released": sorted(Envelope.objects.filter(kind="record.release").values_list("key", flat=True)),
        "tally": list(Tally.objects.values_list("home", "own", "beyond")),
        "alarms": Entry.objects.filter(kind="release.limit").count(),
        "persons": Person.objects.count(),
    }
