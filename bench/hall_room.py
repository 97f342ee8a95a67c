"""A hall to measure in: sixteen clerks at their counters and four kiosks; and afterwards, whether all went by the rule.

python -m bench.hall_room furnish CLERKS KIOSKS     makes them; says the cookies of each
python -m bench.hall_room judge                     says what is wrong with the day, by the rows and by the journal
Both in the settings of a node that has an office.
"""

import json
import sys
from collections import Counter as Tally
from datetime import datetime
from importlib import import_module
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from pasti.accounts.actions import open_account  # noqa: E402
from pasti.accounts.models import Account  # noqa: E402
from pasti.accounts.roles import Role  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.journal.models import Entry  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.offices import actions as offices  # noqa: E402
from pasti.offices.models import Work  # noqa: E402
from pasti.queue.models import Ticket  # noqa: E402

# Two counters that choose within so long each without the other's person chose at the same moment.
_SAME_MOMENT_SECONDS = 5
_FIRST_COUNTER = 101


def furnish(clerks: int, kiosks: int) -> dict[str, list[str]]:
    """Make lanes, counters and people, all at work; return the cookie of each."""
    lanes = [
        offices.set_lane(
            letter, names=(letter, letter), purposes=(letter, letter), serves=serves, priority=letter == "P", by=SYSTEM
        )
        for letter, serves in (
            ("C", [Work.PAPERS_CARD]), ("D", [Work.PAPERS_CIVIL]), ("P", [Work.PAPERS_CARD, Work.PAPERS_CIVIL]),
        )
    ]  # fmt: skip
    made: dict[str, list[str]] = {"clerks": [], "kiosks": []}
    for number in range(clerks):
        counter = offices.set_counter(_FIRST_COUNTER + number, lanes=lanes, by=SYSTEM)
        clerk = open_account(username=f"petugas{number}", name=f"Petugas {number}", roles=[Role.CLERK], by=SYSTEM)
        offices.open_counter(counter, clerk)
        made["clerks"].append(_cookie(clerk))
    for number in range(kiosks):
        kiosk = open_account(username=f"anjungan{number}", name=f"Anjungan {number}", roles=[Role.KIOSK], by=SYSTEM)
        made["kiosks"].append(_cookie(kiosk))
    return made


def _cookie(account: Account) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={'a' * 32}"


def judge() -> dict[str, Any]:
    """Return what the day came to, and everything in it that must not be."""
    tickets = list(Ticket.objects.filter(day=clock.today()))
    entries = list(Entry.objects.filter(kind__startswith="ticket.").order_by("id"))
    called = Tally(entry.subject for entry in entries if entry.kind == "ticket.call")
    issued = Tally(entry.subject for entry in entries if entry.kind == "ticket.issue")
    gaps = {
        letter
        for letter in {ticket.letter for ticket in tickets}
        if (own := sorted(t.sequence for t in tickets if t.letter == letter)) != list(range(1, len(own) + 1))
    }
    return {
        "tickets": len(tickets),
        "called": len(called),
        "numbers left out or given twice": sorted(gaps),
        "called twice": [subject for subject, times in called.items() if times > 1],
        "not in the journal": sorted({ticket.subject for ticket in tickets} ^ set(issued)),
        "journalled twice": [subject for subject, times in issued.items() if times > 1],
        "skipped against the rule": _skipped(entries),
        "tokens": [ticket.token for ticket in tickets],
    }


def _skipped(entries: list[Entry]) -> list[str]:
    """Each call, against everybody of the same class who waited then and came first by the rule on the wall."""
    calls = {e.facts["ticket"]: e.happened_at for e in entries if e.kind == "ticket.call"}
    waiting: dict[str, tuple[bool, str, datetime, int]] = {}
    wrong = []
    for entry in entries:
        number, facts = entry.facts["ticket"], entry.facts
        if entry.kind == "ticket.issue":
            since = datetime.fromisoformat(facts["counts_from"])
            waiting[number] = (facts["priority"], facts["lane"], since, entry.pk)
        elif entry.kind == "ticket.call":
            own = waiting.pop(number)
            for other, (first, lane, since, key) in waiting.items():
                before = (since, key) < (own[2], own[3]) and first == own[0] and lane in facts["lanes"]
                if before and not _at_the_same_moment(calls.get(other), entry.happened_at):
                    wrong.append(f"{number} before {other}")
            if not own[0] and facts["in_a_row"] < facts["at_most"]:
                passed = [o for o, (first, lane, _since, _key) in waiting.items() if first and lane in facts["lanes"]]
                wrong += [
                    f"{number} before {other} of the priority lane"
                    for other in passed
                    if not _at_the_same_moment(calls.get(other), entry.happened_at)
                ]
    return wrong


def _at_the_same_moment(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs((one - other).total_seconds()) <= _SAME_MOMENT_SECONDS


if __name__ == "__main__":
    _found = furnish(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "furnish" else judge()
    print(json.dumps(_found))
