from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from tests.cast import MONDAY, OWNER, PASSWORD, browser_of, submitted

from pasti.applications import actions, rules
from pasti.applications.models import Application
from pasti.applications.resume_code import Identity
from pasti.applications.rules import Proof
from pasti.journal.actors import CITIZEN
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.offices.actions import decide


@pytest.fixture
def browser(db):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.session["language"] = "id"
    request.session.save()
    return request


def page(request, application: Application) -> HttpResponse:
    return HttpResponse(application.number)


def seen(browser: Any, application: Application, **more: Any) -> bool:
    """Whether a view of this case is shown."""
    try:
        return bool(rules.own_case(**more)(page)(browser, application.number).status_code == 200)
    except Http404:
        return False


def test_a_browser_sees_no_case_until_it_is_let_in(office, browser):
    case = submitted()
    assert not seen(browser, case)
    rules.let_in(browser, case)
    assert seen(browser, case)


def test_every_right_gained_is_a_session_of_a_new_key(office, browser):
    """Whoever planted or saw the key before must not find a case open in it: neither the first nor a later one."""
    keys = [browser.session.session_key]
    mine, others = submitted(), submitted()
    for gain in (
        lambda: rules.show_stage(browser, mine),
        lambda: rules.let_in(browser, mine),
        lambda: rules.let_in(browser, others),
        lambda: rules.let_in(browser, others, code="ACDEFG"),
    ):
        gain()
        keys.append(browser.session.session_key)
    assert len(set(keys)) == 5
    for old in keys[:-1]:
        assert not SessionStore().exists(old)
    assert browser.session["language"] == "id"


def test_the_stage_is_not_the_case(office, browser):
    case = submitted()
    rules.show_stage(browser, case)
    assert not seen(browser, case)
    assert seen(browser, case, proof=Proof.STAGE)
    rules.let_in(browser, case, code="ACDEFG")
    rules.show_stage(browser, case)
    assert seen(browser, case)
    assert rules.code_of(browser, case.number) == "ACDEFG"


def test_one_case_opens_no_other(office, browser):
    mine, other = submitted(), submitted()
    rules.let_in(browser, mine)
    assert not seen(browser, other)


def test_it_remembers_the_latest_thirty_and_each_once(office, browser):
    cases = [Application(number=f"{n:012d}") for n in range(40)]
    for case in [*cases, cases[-1]]:
        rules.let_in(browser, case)
    assert list(browser.session["cases"]) == [case.number for case in cases[-30:]]


def test_left_alone_it_forgets_on_the_server(office, browser):
    case = submitted()
    rules.let_in(browser, case)
    with clock.stopped_at(MONDAY + timedelta(minutes=15)):
        assert seen(browser, case)
    with clock.stopped_at(MONDAY + timedelta(minutes=30, seconds=1)):
        assert not rules.holds_a_case(browser)
        assert not seen(browser, case)
        assert "cases" not in browser.session


