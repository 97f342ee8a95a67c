"""Deleting what the centre released for a card, when it is of no use any more."""

from datetime import timedelta

from django.db import transaction

from pasti.applications.states import State
from pasti.kit import blobs, clock
from pasti.offices import policy
from pasti.printing.models import Job
from pasti.printing.states import JobState


def forget_printed() -> int:
    """Delete the card data of cards printed longer ago than the office keeps it; return how many.

    Never of one that still waits to be collected: should it be lost, it is printed again from this.
    """
    before = clock.now() - timedelta(days=policy.value("printing.keep_days"))
    old = Job.objects.filter(state=JobState.PRINTED, printed_at__lte=before).exclude(content="")
    old = old.exclude(application__state=State.READY)
    count = 0
    for job in old:
        with transaction.atomic():
            count += Job.objects.filter(pk=job.pk).update(content="")
            blobs.forget_on_commit(job.content)
    return count
