"""What is done with a card that came out of the machine: one act of one person, its serial scanned."""

from pasti.journal.actors import Actor
from pasti.printing import actions, chips
from pasti.printing.models import Job, Run


def finish(run: Run, serial: str, *, by: Actor) -> Job:
    """Make a card good whose serial was read from it: its chip is written where a device does that, then it counts.

    Whoever scans it has looked at it: name and photo are those on the screen, and where no device writes chips, the
    chip is active. In no transaction. What was done stands when the rest is refused, and is not done again.

    Raises what `actions.confirm` and `chips.activate` raise.
    """
    job = actions.to_be_confirmed(run, serial, by=by)
    if chips.is_written_by_device(job):
        chips.activate(job, by=by)
    return actions.confirm(run, serial, by=by)
