"""Looking at the stations again and again: one that is silent is known before somebody sits down before it."""

from datetime import timedelta

from pasti.kit import clock
from pasti.recording import device, queries
from pasti.recording.models import Device

# That a station still answers is written down so often.
_NOTED_EVERY = timedelta(seconds=45)


def look_at_stations() -> None:
    """Ask each station whether it is there, and keep what changed. Harmless twice; calls outside any transaction."""
    urls = [station.url for station in queries.stations()]
    known = Device.objects.in_bulk()
    for gone in known.keys() - urls:
        known[gone].delete()
    for url in urls:
        _note(url, known.get(url), answers=device.answers(url))


def _note(url: str, before: Device | None, *, answers: bool) -> None:
    now = clock.now()
    silent_since = None if answers else (before and before.silent_since) or now
    changed = before is None or before.silent_since != silent_since
    if changed or (before and abs(now - before.looked_at) >= _NOTED_EVERY):
        Device.objects.update_or_create(pk=url, defaults={"looked_at": now, "silent_since": silent_since})
