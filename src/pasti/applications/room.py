"""Room on the disk: what belongs to nobody goes first."""

from datetime import timedelta

from django.db.models import Max

from pasti.applications.documents import least_free_mb
from pasti.applications.forgetting import forget_case
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.journal.actors import CITIZEN
from pasti.kit import blobs, clock

# Somebody may still be at it.
_SPARED = timedelta(hours=1)


def make_room() -> int:
    """Let drafts lapse that were never handed in, with their papers, until applicants may send papers again.

    The one that nobody touched for longest goes first, and nothing else goes: what was handed in belongs to somebody.
    Drafts without papers take no room and stay. Returns how many lapsed.
    """
    if not _short():
        return 0
    drafts = (
        Application.objects.filter(state=State.DRAFT, documents__isnull=False)
        .annotate(touched_at=Max("documents__added_at"))
        .filter(touched_at__lt=clock.now() - _SPARED)
        .order_by("touched_at", "id")
    )
    lapsed = 0
    for application in drafts:
        lapsed += forget_case(application)
        if not _short():
            break
    return lapsed


def _short() -> bool:
    return blobs.free_mb() < least_free_mb(CITIZEN)
