"""Rows of blanks, runs, cards and certificates in every state, for tests that walk through all machines."""

from collections.abc import Callable
from typing import Any

from pasti.centre.allotment.models import Ask
from pasti.certificates.models import Decision, OutsideSignature, SigningKey, Suket
from pasti.handover.models import Batch, Card, Finding, Minutes, Point, Recognition, ShelfCount, Surrendered
from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.link.models import Peer
from pasti.printing.models import Advance, Job, Night, Printer, Printout, Run
from pasti.readiness.models import Incident
from pasti.stock.models import Blank, Count, Place, Removal, Request, Ribbon, Transfer
from tests.cast import ANYBODY, Cast, accepted, submitted


def blank(office: Cast, state: str) -> Blank:
    row = Blank.objects.first()
    assert row is not None
    Blank.objects.filter(pk=row.pk).update(state=state, **with_its_paper(state))
    return Blank.objects.get(pk=row.pk)


def with_its_paper(state: str) -> dict[str, Any]:
    """What a blank that travels or leaves goes with."""
    leaving = state in ("held", "lost", "destroyed", "returned")
    return {
        "transfer": transfer(None, "on_its_way") if state == "travelling" else None,
        "removal": removal(None, "proposed") if leaving else None,
    }


def transfer(office: Cast | None, state: str) -> Transfer:
    place, _new = Place.objects.get_or_create(name="Kecamatan")
    return Transfer.objects.create(
        target=place, serials="BK1", count=1, sent_by_id="x", sent_by="X", carried_by="Y", state=state
    )


def removal(office: Cast | None, state: str) -> Removal:
    return Removal.objects.create(
        kind="lost", day=clock.today(), sequence=1 + Removal.objects.count(), serials="BK1", count=1, reason="x",
        proposed_by_id="x", proposed_by="X", state=state,
    )  # fmt: skip


def stock_count(office: Cast, state: str) -> Count:
    return Count.objects.create(first_by_id="x", first_by="X", first_count=1, state=state)


def ribbon(office: Cast, state: str) -> Ribbon:
    return Ribbon.objects.create(code="P1", made_for=500, state=state)


def request(office: Cast, state: str) -> Request:
    answered = {"allotted": 1} if state == "answered" else {}
    return Request.objects.create(key="k", count=1, in_stock=0, waiting=0, a_day=1, state=state, **answered)


def ask(office: Cast, state: str) -> Ask:
    answered = {"allotted": 1, "answered_at": clock.now()} if state == "answered" else {}
    return Ask.objects.create(
        office=Peer.objects.get(), key="k", count=1, letter="1", in_stock=0, waiting=0, a_day=1, state=state, **answered
    )


def run(office: Cast | None, state: str) -> Run:
    return Run.objects.create(day=clock.today(), sequence=1, state=state)


def job(office: Cast, state: str) -> Job:
    printing = {"run": run(office, "open"), "serial": "BK1"} if state in ("in_run", "printed", "lost") else {}
    case = accepted(ANYBODY)
    return Job.objects.create(application=case, content="0" * 64, released_at=clock.now(), state=state, **printing)


def printout(office: Cast, state: str) -> Printout:
    printer = Printer.objects.create(name="Lantai 1", address="ipp://localhost/printers/kartu")
    of = job(office, "in_run")
    assert of.run is not None
    return Printout.objects.create(
        job=of, run=of.run, printer=printer, serial="BK1", key="k", state=state, **on_its_way(state)
    )


def night(office: Cast, state: str) -> Night:
    return Night.objects.create(why="x", until=clock.now(), cards=1, blanks=1, state=state, **by_two(state))


def by_two(state: str) -> dict[str, Any]:
    if state != "released":
        return {}
    return {"first_id": "x", "first_by": "X", "second_id": "y", "second_by": "Y"}


def on_its_way(state: str) -> dict[str, Any]:
    """What the database asks for of a face on its way to a machine."""
    in_queue = state in ("queued", "held", "printing", "stopped")
    return {"in_flight_since": clock.now() if state == "sending" else None, "queue_id": 1 if in_queue else None}


def advance(office: Cast, state: str) -> Advance:
    granted = with_a_second(state)
    return Advance.objects.create(
        application=submitted(), reason="x", proposed_by_id="x", proposed_by="X", state=state, **granted
    )


def with_a_second(state: str) -> dict[str, Any]:
    granted = {"granted_at": clock.now(), "granted_on": clock.today(), "granted_by": "Y"}
    return granted if state == "granted" else {}


def signing_key(office: Cast, state: str) -> SigningKey:
    return SigningKey.objects.create(kid="0" * 16, public=b"p", sealed=b"s", made_by="x", state=state)


