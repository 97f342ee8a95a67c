"""A part of a page: nothing when the browser has it already, and rendered once for all who ask."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from pasti.kit.live import events_address, live_part


@pytest.fixture(autouse=True)
def templates(settings):
    loader = ("django.template.loaders.locmem.Loader", {"part.html": "{{ n }} {{ request.path }}"})
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}
    ]


class Part:
    def __init__(self) -> None:
        self.version = "1"
        self.rendered = 0

    def context(self) -> dict[str, object]:
        self.rendered += 1
        return {"n": self.rendered}

    def ask(self, have: str = "", path: str = "/part/", *, private: bool = False):
        request = RequestFactory().get(path, headers={"X-Version": have} if have else {})
        return live_part(request, lambda: self.version, self.context, "part.html", private=private)


def test_a_browser_that_has_nothing_gets_the_part_and_its_version():
    answer = Part().ask()
    assert (answer.status_code, answer.content, answer["X-Version"]) == (200, b"1 ", "1")
    assert answer["Cache-Control"] == "no-store"


def test_a_browser_that_has_this_version_gets_nothing():
    part = Part()
    answer = part.ask(have="1")
    assert (answer.status_code, answer.content, part.rendered) == (204, b"", 0)


def test_a_browser_that_has_an_older_version_gets_the_part():
    assert Part().ask(have="0").status_code == 200


def test_it_is_rendered_once_however_many_ask():
    part = Part()
    assert {part.ask().content for _browser in range(5)} == {b"1 "}
    assert part.rendered == 1


def test_it_is_rendered_again_when_something_is_new():
    part = Part()
    part.ask()
    part.version = "2"
    answer = part.ask(have="1")
    assert (answer.content, answer["X-Version"]) == (b"2 ", "2")


def test_each_address_and_each_language_has_its_own():
    part = Part()
    part.ask()
    assert part.ask(path="/other/").content == b"2 "
    with translation.override("en"):
        assert part.ask().content == b"3 "
    assert part.ask().content == b"1 "


def test_a_private_part_is_rendered_for_each_and_kept_for_nobody():
    part = Part()
    assert part.ask(private=True).content == b"1 "
    assert part.ask(private=True).content == b"2 "
    assert part.ask().content == b"3 "


def test_browsers_are_told_where_news_come_from(settings):
    settings.LIVE_URL, settings.LIVE_PORT = "", 8001
    assert events_address("board") == ":8001/board"
    settings.LIVE_URL = "https://live.example.id/"
    assert events_address("board") == "https://live.example.id/board"


def test_an_address_may_be_as_long_as_somebody_likes():
    part = Part()
    assert part.ask(path=f"/{'1' * 500}/").content == part.ask(path=f"/{'1' * 500}/").content
    assert part.ask(path=f"/{'1' * 501}/").content != part.ask(path=f"/{'1' * 500}/").content
