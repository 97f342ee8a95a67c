"""Messages and addresses are kept no longer than needed (UU 27/2022); that somebody was told stays."""

from datetime import timedelta

from django.db import transaction

from pasti.applications.states import State
from pasti.kit import clock
from pasti.notices.models import Contact, Delivery, Heard
from pasti.notices.states import DeliveryState
from pasti.offices import policy

_FORGOTTEN = (State.LAPSED, State.WITHDRAWN)


@transaction.atomic
def forget() -> int:
    """Empty messages that were sent long enough ago, and mailboxes of cases of which all is forgotten; return how many.

    Who wants no messages stays known: forgetting it would write to them again.
    """
    before = clock.now() - timedelta(days=policy.value("notices.kept_days"))
    old = Delivery.objects.filter(made_at__lt=before).exclude(to="")
    old = old.exclude(state__in=[DeliveryState.WAITING, DeliveryState.IN_FLIGHT])
    Heard.objects.filter(at__lt=before).delete()
    # A draft that is forgotten has lapsed.
    kept = Contact.objects.exclude(email="")
    kept.filter(application__name="", application__state__in=_FORGOTTEN).update(email="")
    kept.filter(application__closed_at__lt=before).update(email="")
    return old.update(to="", text="", their_id="")