def test_looking_keeps_it_open_and_the_office_decides_how_long(office, browser):
    case = submitted()
    decide("applications.idle_minutes", value=2, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    rules.let_in(browser, case)
    for seconds in (100, 200, 300):
        with clock.stopped_at(MONDAY + timedelta(seconds=seconds)):
            assert seen(browser, case)
    with clock.stopped_at(MONDAY + timedelta(seconds=421)):
        assert not seen(browser, case)


def test_leaving_closes_every_case_and_the_browser_is_known_no_more(office):
    case = submitted()
    browser = browser_of(case, code="ACDEFG")
    shown = browser.get(f"/lacak/{case.number}/")
    assert "Selesai, keluar" in shown.content.decode()
    known = browser.cookies["pasti-office-known"]
    assert (known["httponly"], known["samesite"], case.number in known.value) == (True, "Lax", False)
    key = browser.session.session_key
    answer = browser.post("/selesai/")
    assert (answer.status_code, answer["Location"]) == (302, "/selesai/")
    assert browser.cookies["pasti-office-known"].value == ""
    assert not SessionStore().exists(key)
    left = browser.get("/selesai/").content.decode()
    assert "Permohonan sudah ditutup" in left
    assert "Selesai, keluar" not in left
    assert browser.get(f"/lacak/{case.number}/").status_code == 302


def test_a_link_closes_nothing(office):
    case = submitted()
    browser = browser_of(case)
    assert "Permohonan masih terbuka" in browser.get("/selesai/").content.decode()
    assert browser.get(f"/lacak/{case.number}/").status_code == 200


def test_a_colleague_who_leaves_a_case_stays_signed_in(office, signed_in):
    browser = signed_in(office.budi)
    code = actions.new_code(case := submitted(), shown=Identity.CARD, by=office.budi.actor)
    browser.post("/lacak/", {"number": case.number, "code": code})
    browser.post("/selesai/")
    assert browser.get("/permohonan/").status_code == 200
    assert browser.get(f"/lacak/{case.number}/").status_code == 302


def test_signing_in_and_out_leaves_no_case_open(office):
    case = submitted()
    browser = browser_of(case)
    key = browser.session.session_key
    browser.post("/masuk/", {"login": "budi", "password": PASSWORD})
    assert browser.get("/permohonan/").status_code == 200
    assert browser.session.session_key != key
    assert browser.get(f"/lacak/{case.number}/").status_code == 302
    code = actions.new_code(case, shown=Identity.CARD, by=office.budi.actor)
    browser.post("/lacak/", {"number": case.number, "code": code})
    assert browser.get(f"/lacak/{case.number}/").status_code == 200
    browser.post("/keluar/")
    assert browser.get(f"/lacak/{case.number}/").status_code == 302
    assert user_logged_in.has_listeners()


def test_typing_keeps_it_open(office):
    case = submitted()
    browser = browser_of(case)
    with clock.stopped_at(MONDAY + timedelta(minutes=14)):
        assert browser.get("/masih-di-sini/").status_code == 204
    with clock.stopped_at(MONDAY + timedelta(minutes=28)):
        assert browser.get(f"/lacak/{case.number}/").status_code == 200
    assert Client().get("/masih-di-sini/").status_code == 204


def test_a_new_code_closes_the_case_where_the_old_one_opened_it(office):
    old = actions.new_code(case := submitted(), shown=Identity.CARD, by=office.budi.actor)
    browser = Client()
    browser.post("/lacak/", {"number": case.number, "code": old})
    assert browser.get(f"/lacak/{case.number}/").status_code == 200
    actions.new_code(case, shown=Identity.CARD, by=office.budi.actor)
    assert browser.get(f"/lacak/{case.number}/").status_code == 302
    assert browser.post("/lacak/", {"number": case.number, "code": old}).status_code == 422


def test_a_form_that_comes_too_late_is_told_why(office):
    case = submitted()
    browser = browser_of(case)
    with clock.stopped_at(MONDAY + timedelta(minutes=16)):
        answer = browser.post(f"/ajukan/{case.number}/data-diri/", {"name": "x"}, follow=True)
    assert "ditutup karena lama tidak dipakai" in answer.content.decode()
    assert f'value="{case.number}"' in answer.content.decode()


def test_who_acts_for_a_case_has_proven_it(office, browser):
    mine, other = submitted(), submitted()
    rules.let_in(browser, mine)
    rules.show_stage(browser, other)
    assert actions.withdraw(mine, by=rules.acting(browser, mine)).state == "withdrawn"
    for nobody in (rules.acting(browser, other), rules.acting(browser, mine), CITIZEN):
        with pytest.raises(NotAllowed, match="Buka dahulu permohonan ini dengan kodenya"):
            actions.withdraw(other, by=nobody)
    assert actions.withdraw(other, by=OWNER).state == "withdrawn"


def test_others_are_sent_to_the_door_with_the_number(office, browser):
    case = submitted()
    sent = rules.own_case("applications:cases")(page)(browser, case.number)
    assert (sent.status_code, sent["Location"]) == (302, f"/permohonan/?number={case.number}")


def test_without_a_door_there_is_no_such_page(office, browser):
    with pytest.raises(Http404):
        rules.own_case()(page)(browser, submitted().number)


def test_the_owner_sees_the_page_and_no_cache_keeps_it(office, browser):
    case = submitted()
    rules.let_in(browser, case)
    shown = rules.own_case()(page)(browser, case.number)
    assert (shown.content.decode(), shown["Cache-Control"]) == (case.number, "no-store")


def test_a_case_that_is_gone_is_no_page(office, browser):
    rules.let_in(browser, Application(number="327500000000"))
    with pytest.raises(Http404):
        rules.own_case()(page)(browser, "327500000000")
