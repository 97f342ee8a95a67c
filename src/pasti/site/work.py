"""The work process: runs every duty that the rooms have registered, each in its own thread."""

import logging
import signal
import threading
from types import FrameType

from pasti.kit.duties import duties, run
from pasti.site import database

log = logging.getLogger("pasti.work")


def work(*, once: bool = False) -> int:
    """Run all duties until told to stop; with `once`, each a single time, in order."""
    database.check_node()
    if once:
        for duty in duties:
            duty.act()
        return 0
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threads = [threading.Thread(target=run, args=(duty, stop), name=duty.name) for duty in duties]
    for thread in threads:
        thread.start()
    log.debug("work: %d duties", len(threads))
    for thread in threads:
        thread.join()
    return 0
