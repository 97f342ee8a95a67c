"""Makes one node of the sample, if it is not there yet. Run by `pasti demo`, once per node, in a process of its own:

python -m pasti.demo.prepare office|centre|fill-office|fill-centre …
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402

from pasti.demo.guard import check_sample  # noqa: E402
from pasti.demo.people import PASSWORD, REFUSED  # noqa: E402
from pasti.journal import queries as journal  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.kit.errors import Refused, Stop  # noqa: E402
from pasti.link import actions as link  # noqa: E402
from pasti.link import cards, queries  # noqa: E402
from pasti.site import database  # noqa: E402
from pasti.site.init import make_node  # noqa: E402

# A sample day begins a little after the office opens, never just before a break, and never so late that nothing can be
# tried any more.
_AFTER_OPENING = timedelta(minutes=30)
_BEFORE_BREAK = timedelta(minutes=45)
_BEFORE_CLOSING = timedelta(hours=2)


def make_office(at: str) -> dict[str, Any]:
    """Make the empty sample office; return its card, its clock and where its people live."""
    from pasti.demo import city
    from pasti.demo.people import PEOPLE
    from pasti.offices import regions

    if not database.holds_node():
        make_node(
            "office",
            city.OFFICE_NAME,
            city.REGION,
            zone="Asia/Jakarta",
            administrator=("pendiri", "Pendiri contoh", PASSWORD),
            sample=True,
        )
        city.set_hours()
    check_sample()
    database.bring_up_to_date()
    places = {p.village_code: regions.parents(p.village_code) for p in PEOPLE.values()}
    return {"card": cards.ours(queries.this_node()).text(), "places": places, **clock_of(at)}


def make_centre() -> dict[str, Any]:
    """Make the empty sample centre; return its card."""
    from pasti.demo import archive

    if not database.holds_node():
        make_node(
            "centre",
            archive.CENTRE_NAME,
            "",
            zone="Asia/Jakarta",
            administrator=("pendiri", "Pendiri contoh", PASSWORD),
            sample=True,
        )
    check_sample()
    database.bring_up_to_date()
    return {"card": cards.ours(queries.this_node()).text()}


def clock_of(at: str) -> dict[str, Any]:
    """Return how many seconds the sample's clock runs ahead, so that its office is open and time never goes back."""
    from pasti.offices import queries as offices

    real = datetime.now(tz=clock.now().tzinfo)
    if at:
        moment = datetime.fromisoformat(at)
        wanted = moment if moment.tzinfo else clock.at(moment.date(), moment.hour, moment.minute)
    else:
        wanted = real
    last = journal.last_recorded_at()
    wanted = max(wanted, last) if last and _has_cases() else wanted
    while not at and not _time_to_try(wanted) and (coming := offices.next_opening(wanted)):
        wanted = coming.opens + _AFTER_OPENING
    return {"ahead": round((wanted - real).total_seconds()), "now": wanted.isoformat()}


def _time_to_try(moment: datetime) -> bool:
    from pasti.offices import queries as offices

    today = offices.opening(clock.local_day(moment))
    if today is None:
        return False
    return today.holds(moment, moment + _BEFORE_BREAK) and moment <= today.closes - _BEFORE_CLOSING


def _has_cases() -> bool:
    from pasti.applications import queries as applications

    return applications.any_case()


@transaction.atomic
def fill_office(card: str, url: str, now: str, capture_url: str) -> dict[str, Any]:
    """Let the office trust the centre, and fill it if it is empty.

    The sample may have moved to other ports since: who is trusted and which device is asked follow.
    """
    from pasti.demo import city

    link.trust(cards.read(card), url=url, by=SYSTEM)
    if _has_cases():
        city.connect_devices(capture_url)
    else:
        city.load(datetime.fromisoformat(now), capture_url)
    return {}


@transaction.atomic
def fill_centre(card: str, now: str, places: str) -> dict[str, Any]:
    """Let the centre trust the office, and fill it if it is empty."""
    from pasti.centre.intake import queries as intake
    from pasti.demo import archive

    check_sample()
    office = link.trust(cards.read(card), by=SYSTEM)
    if not intake.records().exists():
        archive.load(datetime.fromisoformat(now), office, json.loads(places))
    return {}


_VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "office": make_office,
    "centre": make_centre,
    "fill-office": fill_office,
    "fill-centre": fill_centre,
}


if __name__ == "__main__":
    try:
        print(json.dumps(_VERBS[sys.argv[1]](*sys.argv[2:])))
    except (Refused, Stop, database.NewerDatabase, database.OtherHouse) as refused:
        print(refused, file=sys.stderr)
        sys.exit(REFUSED)
