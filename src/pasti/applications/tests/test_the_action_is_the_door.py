"""What a screen would not offer is refused by the action too."""

import pytest
from tests.cast import ANYBODY, FIRST_CARD, accepted, submitted

from pasti.applications import actions
from pasti.applications.held import record_again
from pasti.applications.models import Application, Channel
from pasti.catalogue import queries as catalogue
from pasti.catalogue.actions import change_service
from pasti.catalogue.models import Service
from pasti.journal.actors import CITIZEN
from pasti.kit.errors import NotAllowed, Refused


def close(code: str) -> Service:
    service = catalogue.service(code)
    assert service is not None
    return change_service(service, expected_days=service.expected_days, active=False, by=ANYBODY)


def test_what_is_not_on_offer_any_more_is_not_begun(office):
    before = catalogue.service("NEW")
    assert before is not None
    close("NEW")
    # Whoever holds the page of the service since before asks for it with what they have.
    with pytest.raises(Refused, match="tidak ditawarkan"):
        actions.start(before, FIRST_CARD, channel=Channel.ONLINE, by=CITIZEN)
    assert not Application.objects.exists()


def test_who_has_begun_may_go_on(office):
    case = submitted()
    close("NEW")
    assert actions.supply_papers(actions.ask_for_papers(case, "Akta", by=ANYBODY), by=ANYBODY).state == "submitted"


def test_nobody_is_recorded_for_what_is_no_card(office):
    case = accepted(office.budi.actor, "KK")
    Application.objects.filter(pk=case.pk).update(state="held")
    with pytest.raises(NotAllowed, match="tidak memerlukan perekaman"):
        record_again(case, by=office.budi.actor)
    assert not case.steps.filter(code="recording").exists()
    case.refresh_from_db()
    assert case.state == "held"
