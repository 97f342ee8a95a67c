"""Whoever would come to collect on a day that the office has closed is told before they set out."""

from datetime import date

from pasti.answers.states import Choice
from pasti.answers.tests.conftest import a_ready_case, answer
from pasti.kit import clock
from pasti.notices import texts
from pasti.notices.models import Notice
from pasti.notices.tests.telling import PHONE, agreed, read_journal
from pasti.offices.actions import set_holiday

THURSDAY = date(2026, 11, 26)


def close(office, *seen: str) -> None:
    set_holiday(THURSDAY, name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=seen)


def told() -> str:
    notice = Notice.objects.latest("pk")
    facts = notice.facts.filter(current=True).select_related("entry")
    return texts.message(facts, notice.application, "sms", "id", asks=True).text if facts else ""


def test_whoever_would_set_out_is_told_before(office):
    case = a_ready_case(office)
    type(case).objects.filter(pk=case.pk).update(phone=PHONE)
    case.refresh_from_db()
    agreed(case)
    row = answer(case, Choice.LATER, day=THURSDAY)
    read_journal()
    close(office, row.subject)
    read_journal()
    said = "pengambilan pada Kamis, 26 November 2026 dibatalkan: kantor tutup. Jangan datang pada waktu itu."
    assert said in told()
    assert Notice.objects.latest("pk").sets_out == clock.at(THURSDAY, 8)
    answer(case, Choice.LATER, day=date(2026, 11, 27))
    read_journal()
    assert "dibatalkan" not in told()
