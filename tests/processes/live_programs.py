"""What processes do in which somebody hears of commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from pasti.kit import commits
from pasti.kit.duties import Duty, _Look
from pasti.kit.duties import _seen as duties_seen
from pasti.kit.models import Beat

_LONG = 30


@contextmanager
def _hearing() -> Iterator[Callable[[], bool]]:
    heard, stop = threading.Semaphore(0), threading.Event()
    thread = threading.Thread(target=commits.hear, args=(heard.release, stop))
    thread.start()
    # The first word: from here on it hears.
    assert heard.acquire(timeout=_LONG)
    yield lambda: heard.acquire(timeout=_LONG)
    stop.set()
    thread.join()


def _write(name: str) -> None:
    with transaction.atomic():
        Beat.objects.update_or_create(pk=name)
        commits.tell_when_committed()
        commits.tell_when_committed()


def commits_are_heard() -> list[bool]:
    """Commit three times, and say of each whether it was heard of."""
    with _hearing() as heard:
        found = []
        for n in range(3):
            _write(f"beat-{n}")
            found.append(heard())
    return found


def said_to_others(role: str) -> list[int]:
    """Say how many words follow a transaction: within it, after it, and after one that is taken back."""
    settings.ROLE = role
    said: list[str] = []

    def note(execute: Callable[..., object], statement: str, *rest: object) -> object:
        if statement.startswith("NOTIFY"):
            said.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        with transaction.atomic():
            _write("beat-in")
            within = len(said)
        after = len(said)
        transaction.set_autocommit(False)
        _write("beat-back")
        transaction.rollback()
        transaction.set_autocommit(True)
    return [within, after, len(said) - after]


def heard_again() -> bool:
    """Lose the database once, and say whether a commit after that is heard of."""
    real = commits._listen if connection.vendor == "postgresql" else commits._feel
    failed: list[bool] = []

    def at_first_not(heard: Callable[[], None], stop: threading.Event) -> None:
        if not failed:
            failed.append(True)
            raise OSError("gone")
        real(heard, stop)

    commits._feel = commits._listen = at_first_not
    commits._WAIT = 0.01
    with _hearing() as heard:
        _write("beat-again")
        return heard()


def looked_for_after_commits() -> list[bool]:
    """Say when a duty that asks rows only is let look: at first, when all is as it was, after a commit of somebody who
    had begun before it looked, after its own failure, after a lost line, and after a long time.
    """
    look = _Look(Duty("test.rows", 1, lambda: None, asks_rows_only=True))

    def is_passed_by() -> bool:
        # On a server others commit something, too.
        return any(not look.is_needed(1.0) for _time in range(10_000))

    found = [look.is_needed(0.0), not is_passed_by()]
    with transaction.atomic():
        Beat.objects.update_or_create(pk="beat-meanwhile")
        is_passed_by()
    found.append(look.is_needed(1.0))
    is_passed_by()
    look.must_be_taken_again()
    found.append(look.is_needed(1.0))
    is_passed_by()
    duties_seen.end()
    found.append(look.is_needed(1.0))
    is_passed_by()
    found.append(look.is_needed(1000.0))
    duties_seen.end()
    return found
