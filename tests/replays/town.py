"""An office that works by a clock which the story moves: every duty has its turn, and people come when they believe."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.handover.actions import Collector, Given, hand_over
from pasti.handover.models import Relation, Shown
from pasti.kit import clock
from pasti.kit.duties import Duty, duties
from pasti.link import leases
from pasti.link.contact import note_contact, note_failure
from pasti.link.models import Peer
from pasti.notices import queries as notices
from pasti.offices.actions import open_counter
from pasti.queue import actions as queue
from pasti.queue.first_step import Stopped
from pasti.queue.models import Ticket
from pasti.readiness.models import Incident
from tests.cast import CARD_DATA, Cast, account
from tests.replays.people import Means, Person
from tests.replays.voices import Voices

# What calls other programs, or only tidies up.
_NOT_HERE = ("link.", "kit.", "centre.", "audit.", "accounts.", "recording.", "printing.forget", "promises.measure")
# Who only looks must look often, or nobody knows what was meanwhile.
_LOOKS = ("readiness.watch", "promises.watch", "appointments.fell")


class Town:
    """The office, its people, and the clock."""

    def __init__(self, office: Cast, voices: Voices, signed_in: Callable[[Any], Client], *, leave_hours: float) -> None:
        self.office, self.voices, self.signed_in = office, voices, signed_in
        self.leave = timedelta(hours=leave_hours)
        self.link_up = True
        self.people: list[Person] = []
        # Who came and could do only half of what they came for.
        self.half: list[Person] = []
        self._by_address: dict[str, Person] = {}
        self._by_number: dict[str, Person] = {}
        self._stopped = ExitStack()
        self._last: dict[str, datetime] = {}
        self.kiosk = signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))
        self.dewi = account("dewi", "Dewi Lestari", Role.CLERK)
        self.head = signed_in(office.agus)
        self.clerk = signed_in(office.budi)
        self.duties = [duty for duty in duties if not duty.name.startswith(_NOT_HERE) or duty.name == "link.sweep"]

    def knows(self, one: Person) -> Person:
        """Somebody is one of its people."""
        self.people.append(one)
        self._by_address |= dict.fromkeys(filter(None, (one.phone, one.email)), one)
        self._by_number[one.number] = one
        return one

    def of(self, case: Application) -> Person:
        """Whose case it is."""
        return self._by_number[case.number]

    # ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def set(self, moment: datetime) -> None:
        """Let it be so late, without anything having its turn."""
        self._stopped.close()
        self._stopped.enter_context(clock.stopped_at(moment))
        self._heartbeat()

    def closes(self) -> None:
        """The story is over."""
        self._stopped.close()

    def go_on(self, until: datetime, *, every: float, looks: float = 0) -> None:
        """Let time go by: every so many seconds all that is due has its turn, more often who only looks."""
        now, turn = clock.now(), clock.now() + timedelta(seconds=every)
        step = timedelta(seconds=min(looks or every, every))
        while now < until:
            now = min(now + step, until)
            self.set(now)
            whole = now >= turn or now == until
            if whole:
                turn = now + timedelta(seconds=every)
            self._turn(self.duties if whole else [one for one in self.duties if one.name in _LOOKS])

    def _turn(self, these: Iterable[Duty]) -> None:
        now = clock.now()
        for duty in these:
            last = self._last.get(duty.name)
            if last is None or now - last >= timedelta(seconds=min(duty.seconds, 600)):
                self._last[duty.name] = now
                for _again in range(200):
                    if not duty.act():
                        break
        self._arrive()

    def settle(self) -> None:
        """Let everything have its turn at this moment."""
        self._last.clear()
        self._turn(self.duties)

    def _arrive(self) -> None:
        for message in self.voices.arrive():
            self._by_address[message.to].gets(message)

    def _heartbeat(self) -> None:
        """The centre answers, and says what the office may do; or it does not."""
        peer = Peer.objects.get()
        if not self.link_up:
            note_failure(peer, "no route to host")
            return
        note_contact(peer, 50)
        seconds = max(int(self.leave.total_seconds()), 0)
        said = leases.WireLease(
            service=leases.CARD, number=1, allows=["record", "send", "print"], seconds=seconds,
            until=clock.now() + self.leave,
        )  # fmt: skip
        leases.take(peer, [said], fresh=True)

    # ── the office ──────────────────────────────────────────────────────────────────────────────────────────────────

    def opens(self) -> None:
        """Everybody sits down at their counters."""
        for number, who in ((1, self.office.budi), (4, self.office.rini), (6, self.dewi)):
            open_counter(self.office.counters[number], who)

    def rings_up(self) -> int:
        """A clerk goes through the call list: telephones are answered, village offices go and tell; return whom."""
        done = 0
        self.clerk.get("/pemberitahuan/telepon/")
        for row in notices.call_list():
            one = self._by_number[row.notice.application.number]
            if not one.reachable:
                continue
            answer = self.clerk.post(f"/pemberitahuan/telepon/{row.notice.pk}/sudah/")
            assert answer.status_code == 302, answer.content.decode()
            one.hears(row.say, clock.now())
            done += 1
        return done

    def forecast(self, incident: Incident, until: datetime, reason: str) -> None:
        """The head says until when, on the incident's page."""
        local = clock.local(until)
        sent = {
            "forecast-until_day_day": local.day, "forecast-until_day_month": local.month,
            "forecast-until_day_year": local.year, "forecast-until_time": f"{local:%H:%M}", "forecast-reason": reason,
        }  # fmt: skip
        answer = self.head.post(f"/kesiapan/gangguan/{incident.pk}/perkiraan/", sent)
        assert answer.status_code == 302, answer.content.decode()

    # ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def arrives(self, one: Person) -> Ticket | None:
        """Somebody comes, and types their number and birth date at the kiosk; None when they are sent home."""
        assert one.case.birth_date
        born = one.case.birth_date
        sent = {
            "number": one.number, "birth_date_day": born.day, "birth_date_month": born.month,
            "birth_date_year": born.year,
        }  # fmt: skip
        one.came.append(clock.now())
        one.comes = None
        answer = self.kiosk.post("/antrean/tiba/permohonan/", sent)
        if answer.status_code == 302:
            return Ticket.objects.get(token=answer["Location"].rstrip("/").split("/")[-1])
        assert answer.status_code == 422, answer.content.decode()
        one.in_vain.append((clock.now(), "kiosk"))
        return None

    def due(self, until: datetime) -> list[Person]:
        """Who comes by a moment, as they believe."""
        return [one for one in self.people if one.comes and one.comes <= until]

    def calls(self, counter: int) -> Ticket:
        """The next at a counter comes to it."""
        called = queue.call_next(self.office.counters[counter], by=self._at(counter))
        assert called
        return queue.serve(called, by=self._at(counter))

    def _at(self, counter: int) -> Any:
        return {1: self.office.budi, 4: self.office.rini, 6: self.dewi}[counter].actor

    def looks_at_papers(self, ticket: Ticket) -> None:
        """The clerk finds the papers complete."""
        assert ticket.application
        case = applications.fill(ticket.application, CARD_DATA, by=self._at(1))
        applications.accept_papers(case, by=self._at(1))

    def recorded(self, ticket: Ticket) -> None:
        """Somebody was recorded, and goes home served. (How it is sealed is told elsewhere.)"""
        assert ticket.application
        applications.finish_step(ticket.application, "recording", by=self._at(4))
        queue.finish(ticket, by=self._at(4))

    def serves(self, one: Person) -> bool:
        """Somebody comes to an empty hall, and is served with all that is to be done; return whether."""
        ticket = self.arrives(one)
        if ticket is None:
            return False
        if ticket.lane.letter == "A":
            self.calls(6)
            assert ticket.application
            collector = Collector(ticket.application.name, Relation.SELF, Shown.CARD)
            hand_over(ticket.application, collector, Given(ticket.application.product), by=self._at(6))
            queue.finish(ticket, by=self._at(6))
            return True
        if ticket.lane.letter == "C":
            self.looks_at_papers(self.calls(1))
            try:
                queue.pass_on(ticket, self.office.lanes["B"], by=self._at(1))
            except Stopped:
                self.half.append(one)
                queue.finish(ticket, by=self._at(1))
                return False
        self.recorded(self.calls(4))
        return True


def counted(people: Iterable[Person]) -> Counter[Means]:
    """How many people can be told in each way."""
    return Counter(one.means for one in people)
