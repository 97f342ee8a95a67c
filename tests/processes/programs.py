"""What tests let processes of their own do.

Each line that the program reads names a verb and what it is given, and is done by a child of its own; the program
answers with a line. `together COUNT VERB …` lets COUNT processes begin at one moment.
"""

import json
import multiprocessing
import os
import signal
import sys
import traceback
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any, TextIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from pasti.accounts import actions as accounts  # noqa: E402
from pasti.accounts.models import Account, Proposal  # noqa: E402
from pasti.accounts.roles import Role  # noqa: E402
from pasti.applications import actions as applications  # noqa: E402
from pasti.applications.models import Application  # noqa: E402
from pasti.appointments import actions as appointments  # noqa: E402
from pasti.appointments.models import Booking, Session  # noqa: E402
from pasti.appointments.queries import days_on_offer  # noqa: E402
from pasti.catalogue.loader import load  # noqa: E402
from pasti.desk import actions as desk  # noqa: E402
from pasti.journal import chain, followers  # noqa: E402
from pasti.journal.actions import OutsideTransaction, record  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.journal.models import Cursor, Entry, Seal  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.kit.errors import Refused  # noqa: E402
from pasti.kit.limits import Scope, TooOften, count_attempt  # noqa: E402
from pasti.link.actions import become  # noqa: E402
from pasti.offices import actions as offices  # noqa: E402
from pasti.offices.models import Counter, Lane, Work  # noqa: E402
from pasti.printing.models import Job, Run  # noqa: E402
from pasti.promises.models import Promise  # noqa: E402
from pasti.queue import actions as queue  # noqa: E402
from pasti.queue.models import Ticket  # noqa: E402
from pasti.residents.models import Resident  # noqa: E402
from pasti.residents.same import SharedNik  # noqa: E402
from pasti.stock.actions import load as load_blanks  # noqa: E402
from pasti.stock.actions import receive_delivery  # noqa: E402
from tests.cast import ANYBODY, MONDAY, SITI, account, submitted  # noqa: E402
from tests.processes.answer_programs import (  # noqa: E402, F401 - verbs
    answered,
    answers_alike,
    answers_differ,
    expect,
)
from tests.processes.centre_programs import (  # noqa: E402, F401 - verbs
    centre_dies,
    centre_state,
    centre_work,
    centre_works_again,
    centre_works_on,
    decides,
    file_or_word,
    limit,
    make_centre,
    opinions,
    pairs,
)
from tests.processes.hall_programs import halls_and_counters, into_or_away, make_hall  # noqa: E402, F401 - verbs
from tests.processes.handover_programs import (  # noqa: E402, F401 - verbs
    cards_state,
    clear_the_shelf,
    gives_places,
    hands_over,
    prints,
    receives,
    sends,
    shelf_places,
    to_print,
)
from tests.processes.live_programs import (  # noqa: E402, F401 - verbs
    commits_are_heard,
    heard_again,
    looked_for_after_commits,
    said_to_others,
)
from tests.processes.public_programs import (  # noqa: E402, F401 - verbs
    blanks_come,
    call_somebody,
    day_off,
    plan,
    put_back,
    something_breaks,
    take_away,
)
from tests.processes.run_programs import blanks_agree, end_or_go_on, run_begins  # noqa: E402, F401 - verbs
from tests.processes.start import barriers, begin  # noqa: E402
from tests.processes.waiting_programs import give_back_or_take, let_wait, places  # noqa: E402, F401 - verbs

_processes = multiprocessing.get_context("fork")
_LONGEST = 300
# All that a first card asks for is done in one place.
_WORKS = [Work.PAPERS_CARD, Work.RECORDING]


def together(count: str, verb: str, *arguments: str) -> list[Any]:
    """Let as many processes do the same at once; return what each says. Nothing is connected yet when they part."""
    barriers.append(_processes.Barrier(int(count)))
    hearing, children = [], []
    for who in range(int(count)):
        hears, says = _processes.Pipe(duplex=False)
        child = _processes.Process(target=_say, args=(says, verb, *arguments, str(who)))
        child.start()
        # Of one that dies the end is heard.
        says.close()
        hearing.append(hears)
        children.append(child)
    results = [hears.recv() for hears in hearing]
    for child in children:
        child.join()
    return results


