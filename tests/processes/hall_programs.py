"""What processes of their own do with the halls of an office."""

from pasti.kit.errors import Refused
from pasti.offices import actions, halls
from pasti.offices.models import Counter, Hall
from tests.cast import ANYBODY
from tests.processes.start import begin


def make_hall() -> int:
    """Make a hall; return its key."""
    return halls.set_hall("Barat", by=ANYBODY).pk


def into_or_away(key: str, who: str) -> str:
    """The first puts a counter into the hall, the second makes one of the same name, all others take it away."""
    hall = Hall.objects.get(pk=key)
    begin()
    try:
        if who == "0":
            actions.set_counter(1, lanes=[], hall=hall, by=ANYBODY)
        elif who == "1":
            halls.set_hall("BARAT", by=ANYBODY)
        else:
            halls.remove_hall(hall, by=ANYBODY)
    except Refused:
        return "refused"
    return "done"


def halls_and_counters() -> list[list[str]]:
    """The names of all halls, and of those of counters."""
    return [
        list(Hall.objects.values_list("name", flat=True)),
        list(Counter.objects.exclude(hall=None).values_list("hall__name", flat=True)),
    ]
