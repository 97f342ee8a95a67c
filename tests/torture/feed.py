"""Records people at an office, one after the other: python -m tests.torture.feed FIRST COUNT PAUSE.

Says of each, once it is certain, the packet and the hash and size of its file.
"""

import sys
import time
from dataclasses import replace
from datetime import date, timedelta

import django

django.setup()

from django.db import OperationalError  # noqa: E402 - needs the rooms registered

from pasti.applications import actions as applications  # noqa: E402
from pasti.applications.models import Application  # noqa: E402
from pasti.demo import city  # noqa: E402
from pasti.demo.people import PEOPLE, Person  # noqa: E402
from pasti.kit.errors import Refused  # noqa: E402
from pasti.recording import actions as recording  # noqa: E402
from pasti.recording import queries as recordings  # noqa: E402
from pasti.recording.models import Recording  # noqa: E402
from pasti.recording.positions import Position  # noqa: E402

_SYLLABLES = ["ba", "de", "fi", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "ra", "se", "ti", "wo", "yu"]
_LIKE = PEOPLE["Sekar Ayuningtyas"]
_FIRST_CARD = {"age_basis": "adult", "recorded_before": "no"}


def somebody(number: int) -> Person:
    """Return somebody like whom there is nobody else."""
    digits = [number // 16**i % 16 for i in range(4)]
    name = "".join(_SYLLABLES[digit] for digit in digits).capitalize()
    surname = "".join(_SYLLABLES[(digit * 7 + 3) % 16] for digit in reversed(digits)).capitalize()
    born = date(1960, 1, 1) + timedelta(days=number * 11 % 16_000)
    return replace(_LIKE, name=f"{name} {surname}", birth_date=born, serial=number % 9000 + 1)


def record(number: int) -> Recording:
    """Take somebody from the first form to the sealed packet."""
    person, budi, rini = somebody(number), city._actor("budi"), city._actor("rini")
    case = city._submit(person, "NEW", _FIRST_CARD)
    case = applications.accept_papers(applications.fill(case, person.card_data(), by=budi), by=budi)
    opened = recording.open_recording(case, by=rini)
    for position in recordings.wanted(opened):
        recording.keep_capture(opened, position, _PICTURES[position], quality=88, by=rini)
    return recording.seal(opened, by=rini)


_PICTURES: dict[Position, bytes] = {}


def main(first: int, count: int, pause: float) -> None:
    """Record so many people."""
    drawn = next(iter(Application.objects.exclude(nik="")))
    _PICTURES.update({position: city.picture_of(drawn, position) for position in Position})
    for number in range(first, first + count):
        for attempt in range(60):
            try:
                # Of who was begun in vain there may be a case already.
                sealed = record(number + 1000 * attempt)
            except (OperationalError, OSError, Refused) as failure:
                # Nothing is lost by it: the clerk sees one sentence and tries again.
                print("again", failure, file=sys.stderr, flush=True)
                time.sleep(1)
                continue
            print(sealed.packet, sealed.sha256, sealed.size, flush=True)
            break
        else:
            raise RuntimeError(f"person {number} could not be recorded for a minute")
        time.sleep(pause)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
