"""Case S, after the line came back: 43,000 people recorded, 35,000 cards ready to be printed, blanks for 20,000.

All are printed in the public order, each blank is confirmed or spoiled by its serial; who is left without one is told
so, and gets a day once a box is on its way; the request for it lay ready by itself. In the suite it is a five hundredth
of it, and every face is drawn; `PASTI_REPLAY=full`: all of it, and the faces of one run a day (see `quick_paper`).
"""

import os
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pasti.applications import actions as applications
from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.catalogue.steps import StepCode
from pasti.journal.models import Entry
from pasti.kit import clock, pdf
from pasti.kit.duties import duties
from pasti.kit.errors import Refused
from pasti.kit.workshop import Workshop
from pasti.link.models import Envelope, Peer
from pasti.link.schema import BlankAllotment, Said
from pasti.offices import queries as offices
from pasti.offices.actions import decide
from pasti.printing import actions, advancing, finishing, queries
from pasti.printing.models import Job, Run
from pasti.printing.tests.released import centre, content
from pasti.printing.turns import Turn
from pasti.printing.why import why_before
from pasti.promises import queries as promises
from pasti.promises.cards import NO_BLANKS
from pasti.promises.models import Promise
from pasti.stock import actions as stock
from pasti.stock import forecast, reconciling, requests
from pasti.stock import handlers as link_to_stock
from pasti.stock import queries as blanks
from pasti.stock.models import Blank, Delivery
from tests.cast import accepted, browser_of
from tests.replays import backlog
from tests.replays.table import table
from tests.replays.town import Town

FULL = os.environ.get("PASTI_REPLAY") == "full"
PART = 1 if FULL else 500
RECORDED, READY, BLANKS = 43_000 // PART, 35_000 // PART, 20_000 // PART
# As many a day as the dates that were said allow: five working days for all blanks.
A_RUN, RUNS_A_DAY = (500, 8) if FULL else (10, 2)
# One card in so many comes out badly; one person in so many has a deadline that can be shown.
SPOILED, DEADLINE, EXCEPTIONS = (50, 50, 20) if FULL else (20, 10, 2)
LATE = (2, 3, 2, 9, 2)
MONDAY, BOX = date(2026, 11, 9), date(2026, 12, 1)
_DUTIES = ("promises.watch", "promises.blanks", "promises.journal", "promises.late", "stock.")


def at(day: date, hour: int) -> datetime:
    return clock.at(day, hour)


def due(town: Town, moment: datetime) -> None:
    """It is so late, and what the office's processes do by themselves has its turn."""
    town.set(moment)
    for duty in duties:
        if duty.name.startswith(_DUTIES):
            while duty.act():
                pass


