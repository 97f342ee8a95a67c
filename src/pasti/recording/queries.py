"""What a recording still lacks, and who waits to be recorded."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.kit import blobs
from pasti.link import queries as links
from pasti.offices import policy
from pasti.recording import positions
from pasti.recording.models import Capture, Recording
from pasti.recording.positions import Position


def obstacle() -> str:
    """Return why nobody can be recorded here now (no centre to seal for, the disk nearly full), or nothing."""
    if links.centre() is None:
        return _("Kantor ini belum disambungkan ke pusat; rekaman tidak dapat disegel.")
    free = blobs.free_mb()
    if free < policy.value("recording.least_free_disk_mb"):
        said = _("Penyimpanan hampir penuh (sisa %(free)s MB). Perekaman dihentikan; hubungi administrator.")
        return said % {"free": free}
    return ""


def open_recording(application: Application) -> Recording | None:
    """Return the recording of a case that is under way."""
    return Recording.objects.filter(application=application, state=Recording.State.OPEN).first()


def latest(application: Application) -> Recording | None:
    """Return the newest recording of a case."""
    return Recording.objects.filter(application=application).order_by("-id").first()


def earlier_of(application: Application) -> list[Recording]:
    """Return what was recorded here before under this case's NIK for other cases, the newest first.

    A second recording under a NIK that the centre knows is compared with nothing at some centres, and waits for ever.
    """
    if not application.nik:
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


def by_packet(packet: str) -> Recording | None:
    """Return the recording a packet belongs to."""
    return Recording.objects.select_related("application__service").filter(packet=packet).first()


def not_stored() -> QuerySet[Recording]:
    """Return sealed recordings that the centre has not stored yet, oldest first."""
    unsent = [Recording.State.SEALED, Recording.State.SENT]
    return Recording.objects.filter(state__in=unsent).select_related("application").order_by("sealed_at")
