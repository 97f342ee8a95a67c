"""Says, as JSON, how a node stands with the others: python -m tests.torture.look office|centre."""

import json
import sys
from collections import Counter
from typing import Any

import django

django.setup()

from pasti.kit import blobs  # noqa: E402 - needs the rooms registered
from pasti.link import memory  # noqa: E402
from pasti.link.models import Envelope, Parcel, ParcelIn, Received  # noqa: E402


def standing(role: str) -> dict[str, Any]:
    """Return what is under way, what was said and heard, and what lies here."""
    received = Received.objects.exclude(kind="link.void")
    found: dict[str, Any] = {
        "under_way": Envelope.objects.filter(state__in=("waiting", "in_flight")).count()
        + Parcel.objects.filter(stored_at=None).count()
        + Parcel.objects.filter(ask=True).count()
        + Received.objects.filter(applied_at=None, set_aside="").count()
        + ParcelIn.objects.filter(stored_at__isnull=False, heard_at=None).count(),
        "states": Counter(Envelope.objects.values_list("state", flat=True)),
        "said": sorted(Envelope.objects.exclude(kind="link.void").values_list("kind", "key")),
        "heard": sorted(received.exclude(applied_at=None).values_list("kind", "key")),
        "aside": list(received.exclude(set_aside="").values_list("kind", "key", "set_aside")),
        "losses": memory.open_losses().count(),
    }
    if role == "centre":
        from pasti.centre.intake.models import Record

        found["records"] = Counter(Record.objects.exclude(packet="").values_list("packet", flat=True))
        stored = ParcelIn.objects.filter(stored_at__isnull=False)
        found["files"] = [sha for sha in stored.values_list("sha256", flat=True) if blobs.is_whole(sha)]
        found["record_states"] = Counter(Record.objects.values_list("state", flat=True))
        under_way = ("announced", "arrived", "received", "searching", "cleared")
        found["waiting"] = Record.objects.filter(state__in=under_way).count()
    else:
        from pasti.recording.models import Recording

        found["recordings"] = dict(Recording.objects.exclude(sha256="").values_list("packet", "state"))
    return found


if __name__ == "__main__":
    print(json.dumps(standing(sys.argv[1]), default=str))
