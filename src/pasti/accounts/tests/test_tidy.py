from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from tests.cast import MONDAY

from pasti.accounts.duties import tidy
from pasti.kit import clock
from pasti.kit.limits import Scope, count_attempt
from pasti.kit.models import Allowance


def test_sessions_that_are_over_and_attempts_that_no_longer_count_are_cleared(db):
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours))
    door = Scope("door", timedelta(minutes=1), 1)
    count_attempt(door, None, also={"a": 1})
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        count_attempt(door, None, also={"b": 1})
        tidy()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    assert Allowance.objects.count() == 1


def test_what_staff_see_is_kept_by_no_browser(office, signed_in):
    assert signed_in(office.budi).get("/meja/").headers["Cache-Control"] == "no-store"
