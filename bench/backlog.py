"""Lets something wait in an office's outbox, all of it at once: python -m bench.backlog envelopes N | hold N KB | release

`envelopes`: where cards are; `hold`: sealed packets, which go once they are told to (`release`).
"""

import os
import secrets
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402 - needs the rooms registered

from pasti.kit import blobs, clock  # noqa: E402
from pasti.link.models import Envelope, Parcel, Peer  # noqa: E402
from pasti.link.schema import Body, CardProgress, Said  # noqa: E402

_HELD = timedelta(hours=12)
_STEPS = ("SENT_FOR_CARD_PRINTING", "CARD_PRINTED", "CARD_ISSUED")


def let_wait(kind: Said, bodies: list[tuple[str, Body]]) -> None:
    """Let envelopes wait, written over the last hours."""
    [peer] = Peer.objects.all()
    now, far = clock.now(), timedelta(seconds=1)
    rows = [
        Envelope(
            peer=peer, kind=kind, key=key, body=body.model_dump(mode="json"), state=Envelope.State.WAITING,
            happened_at=now - far * (len(bodies) - n), created_at=now - far * (len(bodies) - n), not_before=now,
        )
        for n, (key, body) in enumerate(bodies)
    ]  # fmt: skip
    with transaction.atomic():
        Envelope.objects.bulk_create(rows, batch_size=1000)


def envelopes(count: int) -> None:
    """What an office says of its cards: of each case three things, far apart."""
    mark, cases = secrets.randbelow(9000) + 1000, count // 3 + 1
    said = []
    for n in range(count):
        body = CardProgress(
            application=f"3275{mark}{n % cases:06d}", code=_STEPS[n // cases], serial=f"BK{n:09d}", at=clock.now()
        )
        said.append((f"bench-{mark}-{n}", body))
    let_wait(Said.CARD_PROGRESS, said)


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
    acts = {"envelopes": envelopes, "hold": hold, "release": release}
    acts[sys.argv[1]](*map(int, sys.argv[2:]))
