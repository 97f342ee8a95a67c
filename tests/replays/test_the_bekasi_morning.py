"""Case B: the link is cut at nine and comes back at one. Who is met by it is told within a minute, and may choose.

The centre lets this office record and print only while it is connected, so the fall stops the cameras, too: some
wait in the hall, some are expected, some wait at home for a card whose day rests on the link. What they were told, what
became of them and what the evening's figures say is counted by the story itself, and must be the same.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from pasti.answers import queries as answers
from pasti.applications import actions as applications
from pasti.appointments import queries as appointments
from pasti.appointments.actions import book
from pasti.appointments.models import Booking
from pasti.arrivals import queries as arrivals
from pasti.handover.actions import issue_slip
from pasti.journal.actors import applicant
from pasti.kit import clock
from pasti.notices.models import Heard, Notice
from pasti.promises import history
from pasti.promises import queries as promises
from pasti.queue import actions as queue
from pasti.queue.outcomes import Outcome, Reason
from pasti.readiness.costs import cost_of
from pasti.readiness.models import Incident
from pasti.recording import actions as recordings
from pasti.recording.tests.pictures import fill
from tests.cast import ANYBODY, LOST, accepted, submitted
from tests.replays.people import Means, Person, means, somebody
from tests.replays.table import table
from tests.replays.town import Town

MINUTE = timedelta(minutes=1)
MESSAGES = (Means.WHATSAPP, Means.SMS, Means.EMAIL)


def at(time: str, day: int = 23) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{time}:00+07:00")


NINE, ONE = at("09:00"), at("13:00")


def waiting_at_home(town: Town) -> list[Person]:
    """Ten who were recorded last week, and wait for the centre and the printer."""
    found = []
    for number in range(10):
        one = somebody(means(number))
        case = accepted(town.office.budi.actor, **one.data)
        found.append(town.knows(one.applies(applications.finish_step(case, "recording", by=town.office.rini.actor))))
    return found


def expected(town: Town) -> list[Person]:
    """Twenty who are expected on this day or the next for papers and recording, two in each session."""
    found = []
    slots = [slot for day in appointments.days_on_offer()[:3] for slot in day.slots if day.day > clock.today()]
    for number in range(20):
        one = somebody(means(number + 8))
        # Whom nobody can tell was here before: only the recording is left to be done.
        one.applies(
            accepted(town.office.budi.actor, **one.data) if one.means == Means.NEITHER else submitted(**one.data)
        )
        slot = slots[number // 2]
        book(one.case, slot.starts_at, by=applicant(one.number))
        one.comes = slot.starts_at - timedelta(minutes=5)
        found.append(town.knows(one))
    return found


def with_a_card(town: Town) -> list[Person]:
    """Three whose card lies ready."""
    found = []
    for number in range(3):
        one = somebody(means(number))
        case = applications.finish_step(
            accepted(town.office.budi.actor, "LOST", LOST, **one.data), "centre", by=ANYBODY
        )
        case = applications.finish_step(case, "printing", by=ANYBODY, changes={"product": f"BK0000000{number + 1}"})
        issue_slip(case)
        one.comes = at("10:15") + number * MINUTE
        found.append(town.knows(one.applies(case)))
    return found


def seen(address: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def chooses(link: str, choice: str, field: str = "", number: int = 0) -> str:
    """Somebody opens the link of a message and takes what is offered; return what they chose."""
    page = seen(link)
    offered = (
        re.findall(rf'name="{field}"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="{field}"', page) if field else []
    )
    wanted = next(filter(None, offered[number])) if offered else ""
    answer = Client().post(link, {"choice": choice} | ({field: wanted} if field else {}))
    assert answer.status_code == 302, answer.content.decode()
    return wanted


def last_link(town: Town, one: Person) -> str:
    return next(m.link for m in reversed(town.voices.given) if m.to in (one.phone, one.email) and m.link)


@pytest.mark.either_database
def test_the_bekasi_morning(town, capsys):  # noqa: C901, PLR0912 - one morning, told in its order
    place: Town = town(leave_hours=0)
    # On the Friday before.
    place.set(at("09:00", 20))
    home, coming, ready = waiting_at_home(place), expected(place), with_a_card(place)
    place.settle()
    place.set(at("06:30"))
    place.settle()
    place.set(at("07:58"))
    place.opens()
    place.go_on(at("08:00"), every=30)
    place.rings_up()
    # Those of the first hour are served; the next two sit before the camera's lane when the line is cut.
    early = place.due(at("08:30"))
    for one in early:
        assert one.comes
        place.set(one.comes)
        assert place.serves(one)
    place.go_on(at("08:50"), every=300, looks=100)
    in_hall = place.due(at("09:00"))
    for one in in_hall:
        assert place.arrives(one)
    first = place.calls(1)
    place.looks_at_papers(first)
    queue.pass_on(first, place.office.lanes["B"], by=place.office.budi.actor)
    place.go_on(NINE, every=30)

    # ── nine o'clock ────────────────────────────────────────────────────────────────────────────────────────────────
    place.link_up = False
    place.go_on(NINE + timedelta(seconds=28), every=14)
    place.go_on(at("09:02"), every=2)
    incident = Incident.objects.get()
    assert set(incident.needs) >= {"link", "may_record"}

    # The days of those who wait at home rested on the link.
    moved = [one for one in place.people if any(said.outcome == "moved" for said in history.of(one.case))]
    # And of the one who was here on Friday and is expected again; whom nobody can tell.
    assert [one for one in moved if one not in coming] == home
    assert [one.means for one in moved if one in coming] == [Means.NEITHER]
    for one in moved:
        assert str(promises.current(one.case).making.cause)
        if one.means in MESSAGES:
            told = one.told_since(NINE, "Jangan datang sebelum kami kabari")
            assert told is not None
            assert told - NINE <= MINUTE, (one.means, told)
    # Who waits for a recording: the leave ended at 09:01.
    freed = [one for one in coming if Booking.objects.filter(application=one.case, state="freed").exists()]
    assert freed
    assert all(one.comes is None for one in freed if one.means in MESSAGES)
    leave_ended = NINE + MINUTE
    for one in freed:
        if one.means in MESSAGES:
            told = one.told_since(NINE, "Jangan datang")
            assert told - leave_ended <= MINUTE, (one.means, told)

    by_message = {one for one in (*moved, *freed) if one.means in MESSAGES}

    # The hall says it: display, kiosk, the page of a number.
    for address, browser in (("/antrean/", None), ("/antrean/tiba/", place.kiosk), ("/", None)):
        assert "sedang terputus" in seen(address, browser), address
    assert "tidak mengizinkan" in seen(f"/antrean/nomor/{first.token}/")

    # ── what becomes of them ────────────────────────────────────────────────────────────────────────────────────────
    second = place.calls(1)
    place.looks_at_papers(second)
    with pytest.raises(queue.Stopped):
        queue.pass_on(second, place.office.lanes["B"], by=place.office.budi.actor)
    ended = queue.finish(second, by=place.office.budi.actor)
    assert (ended.outcome, ended.reason) == ("partly", "authorisation"), "half of it was done, and goes on another day"

    place.set(at("09:20"))
    assert place.rings_up() == len([one for one in (*moved, *freed) if one.means in (Means.CALL, Means.VILLAGE)])
    place.forecast(incident, at("11:00"), "Menurut penyedia")
    place.go_on(at("09:30"), every=60)
    texted, by_link = ([one for one in freed if one.means == way] for way in (Means.SMS, Means.WHATSAPP))
    chosen = datetime.fromisoformat(chooses(last_link(place, by_link[0]), "move", "starts_at"))
    assert chosen == at("11:00"), "the first after the forecast"
    by_link[0].comes = chosen - 5 * MINUTE
    for one in texted:
        place.voices.phones.write(one.phone, "Pindah ya")
    keeps = next(one for one in home if one.means == Means.SMS)
    place.voices.phones.write(keeps.phone, "YA")
    later = next(one for one in home if one.means == Means.WHATSAPP)
    chooses(last_link(place, later), "later", "week")
    place.go_on(at("09:40"), every=60)
    for one in texted:
        booking = appointments.open_booking(one.case)
        assert booking
        assert clock.local_day(booking.session.starts_at) == at("09:00", 24).date()
        assert one.told_since(at("09:30"), "jadwal Anda sekarang Selasa, 24 November 2026")
        one.comes = booking.session.starts_at
    assert Heard.objects.count() == len(texted) + 1
    assert (
        Notice.objects.filter(application=keeps.case, facts__current=True, facts__topic="ready").get().state
        == "reached"
    )
    assert answers.wishes(later.case).stretch is not None

    # Who could not be told comes, and is told at the kiosk; whose card lies ready gets it.
    unreached = place.due(at("10:00"))
    assert [one.means for one in unreached] == [Means.NEITHER]
    place.go_on(at("09:55"), every=300, looks=100)
    for one in unreached:
        assert place.arrives(one) is None
    for one in ready:
        place.set(one.comes)
        assert place.serves(one)

    # ── the forecast slips ──────────────────────────────────────────────────────────────────────────────────────────
    place.go_on(at("10:20"), every=300, looks=100)
    place.forecast(incident, ONE, "Kabel putus di dua tempat")
    place.go_on(at("10:21"), every=3)
    again = by_link[0]
    assert again.comes is None
    assert (
        again.told_since(at("10:20"), "jadwal Senin, 23 November 2026 pukul 11.00 WIB dibatalkan") - at("10:20")
        <= MINUTE
    )
    for one in by_link:
        chosen = datetime.fromisoformat(chooses(last_link(place, one), "move", "starts_at"))
        assert chosen >= ONE
        one.comes = chosen
    place.go_on(at("12:58"), every=600, looks=100)

    # ── one o'clock ─────────────────────────────────────────────────────────────────────────────────────────────────
    place.link_up = True
    place.go_on(at("13:02"), every=10)
    assert "sedang terputus" not in seen("/antrean/")
    waited = place.calls(4)
    assert waited == first
    recording = recordings.open_recording(first.application, by=place.office.rini.actor)
    recordings.seal(fill(recording, place.office.rini.actor), by=place.office.rini.actor)
    assert queue.finish(waited, by=place.office.rini.actor).outcome == "served"
    for one in sorted(place.due(at("15:00")), key=lambda one: one.comes):
        place.set(max(one.comes, clock.now()))
        assert place.serves(one), one.means
    place.go_on(at("16:00"), every=600, looks=100)

    # ── the evening's figures ───────────────────────────────────────────────────────────────────────────────────────
    incident.refresh_from_db()
    assert incident.state == "closed"
    assert at("12:58") <= incident.ended_at <= at("13:02")
    in_vain = [one for one in place.people if one.in_vain]
    assert [one.means for one in in_vain] == [Means.NEITHER]
    met = {*moved, *freed}
    told = {one for one in met if one.heard and one.reachable}
    assert told == {one for one in met if one.reachable}
    moves = Booking.objects.filter(state="freed").count()
    assert moves == len(freed) + 1
    costs = {str(line.what): line.count for line in cost_of(incident)}
    assert costs == {
        "Kedatangan sia-sia": len(in_vain),
        "Kedatangan yang hanya dilayani sebagian": 1,
        "Tanggal siap diganti": len(moved),
        "Jadwal kedatangan yang dibebaskan": moves,
        "Pemohon yang diberi tahu": len(told),
    }
    week = arrivals.week(at("00:00").date())
    assert {line.reason: line.total for line in week.lines} == {Reason.AUTHORISATION: len(in_vain)}
    assert dict(week.outcomes)[Outcome.SERVED] == len([one for one in place.people if one.came]) - len(in_vain) - 1
    assert arrivals.glance().today == len(in_vain)
    assert f"<b>{len(in_vain)}</b> hari ini" in seen("/kantor/", place.head)
    assert place.voices.twice == []
    with capsys.disabled():
        print(table("Replay B, Bekasi: link down 09:00 to 13:00", [
            ("people who were met by it", len(met)),
            ("told within a minute, by a message", len(by_message)),
            ("told by a clerk or the village office", len(told) - len(by_message)),
            ("could not be told", len(met) - len(told)),
            ("days moved / sessions released", f"{len(moved)} / {moves}"),
            ("answered by link / by SMS", f"{len(by_link) + 2} / {Heard.objects.count()}"),
            ("came in vain, no leave to record, could not be told", len(in_vain)),
            ("came and was served in part", 1),
            ("messages / of which twice", f"{len(place.voices.given)} / {len(place.voices.twice)}"),
        ]))  # fmt: skip