def _say(says: Connection, verb: str, *arguments: str) -> None:
    # Sixteen who write at once on a busy machine wait longer than a clerk would.
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = _LONGEST
    says.send(globals()[verb](*arguments))


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def make(counters: int, cases: int) -> dict[str, Any]:
    """An office with one lane, some counters and some cases."""
    become(role="office", name="Uji", region_code="32.75")
    offices.open_office(name="Uji", region_code="32.75", by=SYSTEM)
    load()
    lane = offices.set_lane("C", names=("KTP-el", "Card"), purposes=("x", "x"), serves=_WORKS, by=SYSTEM)
    for number in range(1, counters + 1):
        offices.set_counter(number, lanes=[lane], by=SYSTEM)
    # Twelve places in each session.
    for rule, value in (("session_capacity", 12), ("minutes_papers_card", 3), ("minutes_recording", 3)):
        offices.decide(
            f"appointments.{rule}", value=value, valid_from=MONDAY.date() - timedelta(days=90), legal_basis="x",
            by=SYSTEM,
        )  # fmt: skip
    receive_delivery(first_serial="BK0001", count=40, letter="1", by=ANYBODY)
    # People are served, whatever the hour at which this runs.
    offices.open_counter(Counter.objects.get(number=1), account("budi", "Budi", Role.CLERK))
    return {"cases": [submitted().number for _ in range(cases)]}


def take_numbers(count: str, _who: str) -> list[str]:
    lane = Lane.objects.get()
    begin()
    return [queue.issue_ticket(lane, by=ANYBODY).number for _ in range(int(count))]


def arrive(number: str, _who: str) -> str:
    from pasti.applications.queries import by_number

    lane, application = Lane.objects.get(), by_number(number)
    begin()
    return queue.issue_ticket(lane, application=application, by=ANYBODY).number


def call_all(who: str) -> list[str]:
    """Serve as long as somebody waits, like a clerk in a hurry."""
    counter, called = Counter.objects.get(number=int(who) + 1), []
    begin()
    while ticket := queue.call_next(counter, by=ANYBODY):
        called.append(ticket.number)
        queue.finish(queue.serve(ticket, by=ANYBODY), by=ANYBODY)
    return called


def take_and_call(count: str, who: str) -> dict[str, list[str]]:
    """Take numbers and call at the same time, with everybody else."""
    lane, counter = Lane.objects.get(), Counter.objects.get(number=int(who) + 1)
    taken, called = [], []
    begin()
    for _ in range(int(count)):
        taken.append(queue.issue_ticket(lane, by=ANYBODY).number)
        if ticket := queue.call_next(counter, by=ANYBODY):
            called.append(ticket.number)
            queue.finish(queue.serve(ticket, by=ANYBODY), by=ANYBODY)
    return {"taken": taken, "called": called}


def call_one(who: str) -> str:
    """Everybody presses the same counter's button."""
    counter = Counter.objects.get(number=1)
    begin()
    try:
        ticket = queue.call_next(counter, by=ANYBODY)
    except Refused:
        return "refused"
    return ticket.number if ticket else "nobody"


def book(numbers: str, who: str) -> str:
    from pasti.applications.queries import by_number

    application = by_number(numbers.split(",")[int(who)])
    assert application is not None
    begin()
    try:
        appointments.book(application, days_on_offer()[1].slots[0].starts_at, by=ANYBODY)
    except appointments.SessionFull:
        return "full"
    return "booked"


