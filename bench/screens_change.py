"""Somebody takes a number again and again in the sample office.

python -m bench.screens_change TIMES EVERY   says when each was committed, and how many bytes a part has, as JSON
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup()

from django.utils import translation  # noqa: E402

from pasti.journal.actors import SYSTEM  # noqa: E402 - needs the rooms registered
from pasti.kit.live import channels  # noqa: E402
from pasti.offices import queries as offices  # noqa: E402
from pasti.queue import actions  # noqa: E402


def main(times: int, every: float) -> None:
    """Change what the hall shows, and note when it was committed."""
    lane = offices.lanes()[0]
    committed = []
    for _time in range(times):
        actions.issue_ticket(lane, by=SYSTEM)
        committed.append(time.time())
        time.sleep(every)
    part = channels.get("board").part
    assert part
    with translation.override("id"):
        print(json.dumps([committed, len(part().encode())]))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
