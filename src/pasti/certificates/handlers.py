"""A Suket ends with what it stands for, in the same transaction; printing asks whose card is owed."""

from django.utils.translation import gettext_lazy as _

from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.certificates import actions, queries
from pasti.journal.actors import Actor
from pasti.printing import owed
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident

owed.owner(queries.owed_since)


@when("hand_over")
def settle(application: Application, by: Actor) -> None:
    actions.settle_suket(application, by=by)


@when("end_held")
@when("end_uncollected")
def revoke(application: Application, by: Actor) -> None:
    actions.revoke_ended(application, by=by)


@costs("certificates")
def suket_issued(incident: Incident) -> list[Cost]:
    return [Cost(_("Suket diterbitkan"), queries.issued_for(incident))]
