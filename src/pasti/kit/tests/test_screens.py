from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory

from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.screens import attempt, client_network, day_in, moment_in, safe_next, sent_from


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)), ("2020-01-01", date(2020, 1, 1)), ("", None), ("kemarin", None),
        ("2026-02-30", None), ("0001-01-01", None), ("9999-12-31", None),
    ],
)  # fmt: skip
def test_a_day_in_an_address_is_one_on_which_an_office_may_be_open(written, day):
    assert day_in(written) == day
    moment = moment_in(f"{written}T09:00:00+07:00")
    assert (moment is None) if day is None else (moment == clock.at(day, 9))


@pytest.mark.parametrize("written", ["2026-11-23T09:00:00", "2026-11-23T25:00:00+07:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_has_a_zone_and_is_one_that_may_be_kept(written):
    assert moment_in(written) is None


@pytest.mark.parametrize("target", ["/", "/lacak/", "/lacak/?number=327548217706", "/a/b#c"])
def test_it_goes_on_to_a_page_of_ours(target):
    assert safe_next(RequestFactory().get("/", {"next": target}), "/home/") == target
    assert safe_next(RequestFactory().post("/", {"next": target}), "/home/") == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://example.com/",
        "http://example.com/",
        "//example.com/",
        "///example.com/",
        "/\\example.com/",
        "\\\\example.com/",
        "/\t/example.com/",
        "\n//example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://testserver/",
        "lacak/",
        "?x",
    ],
)
def test_it_never_leads_away(target):
    for request in (RequestFactory().get("/", {"next": target}), RequestFactory().post("/", {"next": target})):
        assert safe_next(request, "/home/") == "/home/"


def test_what_was_sent_counts_before_what_is_in_the_address():
    request = RequestFactory().post("/?next=/address/", {"next": "/sent/"})
    assert safe_next(request, "/home/") == "/sent/"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "192.0.2.9"),
        (0, "198.51.100.1", "192.0.2.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1, 198.51.100.1, 203.0.113.7", "198.51.100.1"),
        (2, " 198.51.100.1 ,203.0.113.7 ", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.9"),
        (1, None, "192.0.2.9"),
        (1, ", ,", "192.0.2.9"),
    ],
)
def test_only_so_many_proxies_are_believed(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    request = RequestFactory(REMOTE_ADDR="192.0.2.9").get("/", headers=headers)
    assert client_network(request) == address


@pytest.mark.parametrize(
    ("direct", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("nonsense", ""),
    ],
)
def test_one_subscriber_is_one_network(direct, network):
    assert client_network(RequestFactory(REMOTE_ADDR=direct).get("/")) == network


@pytest.fixture
def request_with_messages():
    request = RequestFactory().post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def said(request) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def test_what_is_done_may_be_said(request_with_messages):
    assert attempt(request_with_messages, lambda: None, done="Selesai.") is True
    assert said(request_with_messages) == [("success", "Selesai.")]


def test_what_goes_without_saying_is_not_said(request_with_messages):
    assert attempt(request_with_messages, lambda: None) is True
    assert said(request_with_messages) == []


@pytest.mark.parametrize("no", [Refused("Tidak bisa."), NotAllowed("Tidak bisa.")])
def test_a_refusal_is_said_in_its_own_words(request_with_messages, no):
    def act():
        raise no

    assert attempt(request_with_messages, act, done="Selesai.") is False
    assert said(request_with_messages) == [("error", "Tidak bisa.")]


def test_a_fault_of_ours_is_not_swallowed(request_with_messages):
    with pytest.raises(ZeroDivisionError):
        attempt(request_with_messages, lambda: 1 / 0)


def test_a_look_at_where_a_form_was_sent_leads_back_to_its_page():
    @sent_from("/page/")
    def view(request, number):
        return HttpResponse(f"taken {number}")

    assert view(RequestFactory().post("/x/"), 7).content == b"taken 7"
    for look in (RequestFactory().get("/x/"), RequestFactory().head("/x/")):
        assert (view(look, 7).status_code, view(look, 7)["Location"]) == (302, "/page/")
