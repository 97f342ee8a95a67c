"""What an office can do now and what it cannot, as the public reads it: all steps, and what each rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.kit import clock
from pasti.readiness import queries as readiness
from pasti.readiness import sentences
from pasti.readiness.queries import Going

# What is planned is told so far ahead.
_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Stopped:
    """A step that cannot be done now, with why, until when, and what may be done instead."""

    code: StepCode
    going: Going

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.code.label)


@dataclass(frozen=True)
class Today:
    """What cannot be done now, what can, and what is planned."""

    stopped: list[Stopped]
    goes_on: list[str]
    planned: list[str]

    @property
    def told(self) -> list[str]:
        """What does not stand, each once, with since when and until when. What was never set up is no news."""
        fallen = [standing for stopped in self.stopped for standing in stopped.going.fallen if not standing.absent]
        return readiness.told(fallen)

    @property
    def names(self) -> list[str]:
        """The steps that cannot be done."""
        return [stopped.label for stopped in self.stopped]

    @property
    def instead(self) -> list[str]:
        """What may be done instead, each once."""
        return list(dict.fromkeys(stopped.going.fallback for stopped in self.stopped if stopped.going.fallback))


def today(*, settled: bool = False) -> Today:
    """Return what the office can do now, whatever somebody comes for (`settled`: see readiness.stands)."""
    goings = [(code, readiness.can_go_on(steps.of(code), settled=settled)) for code in StepCode]
    served = [(str(steps.of(code).served), going.ok) for code, going in goings]
    return Today(
        stopped=_stopped(goings),
        goes_on=[name for name, ok in served if name and ok],
        planned=[sentences.whole(incident) for incident in readiness.planned(clock.now() + _AHEAD)],
    )


def of_service(service: Service, *, settled: bool = False) -> Today:
    """Return which steps of a service can be done now (`settled`: see readiness.stands)."""
    needs = {need for step in service.steps.all() for need in step.rests_on}
    ahead = [
        incident
        for incident in readiness.planned(clock.now() + _AHEAD)
        if any(incident.meets(need, service.code) for need in needs)
    ]
    return Today(stopped_of(service, settled=settled), [], [sentences.whole(incident) for incident in ahead])


def stopped_of(service: Service, *, settled: bool = False) -> list[Stopped]:
    """Return which steps of a service cannot be done now (`settled`: see readiness.stands)."""
    return _stopped(
        (StepCode(step.code), readiness.can_go_on(step, service.code, settled=settled)) for step in service.steps.all()
    )


def _stopped(goings: Iterable[tuple[StepCode, Going]]) -> list[Stopped]:
    return [Stopped(code, going) for code, going in goings if not going.ok]