def book_or_close(numbers: str, who: str) -> str:
    """Most book one day; one declares it a holiday, one makes sessions shorter, and one lets fewer people in."""
    from pasti.applications.queries import by_number
    from pasti.offices import queries as calendar

    cases = numbers.split(",")
    day = calendar.openings(clock.today(), 2)[1]
    rules = {"1": ("session_minutes", 45), "2": ("session_capacity", 3)}
    begin()
    if who == "0":
        offices.set_holiday(day.day, name="x", source="local", closed=True, by=ANYBODY, seen=None)
        return "closed"
    if who in rules:
        name, value = rules[who]
        offices.decide(
            f"appointments.{name}", value=value, valid_from=clock.today(), legal_basis="x", by=ANYBODY, seen=None
        )
        return name
    application = by_number(cases[int(who)])
    assert application is not None
    # Half of them another day, which stays open.
    starts = day.opens if int(who) % 2 else day.opens + timedelta(days=1)
    try:
        appointments.book(application, starts, by=ANYBODY)
    except Refused:
        return "refused"
    return "booked"


def accept_or_close(numbers: str, who: str) -> str:
    """Papers are found complete, which gives a date, while a day before that date is declared a holiday."""
    from pasti.applications.queries import by_number
    from tests.cast import CARD_DATA

    begin()
    if who == "0":
        # In the midst of it.
        while Promise.objects.count() < 12:
            pass
        day = (MONDAY + timedelta(days=1)).date()
        offices.set_holiday(day, name="x", source="local", closed=True, by=ANYBODY, seen=None)
        return "closed"
    for number in numbers.split(",")[int(who) :: 8]:
        case = by_number(number)
        assert case is not None
        desk.accept_papers(case, CARD_DATA, by=ANYBODY)
    return "accepted"


def promised() -> list[str]:
    return sorted({str(day) for day in Promise.objects.filter(ended_at=None).values_list("day", flat=True)})


def bookings() -> list[list[str]]:
    """Each booking's state, and the local day and hours of its session."""
    rows = Booking.objects.select_related("session").order_by("id")
    return [
        [b.state, f"{clock.local(b.session.starts_at):%Y-%m-%d}", b.session.starts_at.isoformat(),
         b.session.ends_at.isoformat()]
        for b in rows
    ]  # fmt: skip


def guess(tries: str, who: str) -> int:
    """Try a door again and again, from a network of one's own that lies in the same wide one."""
    request = RequestFactory(REMOTE_ADDR=f"2001:db8:1:{int(who):x}00::1").get("/")
    scope, through = Scope("door", within=timedelta(hours=1), each=10, everybody=35), 0
    begin()
    for _ in range(int(tries)):
        try:
            count_attempt(scope, request, also={"number 1": 30})
        except TooOften:
            continue
        through += 1
    return through


def load_blank(who: str) -> list[str]:
    begin()
    return [blank.serial for blank in load_blanks(2, by=ANYBODY)]


def write_and_seal(count: str, who: str) -> int:
    begin()
    for i in range(int(count)):
        with transaction.atomic():
            record("application.withdraw", subject=f"test:{who}/{i}", by=SYSTEM)
        chain.seal_new(limit=7)
    return int(count)


def follow(who: str) -> int:
    """Act on everything there is, together with other processes."""
    acted = []

    def act(entry: Entry) -> None:
        Session.objects.create(
            starts_at=entry.recorded_at.replace(year=2000, microsecond=entry.pk),
            ends_at=entry.recorded_at.replace(year=2001),
        )
        acted.append(entry.pk)

    reader = followers.Follower("test", frozenset({"application.withdraw"}), act)
    Cursor.objects.get_or_create(pk=reader.name)
    begin()
    while followers.catch_up(reader, limit=10):
        pass
    return len(acted)


def administrators(*names: str) -> None:
    """Administrators, and heads who agree to everything."""
    for name in names:
        account(name, name.capitalize(), Role.HEAD if name.startswith("head") else Role.ADMIN)


def remove(names: str, how: str, who: str) -> str:
    """Everybody removes another administrator at the same moment: the node itself asks, so nobody need agree."""
    victim = Account.objects.get(username=names.split(",")[int(who)])
    begin()
    try:
        if how == "close":
            accounts.close_account(victim, by=ANYBODY)
        else:
            accounts.change_account(victim, name=victim.name, roles=[], by=ANYBODY)
    except Refused:
        return "refused"
    return "removed"


