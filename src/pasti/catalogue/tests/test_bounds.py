"""Days that people are told follow from these numbers: the action keeps their bounds, as the form does."""

from datetime import date

import pytest
from tests.cast import ANYBODY

from pasti.catalogue import queries
from pasti.catalogue.actions import Wording, change_service, revise_requirement
from pasti.journal.models import Entry
from pasti.kit.errors import Refused


@pytest.mark.parametrize("days", [-1, 61])
def test_no_card_is_promised_for_yesterday_or_for_never(office, days):
    service = queries.service("NEW")
    assert service is not None
    before = service.expected_days
    with pytest.raises(Refused, match="0 sampai 60 hari kerja"):
        change_service(service, expected_days=days, active=True, by=ANYBODY)
    found = queries.service("NEW")
    assert found is not None
    assert found.expected_days == before
    assert not Entry.objects.filter(kind="service.changed").exists()


@pytest.mark.parametrize("days", [-1, 0, 3651])
def test_no_letter_is_accepted_for_less_than_a_day(office, days):
    service = queries.service("LOST")
    assert service is not None
    letter = service.requirements.exclude(dated_by="").first()
    assert letter is not None
    with pytest.raises(Refused, match="1 sampai 3650 hari"):
        revise_requirement(
            letter, Wording("x", "x"), good_for_days=days, legal_basis="x", valid_from=date(2026, 12, 1), by=ANYBODY
        )
    assert not Entry.objects.filter(kind="requirement.revised").exists()
