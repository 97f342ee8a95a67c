"""Whether somebody who comes is served today: why not, and what of a service is done with them at counters at once."""

import itertools
from datetime import date

from django.utils.translation import gettext as _

from pasti.applications.whereabouts import Whereabouts
from pasti.catalogue import going as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service, matches
from pasti.catalogue.queries import Answers
from pasti.kit.errors import Refused
from pasti.offices import queries as offices
from pasti.readiness.queries import Going


class NotNow(Refused):
    """Nobody need come for the case now; the sentence says where it is, which is not for everybody's eyes.

    `first_day` is the day from which coming is not in vain, when it is known; `elsewhere` says where the finished card
    is, when it is not at the office: that is said to whoever has proven whose case it is.
    """

    def __init__(self, sentence: str, first_day: date | None = None, elsewhere: Whereabouts | None = None) -> None:
        super().__init__(sentence)
        self.first_day, self.elsewhere = first_day, elsewhere


class Stopped(NotNow):
    """What the person comes for cannot be done now, whoever's fault; `going` says why, until when, what instead."""

    def __init__(self, step: str, going: Going) -> None:
        said = _("Tahap %(step)s belum dapat dilakukan sekarang: %(why)s.")
        super().__init__(said % {"step": step, "why": going.reason})
        self.step, self.going = step, going


def check_serving() -> None:
    """Raise Refused while no numbers are given, saying why."""
    if not offices.is_serving():
        if offices.is_resting():
            raise Refused(_("Sedang istirahat. Nomor diberikan lagi setelah istirahat."))
        raise Refused(_("Kantor sedang tutup dan tidak ada loket yang melayani."))


def stopped_today(service: Service, answers: Answers) -> list[catalogue.Stopped]:
    """Return which of the steps cannot be done now that somebody without a case has before them at counters at once."""
    taken = (step for step in service.steps.all() if matches(step.when, dict(answers)))
    walk = itertools.takewhile(lambda step: steps.of(step.code).waits_for_person, taken)
    today = {step.code for step in walk}
    return [stopped for stopped in catalogue.stopped_of(service) if stopped.code in today]


def check(service: Service, answers: Answers) -> None:
    """Raise Stopped when not even the first step of a service can be done now, so that waiting is in vain."""
    first = service.steps.first()
    for stopped in stopped_today(service, answers):
        if first and stopped.code == first.code:
            raise Stopped(stopped.label, stopped.going)
