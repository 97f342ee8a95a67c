"""What a planned outage cost: who was freed for it, and nobody else."""

from datetime import datetime, timedelta

from tests.cast import OWNER, submitted

from pasti.appointments.actions import book
from pasti.offices import actions as offices
from pasti.readiness import actions as readiness
from pasti.readiness.costs import cost_of
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need

ONE = datetime.fromisoformat("2026-11-24T13:00:00+07:00")


def freed(incident: Incident) -> int:
    return sum(line.count for line in cost_of(incident) if str(line.what) == "Jadwal kedatangan yang dibebaskan")


def test_only_who_was_freed_for_it_is_counted(office):
    agus = office.agus.actor
    book(submitted(), ONE, by=OWNER)
    offices.set_holiday(ONE.date(), name="Pilkada", source="local", closed=True, by=agus, seen=None)
    offices.remove_holiday(ONE.date(), by=agus)
    met = submitted()
    book(met, ONE, by=OWNER)
    first = readiness.plan_incident(
        needs=[Need.CLERK], starts_at=ONE, until=ONE + timedelta(hours=2), by=agus, seen=None
    )  # fmt: skip
    other = readiness.plan_incident(
        needs=[Need.LINK], starts_at=ONE, until=ONE + timedelta(hours=2), by=agus, seen=None
    )  # fmt: skip
    assert (freed(first), freed(other)) == (1, 0)
    book(met, ONE + timedelta(days=1), by=OWNER)
    withdrawn = readiness.withdraw_incident(first, "Batal.", by=agus)
    assert freed(withdrawn) == 1, "who was freed stays free"
