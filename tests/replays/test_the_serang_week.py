"""Case S: the link is dead from Monday morning until Thursday afternoon, and so many are expected on each of the days.

What needs no link goes on: papers, recording (as long as the centre's leave lasts: 72 hours), cards that lie ready. Who
waits for the centre is told another day; who is expected after the leave will have ended is released as soon as
somebody has said how long it will take, and chooses another session. Whoever has a telephone, a mailbox or a village
office in reach must not come in vain; the story counts who does, and why. `PASTI_REPLAY=full`: with 300 people a day.
"""

import os
import re
from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from pasti.applications import actions as applications
from pasti.appointments import queries as appointments
from pasti.appointments.actions import book
from pasti.appointments.models import Booking
from pasti.arrivals import queries as arrivals
from pasti.arrivals.models import Known
from pasti.handover.actions import issue_slip
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.notices import queries as notices
from pasti.notices.models import Fact
from pasti.offices.actions import decide
from pasti.promises import history
from pasti.promises import queries as promises
from pasti.queue.outcomes import Outcome, Reason
from pasti.readiness.costs import cost_of
from pasti.readiness.models import Incident
from pasti.stock.actions import receive_delivery
from tests.cast import ANYBODY, LOST, accepted, submitted
from tests.replays.people import Means, Person, means, somebody
from tests.replays.table import table
from tests.replays.test_the_bekasi_morning import MESSAGES, MINUTE, chooses, last_link
from tests.replays.town import Town

FULL = os.environ.get("PASTI_REPLAY") == "full"
# In the suite few people in the first sessions of each day: the same story.
A_DAY, SESSIONS, CLOSES = (300, 7, "15:30") if FULL else (7, 3, "11:30")


