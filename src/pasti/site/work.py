"""The work process: runs every duty that the rooms have registered, each in its own thread."""

import fcntl
import logging
import os
import signal
import threading
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from django.conf import settings

from pasti.kit import claims
from pasti.kit.duties import duties, run, seconds_since_any_turn
from pasti.link import applying
from pasti.site import database
from pasti.supervisor.pulse import beat

log = logging.getLogger("pasti.work")

_BEAT_EVERY = 2.0
# Some duties take every turn in a moment, whatever the database does. When none comes to an end, all are stuck.
_STUCK_AFTER = 300.0
# When the processor is short, people's pages come first: of three parts of its time they get two.
_BEHIND_PEOPLE = 4


def work_beat(data_dir: Path) -> Path:
    """Return the file that the work process of a node touches as long as it is alive."""
    return data_dir / "work.alive"


def work(*, once: bool = False) -> int:
    """Run all duties until told to stop; with `once`, each a single time, in order."""
    database.check_node()
    if once:
        for duty in duties:
            duty.act()
        return 0
    os.nice(_BEHIND_PEOPLE)
    with ExitStack() as here:
        if is_alone(here, settings.DATA_DIR / "work.lock"):
            claims.let_go()
            applying.let_go()
        return _run_all()


def is_alone(here: ExitStack, lock: Path) -> bool:
    """Whether no other work process of this node lives on this machine; the lock goes with ours."""
    handle = here.enter_context(lock.open("w"))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _run_all() -> int:
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threads = [threading.Thread(target=run, args=(duty, stop), name=duty.name) for duty in duties]
    for thread in threads:
        thread.start()
    log.debug("work: %d duties", len(threads))
    while not stop.is_set():
        if seconds_since_any_turn() < _STUCK_AFTER:
            beat(work_beat(settings.DATA_DIR))
        stop.wait(_BEAT_EVERY)
    for thread in threads:
        thread.join()
    return 0
