"""Who was sent to another lane because what is done in their own did not go on."""

from django.db.models import Exists, OuterRef, Q

from pasti.catalogue import steps
from pasti.offices import queries as offices
from pasti.queue.models import Stay
from pasti.readiness import queries as readiness
from pasti.readiness.models import Incident


def because_of(incident: Incident) -> int:
    """Return how many numbers were passed on from a lane while what is done there rested on what had fallen."""
    met = Q(pk=None)
    for need in incident.scope:
        works = steps.works_on(need)
        lanes = [lane.pk for lane in offices.lanes() if works.intersection(lane.serves)]
        for since, until in readiness.fallen_in(incident, [need]):
            met |= Q(lane__in=lanes, left_at__gte=since, left_at__lte=until)
    next_one = Stay.objects.filter(ticket=OuterRef("ticket"), began_at__gte=OuterRef("left_at"))
    sent = Stay.objects.filter(met).filter(Exists(next_one.exclude(lane=OuterRef("lane"))))
    return sent.values("ticket").distinct().count()
