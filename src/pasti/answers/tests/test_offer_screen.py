"""An earlier place that is held is taken or left with one tap, by the same link, and by SMS in one word."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.cast import MONDAY, OWNER, submitted
from tests.scenes import scene

from pasti.answers import actions, queries
from pasti.answers.models import Answer, Via
from pasti.answers.states import Choice
from pasti.answers.tests.conftest import answer, booked_at, page, place
from pasti.applications.models import Application
from pasti.appointments import actions as appointments
from pasti.appointments import queries as sessions
from pasti.appointments import waitlist
from pasti.appointments.models import Part
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import decide

pytestmark = pytest.mark.either_database
TUESDAY = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
LATER = datetime.fromisoformat("2026-11-25T09:00:00+07:00")


@scene
def offered(office) -> Application:
    """Somebody expected on Wednesday, to whom Tuesday at nine is offered."""
    decide(
        "appointments.session_capacity", value=1, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor
    )  # fmt: skip
    holder, case = submitted(), submitted()
    appointments.book(case, LATER, by=OWNER)
    for day in sessions.days_on_offer():
        for slot in day.slots:
            if slot.free and slot.starts_at < LATER:
                one = holder if slot.starts_at == TUESDAY else submitted()
                appointments.book(one, slot.starts_at, by=OWNER)
    waitlist.join(case, weekdays=range(5), part=Part.ANY, by=OWNER)
    appointments.call_off(holder, by=OWNER)
    return case


def choose(case: Application, choice: str) -> int:
    return Client().post(place(case), {"choice": choice}).status_code


def test_the_page_behind_the_link_offers_it_first(offered):
    shown = page(place(offered))
    assert "Ada tempat lebih awal: Selasa, 24 November 2026 pukul 09.00–10.00 WIB" in shown
    assert "Disimpan untuk Anda sampai Senin, 23 November 2026 pukul 10.30 WIB" in shown
    assert "Jadwal Anda yang sekarang tetap" in shown
    assert shown.index("<h1>") < shown.index("Ya, ambil tempat ini") < shown.index("Ya, saya tetap datang")


def test_one_tap_takes_it_and_the_same_link_goes_on(offered):
    path = place(offered)
    for _time in range(2):
        assert Client().post(path, {"choice": "take"}).status_code == 302
    assert booked_at(offered) == TUESDAY.isoformat()
    assert "Kami tunggu kedatangan Anda" in page(path)
    assert Answer.objects.get().choice == "take"


def test_one_tap_leaves_it(offered):
    path = place(offered)
    assert choose(offered, "decline") == 302
    assert booked_at(offered) == LATER.isoformat()
    assert "Baik, tempat itu untuk yang lain" in page(path)
    assert Choice.TAKE not in queries.choices(offered)


def test_too_late_is_one_sentence_and_nothing_changes(offered):
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        answered = Client().post(place(offered), {"choice": "take"})
        assert answered.status_code == 422
        assert "Tempat itu sudah diberikan kepada yang lain. Jadwal Anda tidak berubah." in answered.content.decode()
    assert booked_at(offered) == LATER.isoformat()


def test_what_was_answered_before_may_be_answered_otherwise_when_a_place_comes(offered):
    answer(offered, Choice.KEEP)
    assert "Ya, ambil tempat ini" in page(place(offered))
    answer(offered, Choice.TAKE)
    assert booked_at(offered) == TUESDAY.isoformat()


def test_who_was_offered_nothing_takes_nothing(office):
    case = submitted()
    with pytest.raises(Refused, match="sudah diberikan kepada yang lain"):
        actions.answer(case, Choice.TAKE, by=actions.holder(case, Via.SMS), via=Via.SMS)
