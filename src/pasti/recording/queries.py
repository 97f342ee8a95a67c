"""What a recording still lacks, who waits to be recorded, and for how many there is room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.kit import blobs, clock
from pasti.link import queries as links
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.recording import positions
from pasti.recording.models import Capture, Device, Recording
from pasti.recording.positions import Modality, Position

_MB = 1024 * 1024
# Until one was made here: twelve images and what is around them.
_USUAL_BYTES = 4 * _MB
_MEASURED = 100
# What was found of a station longer ago says nothing any more.
_SEEN_LATELY = timedelta(minutes=2)


@dataclass(frozen=True)
class Room:
    """How much room the disk has: for how many more recordings, and whether that is little, or none."""

    free_mb: int
    fit: int
    is_over: bool
    is_little: bool

    @property
    def said(self) -> str:
        """What to say of it, in the reader's language; nothing while there is room enough."""
        if self.is_over:
            said = _("Penyimpanan hampir penuh (sisa %(free)s MB). Perekaman dihentikan; hubungi administrator.")
            return said % {"free": self.free_mb}
        if self.is_little:
            said = _("Penyimpanan tinggal %(free)s MB: cukup untuk kira-kira %(n)s perekaman lagi.")
            return said % {"free": self.free_mb, "n": self.fit}
        return ""


@dataclass(frozen=True)
class Station:
    """A recording station, and since when it does not answer, as far as anybody has looked."""

    url: str
    silent_since: datetime | None


def room() -> Room:
    """Return for how many recordings there is room before no new one is begun, by the size of the last ones."""
    free, least = blobs.free_mb(), policy.value("recording.least_free_disk_mb")
    last = Recording.objects.filter(size__gt=0).order_by("-id")[:_MEASURED]
    sizes = [size for size in last.values_list("size", flat=True) if size]
    size = sum(sizes) / len(sizes) if sizes else _USUAL_BYTES
    fit = max(0, int((free - least) * _MB / size))
    return Room(free, fit, is_over=free < least, is_little=fit < policy.value("recording.warn_when_room_for"))


def obstacle() -> str:
    """Return why nobody new can be recorded here now (no centre to seal for, the disk nearly full), or nothing."""
    if links.centre() is None:
        return _("Kantor ini belum disambungkan ke pusat; rekaman tidak dapat disegel.")
    now = room()
    return now.said if now.is_over else ""


def stations() -> list[Station]:
    """Return the recording stations in use: where each listens, and since when it does not answer, if it does not."""
    urls = offices.capture_urls()
    seen = Device.objects.in_bulk(urls)
    fresh = clock.now() - _SEEN_LATELY
    silent = {url: device.silent_since for url, device in seen.items() if device.looked_at >= fresh}
    return [Station(url, silent.get(url)) for url in urls]


def open_recording(application: Application) -> Recording | None:
    """Return the recording of a case that is under way."""
    return Recording.objects.filter(application=application, state=Recording.State.OPEN).first()


def latest(application: Application) -> Recording | None:
    """Return the newest recording of a case."""
    return Recording.objects.filter(application=application).order_by("-id").first()


def earlier_of(application: Application) -> list[Recording]:
    """Return what was recorded here before under this case's NIK for other cases, the newest first.

    A second recording under a NIK that the centre knows is compared with nothing at some centres, and waits for ever.
    A new photo or signature of somebody who is known is no second recording.
    """
    step = application.steps.filter(code="recording").first()
    if not application.nik or (step and step.captures):
        return []
    kept = Recording.objects.exclude(state__in=[Recording.State.OPEN, Recording.State.CANCELLED])
    found = kept.filter(application__nik=application.nik).exclude(application=application)
    return list(found.select_related("application__service").order_by("-sealed_at", "-id")[:5])


def wanted(recording: Recording) -> list[Position]:
    """Return what this recording asks for, in the order of capturing."""
    step = recording.application.steps.filter(code="recording").first()
    return positions.wanted(step.captures if step else [])


def captures(recording: Recording) -> dict[str, Capture]:
    """Return what was captured or noted as missing, by position."""
    return {capture.position: capture for capture in recording.captures.all()}


def still_missing(recording: Recording) -> list[Position]:
    """Return what is neither captured nor noted as missing."""
    done = captures(recording)
    return [position for position in wanted(recording) if position not in done]


def waiting() -> QuerySet[Application]:
    """Return the cases that wait for their recording."""
    return applications.waiting_at("recording")


def sealed_since(day: date) -> QuerySet[Recording]:
    """Return recordings that were sealed since a day began, the latest first, with their cases."""
    found = Recording.objects.filter(sealed_at__gte=clock.at(day)).select_related("application__service")
    return found.prefetch_related("application__steps").order_by("-sealed_at", "-id")


def captured_of(application: Application) -> list[str]:
    """Return the kinds of what was captured of a case's person in its latest recording, in the order of capturing.

    What was noted as missing is not among them; nothing while none is finished.
    """
    recording = latest(application)
    if recording is None or recording.sealed_at is None:
        return []
    there = Capture.objects.filter(recording=recording, missing="").values_list("modality", flat=True)
    return [modality.value for modality in Modality if modality.value in set(there)]


def sealed_in(times: Iterable[tuple[datetime, datetime]]) -> int:
    """Return how many recordings were sealed in any of some times."""
    within = [Q(sealed_at__gte=begins, sealed_at__lt=ends) for begins, ends in times]
    return Recording.objects.filter(reduce(or_, within)).count() if within else 0


def by_packet(packet: str) -> Recording | None:
    """Return the recording a packet belongs to."""
    return Recording.objects.select_related("application__service").filter(packet=packet).first()


def not_stored() -> QuerySet[Recording]:
    """Return sealed recordings that the centre has not stored yet, oldest first."""
    unsent = [Recording.State.SEALED, Recording.State.SENT]
    return Recording.objects.filter(state__in=unsent).select_related("application").order_by("sealed_at")