def propose_to_close(names: str) -> list[int]:
    """Each of two administrators proposes to close the other."""
    one, two = (Account.objects.get(username=name) for name in names.split(","))
    made = [accounts.close_account(one, by=two.actor), accounts.close_account(two, by=one.actor)]
    return [proposal.pk for proposal in made if proposal]


def agree(numbers: str, who: str) -> str:
    """Two heads agree to both proposals at the same moment."""
    proposal = Proposal.objects.get(pk=int(numbers.split(",")[int(who)]))
    head = Account.objects.get(username=f"head{int(who) + 1}")
    begin()
    try:
        accounts.confirm(proposal, by=head.actor)
    except Refused:
        return "refused"
    return "removed"


def who_administers() -> list[str]:
    return sorted(Account.objects.filter(is_active=True, grants__role="admin").values_list("username", flat=True))


def two_with_one_nik(count: str) -> list[int]:
    """As many people as are said, each with the same NIK and a name of their own, whose papers are looked at."""
    cases = [submitted("KK", {}, nik=SITI["nik"], name=f"Siti {chr(65 + n) * 9}") for n in range(int(count))]
    return [case.pk for case in cases]


def accept(pks: str, who: str) -> str:
    """Each counter finds the papers of one of them complete, at the same moment."""
    case = Application.objects.get(pk=int(pks.split(",")[int(who)]))
    begin()
    try:
        applications.accept_papers(case, by=ANYBODY)
    except SharedNik as shared:
        return f"shared with {shared.shared.resident.name}"
    return f"accepted {case.name}"


def residents() -> list[str]:
    return sorted(Resident.objects.values_list("name", flat=True))


def outside_a_transaction() -> str:
    try:
        record("application.withdraw", subject="test", by=SYSTEM)
    except OutsideTransaction:
        return "refused"
    return "written"


def state() -> dict[str, Any]:
    """What the database holds."""
    return {
        "tickets": sorted(t.number for t in Ticket.objects.all()),
        "states": {t.number: t.state for t in Ticket.objects.all()},
        "booked": Booking.objects.filter(state="booked").count(),
        "sessions": Session.objects.count(),
        "entries": Entry.objects.count(),
        "seals": list(Seal.objects.order_by("position").values_list("position", flat=True)),
        "tears": [str(tear) for tear in chain.tears()],
        "jobs": Job.objects.count(),
        "runs": Run.objects.count(),
        "subjects": sorted(Entry.objects.filter(kind="ticket.call").values_list("subject", flat=True)),
    }


def do_each(orders: TextIO, answers: TextIO) -> None:
    """Let a process do each thing that is ordered, one after the other, until no more are."""
    for order in orders:
        hears, says = _processes.Pipe(duplex=False)
        child = _processes.Process(target=_do, args=(says, *json.loads(order)))
        child.start()
        says.close()
        if hears.poll(_LONGEST):
            try:
                result, failed = hears.recv()
            except EOFError:
                child.join()
                result, failed = None, f"{order} ended with {child.exitcode}"
        else:
            assert child.pid
            os.killpg(child.pid, signal.SIGKILL)
            result, failed = None, f"{order} took more than {_LONGEST} seconds"
        child.join()
        answers.write(json.dumps({"result": result, "failed": failed}) + "\n")
        answers.flush()


def _do(says: Connection, verb: str, *given: str) -> None:
    # Whoever it begins is ended with it.
    os.setpgid(0, 0)
    arguments: list[Any] = [int(x) for x in given] if verb == "make" else list(given)
    try:
        with clock.stopped_at(MONDAY):
            says.send((globals()[verb](*arguments), None))
    except Exception:  # noqa: BLE001 - the test that ordered it says it
        says.send((None, traceback.format_exc()))


if __name__ == "__main__":
    # What is printed by the way is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    do_each(sys.stdin, answers)