def incident(office: Cast, state: str) -> Incident:
    closed = {"closed_at": clock.now(), "ended_at": clock.now(), "closed_by": "Agus"} if state == "closed" else {}
    return Incident.objects.create(
        year=2026, sequence=1, state=state, cause="carrier", needs=["link"], starts_at=clock.now(), opened_by="Agus",
        **closed,
    )  # fmt: skip


def decision(office: Cast, state: str) -> Decision:
    today = clock.today()
    return Decision.objects.create(
        incident=incident(office, "open"), reason="x", since=today, until=today, made_by="x", state=state,
        ended_at=None if state == "stands" else clock.now(),
    )  # fmt: skip


def suket(office: Cast, state: str) -> Suket:
    return Suket.objects.create(
        application=submitted(), decision=decision(office, "stands"), year=2026, sequence=1, index=1, issued_by="x",
        valid_until=clock.today(), state=state, ended_at=None if state == "issued" else clock.now(),
    )  # fmt: skip


def outside_signature(office: Cast, state: str) -> OutsideSignature:
    return OutsideSignature.objects.create(
        suket=suket(office, "issued"), asked_by="Agus", state=state, **with_what_came_back(state)
    )


def with_what_came_back(state: str) -> dict[str, Any]:
    return {
        "ended_at": None if state == "asked" else clock.now(),
        "sha256": "0" * 64 if state == "signed" else "",
    }


def card(office: Cast, state: str) -> Card:
    return Card.objects.create(application=submitted(), serial="BK1", state=state, **where(state))


def where(state: str) -> dict[str, Any]:
    """What a card goes with that is not at the office."""
    place, _new = Point.objects.get_or_create(name="Kecamatan", address="x", hours="x")
    return by_minutes(state) | {
        "lost_by": minutes(None, "proposed") if state in ("declared", "lost", "surfaced") else None,
        "batch": batch(None, "on_its_way") if state in ("travelling", "carried") else None,
        "point": place if state == "at_point" else None,
    }


def batch(office: Cast | None, state: str) -> Batch:
    return Batch.objects.create(
        way="courier", day=clock.today(), sequence=1 + Batch.objects.count(), carried_by="x", count=1,
        sent_by_id="x", sent_by="X", state=state,
    )  # fmt: skip


def by_minutes(state: str) -> dict[str, Any]:
    """What a card goes with that is destroyed."""
    return {"minutes": minutes(None, "proposed") if state in ("held", "destroyed") else None}


def minutes(office: Cast | None, state: str) -> Minutes:
    return Minutes.objects.create(
        kind="old", day=clock.today(), sequence=1 + Minutes.objects.count(), count=1, witnesses="x",
        proposed_by_id="x", proposed_by="X", state=state,
    )  # fmt: skip


def surrendered(office: Cast, state: str) -> Surrendered:
    return Surrendered.objects.create(application=submitted(), by="x", state=state, **by_minutes(state))


def finding(office: Cast, state: str) -> Finding:
    count = ShelfCount.objects.create(rack=1, box=1, by="x", scanned=0, expected=1)
    return Finding.objects.create(count=count, kind="missing", serial="BK1", state=state)


def recognition(office: Cast, state: str) -> Recognition:
    return Recognition.objects.create(application=submitted(), whom="holder", state=state, **by_somebody(state))


def by_somebody(state: str) -> dict[str, Any]:
    """By whom and how somebody was recognised, or is to be."""
    first = {"first_id": "x", "first_by": "X"} if state in ("doubted", "recognised", "turned_away") else {}
    ended = {"means": "two", "ended_at": clock.now(), "ended_by": "Y"} if state in ("recognised", "turned_away") else {}
    return first | ended


def of_cards(row: Job | Advance | Blank | Request | Ask, target: str) -> dict[str, Any]:
    if isinstance(row, Job):
        inside = target in ("in_run", "printed", "lost")
        return {"run": row.run or (run(None, "open") if inside else None), "serial": "BK1"} if inside else {
            "run": None, "serial": ""
        }  # fmt: skip
    if isinstance(row, Blank):
        return with_its_paper(target)
    if isinstance(row, Advance):
        return with_a_second(target)
    answered = {"allotted": 1, **({"answered_at": clock.now()} if isinstance(row, Ask) else {})}
    return answered if target == "answered" else {}


OF_CARDS: dict[type[Stateful], Callable[[Cast, str], Any]] = {
    Blank: blank,
    Transfer: transfer,
    Removal: removal,
    Count: stock_count,
    Ribbon: ribbon,
    Request: request,
    Ask: ask,
    Run: run,
    Job: job,
    Printout: printout,
    Night: night,
    Advance: advance,
    SigningKey: signing_key,
    Decision: decision,
    Suket: suket,
    OutsideSignature: outside_signature,
    Card: card,
    Batch: batch,
    Minutes: minutes,
    Surrendered: surrendered,
    Finding: finding,
    Recognition: recognition,
}
