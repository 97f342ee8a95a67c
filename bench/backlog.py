"""Lets something wait in an office's outbox, all of it at once.

python -m bench.backlog cases N | hold N KB | release     says the numbers of the cases, or where the packets lie
python -m bench.backlog records | progress                of the cases that are named on the input

`cases`: closed ones, at the office; `records`: theirs at the centre, released for printing; `progress`: where the card of
each is, in three envelopes far apart. `hold`: sealed packets, which go once they are told to (`release`).
"""

import hashlib
import os
import sys
import time
from copy import copy
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402 - needs the rooms registered

from pasti.kit import blobs, clock  # noqa: E402
from pasti.link.models import Envelope, Parcel, Peer  # noqa: E402
from pasti.link.schema import CardProgress, Said  # noqa: E402

_HELD = timedelta(hours=12)
_STEPS = ("SENT_FOR_CARD_PRINTING", "CARD_PRINTED", "CARD_ISSUED")


def cases(count: int) -> None:
    """Cases whose cards were handed over, made from one that the sample has; says their numbers."""
    from pasti.applications.models import Application
    from pasti.applications.numbers import new_number

    like = Application.objects.exclude(nik="").order_by("id").first()
    assert like is not None
    taken = set(Application.objects.values_list("number", flat=True))
    numbers: set[str] = set()
    while len(numbers) < count:
        numbers |= {new_number("32.75", ["98"])} - taken
    rows = []
    for number in sorted(numbers):
        row = copy(like)
        row.pk, row.number, row.form, row.repeatable, row.resident = None, number, "", True, None
        row.state, row.closed_at = Application.State.CLOSED, clock.now()
        rows.append(row)
    Application.objects.bulk_create(rows, batch_size=1000)
    print("\n".join(sorted(numbers)))


def records(numbers: list[str]) -> None:
    """Records of these cases that the centre has released: now it waits to hear where their cards are."""
    from pasti.centre.intake.models import Record

    [office] = Peer.objects.all()
    now = clock.now()
    rows = [
        Record(
            office=office, application=number, service="NEW", packet=f"bench-{number}", arrived_at=now, released_at=now,
            state=Record.State.RELEASED, sha256=hashlib.sha256(number.encode()).hexdigest(), size=1,
        )
        for number in numbers
    ]  # fmt: skip
    Record.objects.bulk_create(rows, batch_size=1000)


def progress(numbers: list[str]) -> None:
    """What an office says of its cards: of each case three things, far apart, written over the last hours."""
    [peer] = Peer.objects.all()
    now, count = clock.now(), len(numbers) * len(_STEPS)
    rows = []
    for n in range(count):
        number, code, at = numbers[n % len(numbers)], _STEPS[n // len(numbers)], now - timedelta(seconds=count - n)
        said = CardProgress(application=number, code=code, serial=f"BK{n % len(numbers):09d}", at=at)
        rows.append(
            Envelope(
                peer=peer, kind=Said.CARD_PROGRESS, key=f"{number}/{code}", body=said.model_dump(mode="json"),
                state=Envelope.State.WAITING, happened_at=at, created_at=at, not_before=now,
            )
        )  # fmt: skip
    with transaction.atomic():
        Envelope.objects.bulk_create(rows, batch_size=1000)


def hold(count: int, kilobytes: int) -> None:
    """Sealed packets, nothing that can be made smaller, held back until `release`; says where they lie."""
    kept = [blobs.keep(os.urandom(kilobytes * 1000)) for _file in range(count)]
    [peer] = Peer.objects.all()
    now = clock.now()
    rows = [
        Parcel(peer=peer, sha256=blob.sha256, size=blob.size, created_at=now, not_before=now + _HELD) for blob in kept
    ]
    Parcel.objects.bulk_create(rows, batch_size=1000)
    print("\n".join(str(blobs.path_of(blob.sha256)) for blob in kept))


def release() -> None:
    """Let all that is held go; says when, by the clock that all programs of this machine share."""
    Parcel.objects.filter(stored_at=None).update(not_before=clock.now())
    print(time.monotonic())


if __name__ == "__main__":
    acts = {"cases": cases, "hold": hold, "release": release}
    of_cases = {"records": records, "progress": progress}
    if sys.argv[1] in of_cases:
        of_cases[sys.argv[1]](sys.stdin.read().split())
    else:
        acts[sys.argv[1]](*map(int, sys.argv[2:]))
