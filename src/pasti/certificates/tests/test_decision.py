"""Suket are off until the head of office switches them on for an incident, and end with it."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from pasti.certificates import actions, queries
from pasti.certificates.models import Decision
from pasti.certificates.tests.owing import REASON, issued, outage, released, switched_on
from pasti.journal import queries as journal
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.readiness import actions as readiness
from pasti.readiness.costs import cost_of

LAST = date(2026, 12, 1)


def test_they_are_off(office):
    outage(office)
    assert queries.decision_now() is None
    with pytest.raises(Refused, match="belum menyalakannya"):
        actions.issue_suket(released(office), by=office.budi.actor)


def test_the_head_switches_them_on_for_an_incident(office):
    decision = switched_on(office, until=LAST)
    assert queries.decision_now() == decision
    assert (decision.since, decision.until, decision.made_by) == (MONDAY.date(), LAST, "Agus Hermawan")
    history = list(journal.of_subject(decision.incident.subject))
    assert (
        history[-1].sentence
        == f"Suket dinyalakan dari Senin, 23 November 2026 sampai Selasa, 1 Desember 2026: {REASON}"
    )


@pytest.mark.parametrize("who", ["budi", "nur", "joko"])
def test_nobody_else_does(office, who):
    incident = outage(office)
    with pytest.raises(NotAllowed):
        actions.switch_on(incident, reason=REASON, until=LAST, by=getattr(office, who).actor)
    assert not Decision.objects.exists()


def test_without_an_incident_that_goes_on_there_is_nothing_to_switch(office):
    incident = outage(office)
    readiness.close_incident(incident, by=office.agus.actor)
    incident.refresh_from_db()
    with pytest.raises(Refused, match="tidak sedang berlangsung"):
        actions.switch_on(incident, reason=REASON, until=LAST, by=office.agus.actor)


@pytest.mark.parametrize("until", [date(2026, 11, 22), date(2026, 12, 24)])
def test_a_day_that_is_over_or_too_far(office, until):
    with pytest.raises(Refused, match="30 hari"):
        switched_on(office, until=until)


@pytest.mark.parametrize(("reason", "why"), [("  ", "alasan"), ("untuk 3275015206099001", "NIK")])
def test_it_needs_a_reason_without_a_nik(office, reason, why):
    incident = outage(office)
    with pytest.raises(Refused, match=why):
        actions.switch_on(incident, reason=reason, until=LAST, by=office.agus.actor)


def test_the_same_sent_twice_is_one_and_another_is_refused(office):
    decision = switched_on(office, until=LAST)
    again = actions.switch_on(decision.incident, reason=REASON, until=LAST, by=office.agus.actor)
    assert again == decision
    with pytest.raises(Refused, match="sudah dinyalakan"):
        actions.switch_on(decision.incident, reason="lain", until=LAST, by=office.agus.actor)


def test_after_its_last_day_another_may_be_made_for_the_same_incident(office):
    before = switched_on(office, until=LAST)
    with clock.stopped_at(MONDAY + timedelta(days=9)):
        assert queries.decision_now() is None
        later = (MONDAY + timedelta(days=20)).date()
        again = actions.switch_on(before.incident, reason=REASON, until=later, by=office.agus.actor)
        assert queries.decision_now() == again
    assert Decision.objects.get(pk=before.pk).state == "ended"
    told = [entry.sentence for entry in journal.of_subject(before.incident.subject) if entry.kind == "decision.end"]
    assert told == ["Suket dimatikan: hari terakhirnya sudah lewat."]


def test_it_ends_with_its_last_day(office):
    switched_on(office, until=LAST)
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        assert queries.decision_now()
    with clock.stopped_at(MONDAY + timedelta(days=9)):
        assert queries.decision_now() is None


def test_it_ends_with_its_incident(office):
    decision = switched_on(office)
    readiness.close_incident(decision.incident, by=office.agus.actor)
    assert queries.decision_now() is None
    with pytest.raises(Refused, match="belum menyalakannya"):
        issued(office)


def test_the_head_switches_them_off_and_what_was_issued_holds(office):
    decision = switched_on(office)
    suket = issued(office)
    assert actions.switch_off(decision, "Izin cetak pulih", by=office.agus.actor) == decision
    actions.switch_off(decision, "Izin cetak pulih", by=office.agus.actor)
    assert queries.decision_now() is None
    assert list(queries.owed()) == [suket]
    said = [entry.kind for entry in journal.of_subject(decision.incident.subject)]
    assert said.count("decision.end") == 1


def test_the_report_of_the_incident_counts_them(office):
    decision = switched_on(office)
    suket = issued(office)
    issued(office, minutes=1)
    actions.renew_suket(suket, by=office.budi.actor)
    assert ("Suket diterbitkan", 3) in [(str(line.what), line.count) for line in cost_of(decision.incident)]