def at(day: int, time: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{time}:00+07:00")


DAYS = (23, 24, 25, 26)
CUT, BACK = at(23, "09:00"), at(26, "14:00")


def _was(one: Person) -> datetime:
    """When somebody was expected at first."""
    first = Booking.objects.filter(application=one.case).select_related("session").earliest("pk")
    return first.session.starts_at


def expected(town: Town) -> list[Person]:
    """So many a day are expected from Monday to Thursday, as many in each session."""
    found: list[Person] = []
    slots = {day.day: day.slots for day in appointments.days_on_offer()}
    for day in DAYS:
        for number in range(A_DAY):
            one = somebody(means(8 + len(found)))
            one.applies(submitted(**one.data))
            slot = slots[date(2026, 11, day)][number * SESSIONS // A_DAY]
            book(one.case, slot.starts_at, by=applicant(one.number))
            one.comes = slot.starts_at
            found.append(town.knows(one))
    return found


def waiting(town: Town) -> list[Person]:
    """As many as half a day's wait for the centre, with a day said from Tuesday on; they come on that day."""
    found = []
    for number in range(A_DAY // 2):
        town.set(at(17 + number % 4, f"{8 + number % 6:02d}:00"))
        one = somebody(means(11 + number))
        case = accepted(town.office.budi.actor, **one.data)
        one.applies(applications.finish_step(case, "recording", by=town.office.rini.actor))
        said = promises.current(one.case)
        assert said
        one.comes = clock.at(said.day, 9 + number % (SESSIONS - 1))
        found.append(town.knows(one))
    return found


def with_a_card(town: Town) -> list[Person]:
    """Some have a card that lies ready, and fetch it on Monday or Tuesday."""
    found = []
    for number in range(max(1, A_DAY // 10)):
        one = somebody(means(number))
        case = accepted(town.office.budi.actor, "LOST", LOST | {"loss_letter_date": "2026-11-18"}, **one.data)
        case = applications.finish_step(case, "centre", by=ANYBODY)
        case = applications.finish_step(case, "printing", by=ANYBODY, changes={"product": f"BK{number + 1:08d}"})
        issue_slip(case)
        one.comes = at(23 + number % 2, "10:30")
        found.append(town.knows(one.applies(case)))
    return found


def time_goes_by(town: Town, until: datetime, served: Counter[Means], turned: Counter[Means]) -> None:
    """All come who believe that they should; once an hour the call list is gone through, and links are answered."""
    while clock.now() < until:
        town.go_on(min(until, clock.now() + timedelta(minutes=15)), every=900, looks=118)
        for one in town.due(clock.now()):
            (served if town.serves(one) else turned)[one.means] += 1
        if clock.local(clock.now()).minute < 15:
            town.rings_up()
            answer_links(town)


def morning(town: Town, day: int) -> None:
    """The node was off during the night; the office opens at eight."""
    town.set(at(day, "06:30"))
    town.settle()
    town.set(at(day, "07:59"))
    town.opens()


def answer_links(town: Town) -> None:
    """Who was released and reads messages chooses another session by the link, the first that is offered."""
    for one in town.people:
        released = one.comes is None and one.heard and "dibatalkan kantor" in one.heard[-1][1]
        if released and one.means in MESSAGES:
            chosen = datetime.fromisoformat(chooses(last_link(town, one), "move", "starts_at"))
            one.moved_to.append(chosen)
            one.comes = chosen
            one.hears(f"Dipilih: {chosen}", clock.now())


@pytest.mark.either_database
def test_the_serang_week(town, capsys):
    place: Town = town(leave_hours=72)
    place.set(at(16, "08:30"))
    # A large office in a small one's rooms: its counters keep up with so many.
    for rule, value in (("session_capacity", -(-A_DAY // SESSIONS)), ("minutes_papers_card", 1),
                        ("minutes_recording", 1), ("walk_ins", 0)):  # fmt: skip
        decide(
            f"appointments.{rule}", value=value, valid_from=clock.today(), legal_basis="Uji",
            by=place.office.nur.actor, seen=None,
        )  # fmt: skip
    # There are blanks enough: this is a story of the link.
    receive_delivery(first_serial="BK50000001", count=5000, letter="471/S", by=place.office.joko.actor)
    home = waiting(place)
    place.set(at(20, "14:00"))
    coming = expected(place)
    with_a_card(place)
    place.settle()
    place.set(at(20, "14:30"))
    place.settle()
    place.rings_up()
    served: Counter[Means] = Counter()
    turned: Counter[Means] = Counter()

    # ── Monday: it falls at nine ────────────────────────────────────────────────────────────────────────────────────
    place.set(at(23, "08:00"))
    place.opens()
    for one in place.due(at(23, "08:00")):
        assert place.serves(one)
        served[one.means] += 1
    place.go_on(CUT, every=900, looks=118)
    place.link_up = False
    place.go_on(CUT + timedelta(seconds=28), every=14)
    place.go_on(CUT + 2 * MINUTE, every=4)
    incident = Incident.objects.get()
    place.forecast(incident, at(26, "15:00"), "Menurut penyedia: kabel laut")
    place.go_on(CUT + 4 * MINUTE, every=4)
    moved = [one for one in place.people if any(said.outcome == "moved" for said in history.of(one.case))]
    freed = [one for one in coming if Booking.objects.filter(application=one.case, state="freed").exists()]
    assert set(home) <= set(moved)
    assert freed == [one for one in coming if at(26, "08:00") < _was(one) < at(26, "15:00")]
    texted = [one for one in {*moved, *freed} if one.means in MESSAGES]
    for one in texted:
        assert one.comes is None or one.came, "told before they set out"

    time_goes_by(place, at(23, CLOSES), served, turned)
    for day in (24, 25):
        morning(place, day)
        time_goes_by(place, at(day, CLOSES), served, turned)

    # ── Thursday: the leave ends at nine; the link comes back at two ────────────────────────────────────────────────
    morning(place, 26)
    time_goes_by(place, BACK, served, turned)
    place.link_up = True
    time_goes_by(place, at(26, "15:30"), served, turned)
    morning(place, 27)
    time_goes_by(place, at(27, CLOSES), served, turned)

    # ── the week's figures ──────────────────────────────────────────────────────────────────────────────────────────
    incident.refresh_from_db()
    assert (incident.state, incident.needs) == ("closed", ["link", "may_record", "may_send", "may_print"])
    gone = [one for one in place.people for said in history.of(one.case) if said.outcome == "moved" and said.ended_by]
    met = {*gone, *freed}
    told = {one for one in met if one.told_since(CUT, "Jangan datang")}
    assert told == {one for one in met if one.reachable}
    in_vain = [one for one in place.people if one.in_vain]
    assert all(not one.reachable for one in (*in_vain, *place.half)), "nobody whom anybody can tell"
    while_down = sum(one.in_vain[0][0] < BACK for one in in_vain)
    week = arrivals.week(date(2026, 11, 23))
    by_reason = {Reason.LINK: while_down, Reason.NOT_READY: len(in_vain) - while_down}
    assert {line.reason: line.total for line in week.lines} == {why: n for why, n in by_reason.items() if n}
    assert dict(week.known)[Known.UNREACHABLE] == len(in_vain)
    assert dict(week.outcomes)[Outcome.PARTLY] == len(place.half)
    assert (
        dict(week.outcomes)[Outcome.SERVED]
        == served.total()
        == sum(bool(one.came) for one in place.people) - len([*in_vain, *place.half])
    )
    # Of each change one notice, and of each thing one that is current.
    for one in met:
        news = Entry.objects.filter(case=one.number, kind__in=["promise.move", "booking.free"])
        facts = Fact.objects.filter(application=one.case)
        assert facts.filter(entry__in=news).count() == news.count() > 0
        assert all(facts.filter(topic=topic, current=True).count() <= 1 for topic in ("ready", "visit"))
        assert facts.filter(topic="ready").exists() <= facts.filter(topic="ready", current=True).exists()
    assert place.voices.twice == []
    place.rings_up()
    assert all(not place.of(row.notice.application).reachable for row in notices.call_list())
    # What was chosen lies in no hour in which a recording was not allowed.
    chosen = [when for one in place.people for when in one.moved_to]
    assert chosen
    assert all(not at(26, "08:30") <= when < at(26, "15:00") for when in chosen)
    costs = {str(line.what): line.count for line in cost_of(incident)}
    assert costs == {
        what: count
        for what, count in {
            "Kedatangan sia-sia": while_down,
            "Kedatangan yang hanya dilayani sebagian": len(place.half),
            "Tanggal siap diganti": gone.count(),
            "Jadwal kedatangan yang dibebaskan": len(freed),
            "Pemohon yang diberi tahu": len(told),
        }.items()
        if count
    }
    report = place.head.get(f"/kesiapan/gangguan/{incident.pk}/laporan.pdf").content
    read = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(report)).pages).split())
    for what, count in costs.items():
        assert re.search(rf"{what}\W+{count}\b|\b{count}\W+{what}", read), (what, count, read)
    by_means = Counter(one.means for one in told)
    with capsys.disabled():
        print(table(f"Replay S, Serang: link down four days, {A_DAY} people expected on each", [
            ("people who were met by it", len(met)),
            *((f"told by {way}", by_means[way]) for way in Means if by_means[way]),
            ("could not be told", len(met) - len(told)),
            ("days moved / sessions released", f"{len(gone)} / {len(freed)}"),
            ("chose another session by the link", len(chosen)),
            ("came and were served", served.total()),
            ("came in vain, link down, could not be told", while_down),
            ("came in vain, not ready, could not be told", len(in_vain) - while_down),
            ("came and were served in part, could not be told", len(place.half)),
            ("came in vain though somebody could tell them", 0),
            ("messages / of which twice", f"{len(place.voices.given)} / {len(place.voices.twice)}"),
        ]))  # fmt: skip
