"""An office with many thousand cases, in a database that is there for it alone; and how long something takes."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pasti.applications.models import Application


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds something took, and what came of it."""
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


def an_office_with(count: int, minutes_ago: Callable[[], int]) -> "list[Application]":
    """Make the office, and so many cases of first cards; the papers of each were accepted so many minutes ago."""
    from django.core.management import call_command

    from pasti.applications.models import Application
    from pasti.catalogue.loader import load
    from pasti.catalogue.models import Service
    from pasti.journal.actors import SYSTEM
    from pasti.kit import clock
    from pasti.link.actions import become
    from pasti.offices import actions as offices

    call_command("migrate", interactive=False, verbosity=0)
    become(role="office", name="Kantor", region_code="32.75")
    offices.open_office(name="Kantor", region_code="32.75", by=SYSTEM)
    load()
    service, now = Service.objects.get(code="NEW"), clock.now()
    made = [
        Application(
            number=f"{n:012d}", code_hash="x", service=service, channel="counter", filed_by="x", state="in_progress",
            nik=f"32750152{n:08d}", name=f"Warga {n}", submitted_at=now, form="",
            accepted_at=now - timedelta(minutes=minutes_ago()),
        )
        for n in range(count)
    ]  # fmt: skip
    return Application.objects.bulk_create(made, batch_size=1000)
