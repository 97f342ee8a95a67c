import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from tests.cast import submitted

from pasti.applications import rules
from pasti.applications.models import Application


class Session(dict[str, object]):
    """A session that counts how often it got a new key."""

    keys_made = 0

    def cycle_key(self) -> None:
        self.keys_made += 1


@pytest.fixture
def browser():
    request = RequestFactory().get("/")
    request.session = Session()
    return request


def page(request, application: Application) -> HttpResponse:
    return HttpResponse(application.number)


def test_a_browser_sees_no_case_until_it_is_let_in(office, browser):
    case = submitted()
    assert not rules.may_see(browser, case.number)
    rules.let_in(browser, case)
    assert rules.may_see(browser, case.number)
    assert browser.session.keys_made == 1


def test_one_case_opens_no_other(office, browser):
    mine, other = submitted(), submitted()
    rules.let_in(browser, mine)
    assert not rules.may_see(browser, other.number)


def test_it_remembers_the_latest_thirty_and_each_once(office, browser):
    cases = [Application(number=f"{n:012d}") for n in range(40)]
    for case in [*cases, cases[-1]]:
        rules.let_in(browser, case)
    assert browser.session["cases"] == [case.number for case in cases[-31:]]


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