def boxes(town: Town) -> None:
    """Five boxes since September, late and each with four fifths of what was said; all together enough."""
    count = (BLANKS - blanks.ledger().in_stock) // len(LATE)
    by = town.office.joko.actor
    for number, late in enumerate(LATE):
        said = date(2026, 9, 7) + timedelta(days=7 * number)
        town.set(at(said, 9))
        stock.expect_delivery(letter=f"470/{number}", day=said, count=count * 5 // 4, by=by)
        town.set(at(said + timedelta(days=late), 9))
        stock.receive_delivery(first_serial=f"SR{number}0000001", count=count, letter=f"470/{number}", by=by)


def people(town: Town) -> None:
    """All whose records the centre has, and those of them whose cards it has released, over three weeks."""
    began, budi, rini = at(date(2026, 10, 19), 8), town.office.budi.actor, town.office.rini.actor
    town.set(at(MONDAY, 6))
    like = applications.finish_step(accepted(budi), "recording", by=rini)
    backlog.again(like, RECORDED - READY - 1, since=began, until=at(MONDAY, 5))
    like = applications.finish_step(accepted(budi), "recording", by=rini)
    actions.take_release(like, content(like), at=at(MONDAY, 5), by=centre())
    like.refresh_from_db()
    made = backlog.again(like, READY - 1, since=began, until=at(date(2026, 11, 6), 15))
    backlog.released(made, later=timedelta(days=2))
    for number, case in enumerate(made[::-DEADLINE]):
        day = MONDAY + timedelta(days=1 + number % 30)
        advancing.state_deadline(case, day, proof="Surat panggilan tes CPNS", by=budi)
    for case in made[-2 :: -(len(made) // EXCEPTIONS)][:EXCEPTIONS]:
        advancing.grant(advancing.propose(case, "Dirawat di rumah sakit", by=budi), by=town.office.agus.actor)


@dataclass
class Room:
    """The print room: what it took, what came out, and what was spoiled, each by its blank."""

    joko: Client
    by: Any
    taken: list[int] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    spoiled: list[str] = field(default_factory=list)
    put_back: set[int] = field(default_factory=set)
    runs: int = 0

    def prints(self) -> None:
        """One run on the screens: begun, its faces opened, each card scanned, or spoiled and printed on another."""
        count = min(A_RUN, blanks.ledger().in_stock)
        begun = self.joko.post("/cetak/", {"count": count, "first_serial": blanks.next_serial()})
        assert begun.status_code == 302, begun.content.decode()
        page, run = begun["Location"], Run.objects.latest("pk")
        self.runs += 1
        assert self.joko.get(f"{page}kartu.pdf")["Content-Type"] == "application/pdf"
        waiting = deque(queries.jobs_of(run))
        self.taken += [job.application_id for job in waiting]
        while waiting:
            job = waiting.popleft()
            if (len(self.printed) + len(self.spoiled)) % SPOILED == SPOILED - 1:
                if self._spoils(job):
                    waiting.append(job)
                continue
            self._scans(run, page, job)
        run.refresh_from_db()
        assert run.state == "finished"

    def _scans(self, run: Run, page: str, job: Job) -> None:
        if len(self.printed) % 100 == 0:
            # Sometimes on the screen, with all that it shows after each card.
            assert self.joko.post(f"{page}tercetak/", {"serial": job.serial}, follow=True).status_code == 200
        else:
            finishing.finish(run, job.serial, by=self.by)
        self.printed.append(job.serial)

    def _spoils(self, job: Job) -> bool:
        """The card came out badly; return whether there was another blank for it."""
        sent = {"reason": "Pita terlipat", "serial": job.serial}
        assert self.joko.post(f"/cetak/kartu/{job.pk}/gagal/", sent).status_code == 302
        self.spoiled.append(job.serial)
        job.refresh_from_db()
        if job.state == Job.State.IN_RUN:
            assert self.joko.get(f"/cetak/kartu/{job.pk}/kartu.pdf").status_code == 200
            return True
        self.put_back.add(job.application_id)
        return False


def asks_and_is_answered(town: Town, short: int) -> tuple[int, int]:
    """A request for what is short and for the time to come lay ready; the head sends it; return both numbers."""
    request = requests.lies_ready()
    assert request
    assert request.count >= short + forecast.use().over(30)
    assert f"{request.count}" in town.head.get(reverse("stock:requests")).content.decode()
    sent = {"count": request.count, "letter": "470/812/Dukcapil"}
    assert town.head.post(reverse("stock:send-request", args=[request.pk]), sent).status_code == 302
    [asked] = Envelope.objects.filter(kind=Said.BLANK_REQUEST)
    assert (asked.body["waiting"], asked.body["in_stock"]) == (READY, BLANKS)
    allotted = short + (RECORDED - READY) // 2
    said = BlankAllotment(request=request.key, count=allotted, day=BOX, letter="471/5", at=clock.now())
    link_to_stock.allotment(said, Peer.objects.get())
    assert requests.lies_ready() is None
    return request.count, allotted


def each_day_rests_on_the_cautious_box(behind: list[int], allotted: int) -> tuple[int, int]:
    """Who has no blank is said a day after the box, as late and as short as boxes were; or none, and why.

    Return how many have a day because of it, and how many have none.
    """
    [(day, count)] = forecast.boxes()
    assert (day, count) == (BOX + timedelta(days=max(LATE)), allotted * 4 // 5)
    days = dict(Promise.objects.filter(ended_at=None).values_list("application_id", "day"))
    assert all(days[case] > day for case in behind[:count])
    assert not any(case in days for case in behind[count:])
    assert behind[count:]
    assert promises.dates_of(Application.objects.get(pk=behind[-1])).unsure == str(NO_BLANKS)
    return len(behind[:count]), len(behind[count:])


def said(count: int) -> str:
    """A number as pages write it."""
    return f"{count:,}".replace(",", ".")


def is_whole_and_said(town: Town, room: Room, day: date) -> None:
    """In the evening each blank is somewhere, and the public, the office and one of those who wait read the same."""
    town.set(at(day, 15))
    kept, waits = blanks.ledger(), queries.order()
    assert (kept.received, kept.used, kept.spoiled) == (BLANKS, len(room.printed), len(room.spoiled))
    assert kept.in_stock == BLANKS - kept.used - kept.spoiled
    public = Client().get("/hari-ini/").content.decode()
    today = blanks.of_today()
    assert f"Tersisa <b>{said(kept.in_stock)}</b> lembar" in public
    assert f"{said(len(waits))} kartu menunggu dicetak" in public
    assert f"0 diterima, {said(today.used)} menjadi kartu, {said(today.spoiled)} rusak" in public
    shown = room.joko.get("/cetak/").content.decode()
    left = f"Blangko cukup untuk {said(kept.in_stock)} kartu pertama" if kept.in_stock else "Tidak ada blangko lagi"
    assert left in shown
    last = Job.objects.select_related("application").get(application=waits[-1], state=Job.State.WAITING).application
    told = browser_of(last).get(f"/lacak/{last.number}/").content.decode()
    assert f"Sebelum kartu Anda ada {said(len(waits) - 1)} kartu" in told


def explained(room: Room, waiting: list[int]) -> None:
    """Of some who were printed and some who wait it is told why, and each time by the rule."""
    of = Job.objects.select_related("application")
    some = [*room.taken[:3], *room.taken[3 :: max(1, len(room.taken) // 10)]]
    first = [job.application for job in of.filter(application__in=some, state=Job.State.PRINTED)]
    then = [job.application for job in of.filter(application__in=waiting[:: max(1, len(waiting) // 6)])]
    assert first
    for one in first:
        for other in then:
            assert "tidak ada pengecualian yang tercatat" not in why_before(one, other)


def by_turn(room: Room) -> list[tuple[Turn, int, int]]:
    """Return for each turn how many were printed, and how many wait."""
    facts = Entry.objects.filter(kind="job.take").values_list("facts", flat=True)
    done = Counter(Turn(fact["turn"]) for fact in facts)
    for case in room.put_back:
        done[Turn(Entry.objects.filter(kind="job.take", case=_number(case)).latest("pk").facts["turn"])] -= 1
    return [(turn, done[turn], left) for turn, left in queries.by_turn() if done[turn] or left]


def _number(case: int) -> str:
    return str(Job.objects.select_related("application").filter(application=case).latest("pk").application.number)


@pytest.mark.either_database
def test_the_serang_cards(town: Callable[..., Town], capsys: Any, monkeypatch: Any) -> None:
    place = town(leave_hours=24 * 120)
    joko = place.signed_in(place.office.joko)
    drawn_by = pdf._drawer
    place.set(at(date(2026, 9, 1), 8))
    for rule, value in (("printing.largest_run", A_RUN), ("promises.cards_a_day", A_RUN * RUNS_A_DAY),
                        ("stock.use_a_day", 200 // PART + 1)):  # fmt: skip
        decide(rule, value=value, valid_from=clock.today(), legal_basis="SK", by=place.office.nur.actor, seen=None)
    quick = Workshop("tests.replays.quick_paper", seconds=60.0, jobs=500)
    boxes(place)
    people(place)

    # ── Monday morning: what is said before the first card is printed ───────────────────────────────────────────────
    due(place, at(MONDAY, 7))
    assert queries.waiting().count() == READY
    assert sum(count for _turn, count in queries.beyond(BLANKS)) == READY - BLANKS
    dated = set(Promise.objects.filter(ended_at=None).values_list("application_id", flat=True))
    assert dated == set(queries.order()[:BLANKS]), "nobody is said a day for which there is no blank"
    place.set(at(MONDAY, 8))
    asked, allotted = asks_and_is_answered(place, READY - BLANKS)
    due(place, at(MONDAY, 9))
    behind = [*queries.order()[BLANKS:], *cases.order_at(StepCode.CENTRE)]
    with_a_day, without = each_day_rests_on_the_cautious_box(behind, allotted)

    # ── as many days as the blanks last ─────────────────────────────────────────────────────────────────────────────
    room, day, days = Room(joko, place.office.joko.actor), MONDAY, 0
    while blanks.ledger().in_stock:
        place.set(at(day, 9))
        expected, before = queries.order(), len(room.taken)
        for number in range(RUNS_A_DAY):
            if blanks.ledger().in_stock:
                monkeypatch.setattr(pdf, "_drawer", quick if FULL and number else drawn_by)
                room.prints()
        assert room.taken[before:] == expected[: len(room.taken) - before], "in the public order, whoever stands there"
        is_whole_and_said(place, room, day)
        day, days = offices.add_working_days(day, 1), days + 1
        due(place, at(day, 2))
        assert reconciling.findings_of(reconciling.latest()) == []
    with pytest.raises(Refused, match="blangko: habis"):
        actions.start_run(1, by=room.by)

    # ── what became of each blank, and who waits ────────────────────────────────────────────────────────────────────
    serials = list(Blank.objects.values_list("serial", flat=True))
    assert sorted(room.printed + room.spoiled) == sorted(serials)
    assert len(serials) == BLANKS
    assert all(blanks.left_of(box) == 0 for box in Delivery.objects.all())
    assert set(Job.objects.filter(state=Job.State.PRINTED).values_list("serial", "application__product")) == {
        (serial, serial) for serial in room.printed
    }
    made = len(room.printed)
    assert Promise.objects.filter(outcome="kept").count() == made
    assert not Promise.objects.filter(outcome="broken").exists()
    waiting = queries.order()
    assert len(waiting) == READY - made
    each_day_rests_on_the_cautious_box([*waiting, *cases.order_at(StepCode.CENTRE)], allotted)
    explained(room, waiting)
    with capsys.disabled():
        print(table(f"Replay S, Serang: {RECORDED} recorded, {READY} ready, blanks for {BLANKS}", [
            ("printed / spoiled / blanks left", f"{made} / {len(room.spoiled)} / {blanks.ledger().in_stock}"),
            ("runs on so many days", f"{room.runs} / {days}"),
            *((str(turn.label), f"{done} / {done + left}") for turn, done, left in by_turn(room)),
            ("asked for / allotted", f"{asked} / {allotted}"),
            ("a day after the cautious day of the box / none yet", f"{with_a_day} / {without}"),
            ("serials that are nowhere, or twice", 0),
        ]))  # fmt: skip
