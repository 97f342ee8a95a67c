import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from pasti.kit.language import LanguageMiddleware


def spoken(cookie: str = "", accepts: str = "") -> tuple[str, str | None]:
    request = RequestFactory().get("/", headers={"Accept-Language": accepts})
    if cookie:
        request.COOKIES["pasti-language"] = cookie
    middleware = LanguageMiddleware(lambda _request: HttpResponse(str(translation.get_language())))
    answer = middleware(request)
    return answer.content.decode(), answer.headers["Content-Language"]


def test_it_is_indonesian_for_everybody():
    assert spoken() == ("id", "id")


def test_it_is_english_for_who_asks_for_it():
    assert spoken(cookie="en") == ("en", "en")


def test_the_browser_is_not_asked():
    assert spoken(accepts="en-GB,en;q=0.9") == ("id", "id")


@pytest.mark.parametrize("cookie", ["fr", "EN", "../en", "x" * 1000])
def test_a_language_that_we_do_not_speak_is_indonesian(cookie):
    assert spoken(cookie=cookie) == ("id", "id")


def test_one_reader_does_not_change_the_language_of_the_next():
    spoken(cookie="en")
    assert translation.get_language() == "id"
    assert spoken() == ("id", "id")
