"""What a request of the hall costs over a day: at its beginning, after 1,000 numbers and after 21,000.

In one process and without a network, in milliseconds of processor for each kind of request: what grows with the day
shows here, whatever else the machine does.
"""

import io
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bench.hall import _CLERKS, _KIOSKS, in_the_room
from bench.hall_people import _HELD, _TOKEN
from bench.office import sample_office

_NUMBERS, _ROUNDS = (0, 1000, 21000), 60
# At the end of a day a request costs at most so many times what it costs at its beginning.
_CONSTANT = 1.25


class Room:
    """The node itself, asked without a line between."""

    def __init__(self, cookies: dict[str, list[str]]) -> None:
        from pasti.site.wsgi import application

        self.application, self.cookies, self.taken = application, cookies, 0
        self.costs: dict[str, list[float]] = defaultdict(list)

    def ask(self, cookie: str, kind: str, method: str, path: str, **form: str) -> tuple[str, bytes]:
        """Ask once; return where it leads and what it shows."""
        sent, answered = urlencode(form).encode(), dict[str, str]()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_COOKIE": cookie,
            "HTTP_HOST": "127.0.0.1", "HTTP_X_CSRFTOKEN": _TOKEN, "CONTENT_LENGTH": str(len(sent)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": sys.stderr, "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip

        def begin(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            assert status[:3] in ("200", "302"), (status, path)
            answered.update(headers)

        began = time.thread_time()
        pieces: Any = self.application(environ, begin)
        body = b"".join(pieces)
        pieces.close()
        self.costs[kind].append((time.thread_time() - began) * 1000)
        return answered.get("Location", ""), body

    def clerk(self, cookie: str) -> None:
        """Serve one person, key by key, each with the page that it leads to."""
        self.ask(cookie, "desk, nobody called", "GET", "/meja/")
        self.ask(cookie, "call", "POST", "/meja/panggil/")
        found = re.search(_HELD, self.ask(cookie, "desk, called", "GET", "/meja/")[1])
        assert found
        held = found[1].decode()
        self.ask(cookie, "has come", "POST", "/meja/nomor/serve/", ticket=held)
        self.ask(cookie, "desk, served", "GET", "/meja/")
        self.ask(cookie, "finish and next", "POST", "/meja/akhiri/", ticket=held, ending="no_need", next="yes")

    def kiosk(self, cookie: str) -> None:
        """Somebody takes a number."""
        self.taken += 1
        purpose = "kk" if self.taken % 2 else "ktp"
        place = self.ask(cookie, "take a number", "POST", "/antrean/tiba/langsung/", purpose=purpose)[0]
        self.ask(cookie, "number", "GET", place)

    def measured(self, rounds: int) -> dict[str, float]:
        """Let people come and go; return the median of each kind."""
        self.costs.clear()
        for number in range(rounds):
            self.kiosk(self.cookies["kiosks"][number % _KIOSKS])
            self.clerk(self.cookies["clerks"][number % _CLERKS])
        return {kind: statistics.median(each) for kind, each in self.costs.items()}


def have_passed(numbers: int) -> None:
    """Let so many people have come and gone already, each with what is written down of them."""
    from django.db import transaction

    from pasti.journal.actions import Fact, record_all
    from pasti.journal.actors import SYSTEM
    from pasti.kit import clock
    from pasti.offices.models import Counter, Lane
    from pasti.queue.models import LaneDay, Stay, Ticket
    from pasti.queue.outcomes import Outcome, Reason

    now, today = clock.now(), clock.today()
    counter = Counter.objects.order_by("-number")[0]
    with transaction.atomic():
        for letter in "CD":
            lane = Lane.objects.get(letter=letter)
            line, _made = LaneDay.objects.get_or_create(lane=lane, day=today)
            gone = [
                Ticket(
                    day=today, letter=letter, sequence=line.last + n, lane=lane, state=Ticket.State.DONE, calls=1,
                    outcome=Outcome.PARTLY, reason=Reason.NO_NEED, done="accept", ended_at=now, called_at=now,
                    counter=counter, issued_at=now - timedelta(minutes=90), queued_at=now - timedelta(minutes=90),
                )
                for n in range(1, numbers // 2 + 1)
            ]  # fmt: skip
            Ticket.objects.bulk_create(gone, batch_size=500)
            Stay.objects.bulk_create(
                [
                    Stay(
                        ticket=one, lane=lane, began_at=one.queued_at, called_at=now - timedelta(minutes=10),
                        waited=4800, counter=counter, left_at=now - timedelta(minutes=5), took=300,
                    )
                    for one in gone
                ],
                batch_size=500,
            )  # fmt: skip
            LaneDay.objects.filter(pk=line.pk).update(last=line.last + numbers // 2)
            record_all(
                [
                    Fact(kind, one.subject, SYSTEM, facts={"ticket": one.number, "counter": 1, "lane": letter})
                    for one in gone
                    for kind in ("ticket.issue", "ticket.call", "ticket.serve")
                ]
            )


def within(cookies: dict[str, list[str]]) -> None:
    """Measure in the settings of an office; say the median of each kind for each hour of the day."""
    import django

    django.setup()
    from pasti.journal import tallies

    # As if what is written down here had been so for more than a minute, as it is on a real day.
    tallies._SETTLED_AFTER = 0
    room, passed = Room(cookies), 0
    room.measured(_ROUNDS // 4)
    for numbers in _NUMBERS:
        have_passed(numbers - passed)
        passed = numbers
        # What each process knows of the day is found out once.
        room.measured(5)
        print(json.dumps(room.measured(_ROUNDS)), flush=True)


def main() -> int:
    """Measure; fail when a kind of request costs more at the end of the day than at its beginning."""
    with sample_office() as office:
        cookies = in_the_room(office, "furnish", str(_CLERKS), str(_KIOSKS))
        environment = os.environ | office.environment
        # The worker looks at what stands, as beside every node: else each page does.
        worker = subprocess.Popen([sys.executable, "-m", "pasti", "work"], env=environment, stderr=subprocess.DEVNULL)
        time.sleep(8)
        words, given = [sys.executable, "-m", "bench.hall_day", "within"], json.dumps(cookies)
        try:
            said = subprocess.run(words, input=given, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        finally:
            worker.terminate()
            worker.wait()
    hours = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    print(f"  {'CPU-ms each, after':22}" + "".join(f"{numbers:>10,}" for numbers in _NUMBERS) + "   numbers of the day")
    grown = []
    for kind in hours[0]:
        each = [hour[kind] for hour in hours]
        print(f"  {kind:22}" + "".join(f"{ms:10.2f}" for ms in each) + f"   × {each[-1] / each[0]:.2f}")
        grown += [kind] if each[-1] > each[0] * _CONSTANT else []
    print("the same all day" if not grown else f"GROWS WITH THE DAY: {', '.join(grown)}")
    return int(bool(grown))


if __name__ == "__main__":
    if sys.argv[1:] == ["within"]:
        within(json.load(sys.stdin))
    else:
        sys.exit(main())
