"""A worker of the notices that is killed at each of its steps: `python -m tests.processes.notices_programs`."""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402

from pasti.applications.models import Application  # noqa: E402
from pasti.catalogue.loader import load  # noqa: E402
from pasti.journal.actions import record  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.link.actions import become  # noqa: E402
from pasti.notices import actions  # noqa: E402
from pasti.notices.channels.port import channels  # noqa: E402
from pasti.notices.models import Delivery, Notice  # noqa: E402
from pasti.notices.tests.telling import go_on  # noqa: E402
from pasti.offices import actions as offices  # noqa: E402
from tests.cast import ANYBODY, MONDAY, OWNER, accepted  # noqa: E402

# Of the statements each seventh (as a rule, each seventeenth), so that it is another one in each round of the work;
# where a message is handed over, just before and just after.
_STRIDE = 7 if os.environ.get("PASTI_EVERY_TEST") else 17
_HANDING_OVER = ("before", "after")
_WISHES = {"email": ("none", "siti@example.org"), "sms": ("sms", ""), "whatsapp": ("any", "")}


def make() -> None:
    become(role="office", name="Uji", region_code="32.75")
    offices.open_office(name="Uji", region_code="32.75", by=SYSTEM)
    load()
    # It goes on through the night.
    for rule, hour in (("quiet_from", 24), ("quiet_until", 0)):
        offices.decide(f"notices.{rule}", value=hour, valid_from=clock.today(), legal_basis="x", by=SYSTEM, seen=None)
    go_on()


class _Dies:
    """Ends this process, as a power cut does: at its n-th statement, or before or after a message is handed over."""

    def __init__(self, at: int | str) -> None:
        self.left = at if isinstance(at, int) else 0
        self.point = at

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.die()

    def die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.step()
        return execute(*given)

    def at_the_channel(self, via: str) -> None:
        """Let what is done just before and just after a message is handed over be steps, too."""
        channel = channels.get(via)
        send = channel.send

        def handed_over(message: Any) -> str:
            if self.point == "before":
                self.die()
            said = send(message)
            if self.point == "after":
                self.die()
            return said

        channel.send = handed_over  # type: ignore[method-assign]


def _work(via: str, minutes: int, dies_at: int | str) -> bool:
    """Let a process of its own do what there is to do; return whether it lived."""
    connections.close_all()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
        return not os.WIFSIGNALED(status)
    code = 1
    try:
        dies = _Dies(dies_at)
        dies.at_the_channel(via)
        with clock.stopped_at(MONDAY + timedelta(minutes=minutes)), connection.execute_wrapper(dies):
            go_on()
        code = 0
    finally:
        os._exit(code)


def kill_at_each_step(via: str) -> dict[str, int]:
    """For each step: somebody is to be told, a worker dies at it, and another goes on long after."""
    wish, email = _WISHES[via]
    minutes, killed = 0, 0
    for round_, dies_at in enumerate((*_HANDING_OVER, *range(1, 10_000, _STRIDE))):
        with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
            _news(round_, wish, email)
        lived = [_work(via, minutes, dies_at), _work(via, minutes + 1, dies_at)]
        killed += lived.count(False)
        # Whoever comes after them finds that what they had in flight is stale.
        minutes += 7
        if all(lived):
            break
    for more in (0, 7):
        assert _work(via, minutes + more, 0)
    return {"steps": int(dies_at), "killed": killed, "told": round_ + 1}


def _news(number: int, wish: str, email: str) -> None:
    # Each has a telephone and a mailbox of their own: one of them may be sent only so much.
    case = accepted(ANYBODY, phone=f"+62812345{number:05d}")
    Application.objects.filter(pk=case.pk).update(state="in_progress")
    actions.agree(case, wish=wish, email=email and f"{number}.{email}", by=OWNER)
    with transaction.atomic():
        record(
            "promise.move", subject=case.subject, case=case.number, by=SYSTEM,
            was="2026-12-11", day="2026-12-14", cause="",
        )  # fmt: skip


def state() -> list[dict[str, Any]]:
    """Every notice with its message; that of another kind of news has been merged into it."""
    found = []
    for notice in Notice.objects.order_by("pk"):
        deliveries = list(Delivery.objects.filter(notice=notice).values_list("key", "state", "attempts"))
        current = notice.facts.filter(current=True).count()
        found.append({"case": notice.application_id, "state": notice.state, "sent": deliveries, "current": current})
    return found


if __name__ == "__main__":
    verb, given = sys.argv[1], sys.argv[2:]
    with clock.stopped_at(MONDAY):
        print(json.dumps(globals()[verb](*given)))
