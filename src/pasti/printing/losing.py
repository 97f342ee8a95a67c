"""A finished card that was lost: its case gets another one, from its old place in the order of printing."""

from pasti.applications.models import Application
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.printing.actions import ask_for_release
from pasti.printing.models import Job
from pasti.printing.states import JobState
from pasti.stock import actions as stock


def print_again(application: Application, *, by: Actor) -> None:
    """Put the card of a case back into the print list as it was released, in the transaction that declares it lost.

    It keeps the date of its release, and so its place among those that waited as long. Its blank is lost, no longer
    used. Where what the centre released is not kept any more, the centre is asked for it once more.
    """
    job = Job.objects.select_for_update().filter(application=application, state=JobState.PRINTED).last()
    if job is None:
        return
    content = job.content
    take(job, "lose", by=by, changes={"content": ""}, serial=job.serial)
    stock.lose_card(job.serial, application.shown_number, by=by)
    if not content:
        ask_for_release(application)
        return
    again = Job.objects.create(
        application=application,
        content=content,
        released_at=job.released_at,
        not_before=job.not_before,
        beginner=job.beginner,
        state=JobState.WAITING,
    )
    record("job.ready", subject=again.subject, case=application.number, by=by)
