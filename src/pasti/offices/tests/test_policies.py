"""Rules as dated data: what holds on a day, and who may decide what."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices import actions, policy
from pasti.offices.models import PolicyValue

TODAY = date(2026, 11, 23)
KEY = "test.length"


@pytest.fixture(autouse=True)
def rule(monkeypatch, db):
    monkeypatch.setattr(policy.policies, "_items", {})
    policy.declare(
        KEY, label=_("Jam layanan"), unit="menit", default=60, at_least=15, at_most=240, legal_basis="Perwal 1/2020"
    )


def decide(value: int, valid_from: date = TODAY, legal_basis: str = "Perwal 2/2026") -> PolicyValue:
    return actions.decide(KEY, value=value, valid_from=valid_from, legal_basis=legal_basis, by=ANYBODY)


def test_until_somebody_decides_the_default_holds():
    assert policy.value(KEY) == 60
    assert policy.decision(KEY) is None


def test_a_decision_holds_from_its_day_on_and_yesterdays_value_stays():
    decide(90)
    assert [policy.value(KEY, TODAY + timedelta(days=n)) for n in (-1, 0, 1)] == [60, 90, 90]


def test_a_decision_for_later_waits_for_its_day():
    decide(90)
    decide(30, TODAY + timedelta(days=7))
    assert policy.value(KEY) == 90
    assert policy.value(KEY, TODAY + timedelta(days=6)) == 90
    with clock.stopped_at(MONDAY + timedelta(days=7)):
        assert policy.value(KEY) == 30


def test_the_latest_decision_holds_in_whatever_order_they_were_made():
    decide(30, TODAY - timedelta(days=1))
    decide(45, TODAY - timedelta(days=10))
    assert [policy.value(KEY, TODAY - timedelta(days=n)) for n in (0, 5, 11)] == [30, 45, 60]


def test_deciding_again_for_the_same_day_corrects_it():
    decide(90)
    decide(100, legal_basis=" Perwal 3/2026 ")
    kept = PolicyValue.objects.exclude(legal_basis="Uji").get()
    assert (kept.value, kept.legal_basis) == (100, "Perwal 3/2026")


@pytest.mark.parametrize("value", [15, 240])
def test_the_bounds_themselves_are_allowed(value):
    assert decide(value).value == value


@pytest.mark.parametrize("value", [14, 241, -60, 0])
def test_out_of_bounds_is_refused(value):
    with pytest.raises(Refused, match=r"Nilainya harus antara 15 dan 240 menit\."):
        decide(value)
    assert policy.value(KEY) == 60


@pytest.mark.parametrize("basis", ["", "   "])
def test_a_decision_states_its_legal_basis(basis):
    with pytest.raises(Refused, match=r"Tuliskan dasar hukumnya\."):
        decide(90, legal_basis=basis)
    assert not PolicyValue.objects.exclude(legal_basis="Uji").exists()


def test_it_is_written_down_for_readers_of_both_languages_whoever_decides():
    with translation.override("en"):
        decide(90)
    entry = Entry.objects.get()
    label, value = {"id": "Jam layanan", "en": "Opening hours"}, {"id": "90 menit", "en": "90 menit"}
    assert (entry.kind, entry.facts) == ("policy.decided", {"label": label, "value": value, "day": "2026-11-23"})


@pytest.mark.parametrize(("value", "said"), [(1, "ya"), (0, "tidak")])
def test_a_question_is_answered_with_yes_or_no(value, said):
    policy.declare("test.may", label="Boleh", unit="", default=1, at_least=0, at_most=1, legal_basis="Perwal 1/2020")
    may = policy.policies.get("test.may")
    assert (may.yes_or_no, may.said(value)) == (True, said)
    assert not policy.policies.get(KEY).yes_or_no


def test_there_is_no_such_rule():
    with pytest.raises(LookupError, match=r"no policy is called 'test\.unknown'"):
        policy.value("test.unknown")
