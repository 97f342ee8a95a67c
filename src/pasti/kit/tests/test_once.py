import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from pasti.kit.once import OneLookMiddleware, once, one_look

pytestmark = pytest.mark.either_database


class Asked:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_outside_of_a_look_it_is_found_anew_each_time():
    find = Asked()
    assert [once("x", find), once("x", find)] == [1, 2]


def test_within_a_look_it_is_found_once_and_each_look_finds_anew():
    find = Asked()
    for look in (1, 2):
        with one_look():
            assert [once("x", find), once("x", find)] == [look, look]
    assert once("x", find) == 3


def test_what_is_said_is_found_once_in_each_language():
    with one_look():
        assert once("x", translation.get_language) == "id"
        with translation.override("en"):
            assert once("x", translation.get_language) == "en"
        assert once("x", translation.get_language) == "id"


def test_what_could_not_be_found_is_tried_again():
    def fail() -> int:
        raise LookupError

    with one_look():
        with pytest.raises(LookupError):
            once("x", fail)
        assert once("x", lambda: 1) == 1


@pytest.mark.parametrize(("method", "times"), [("get", 1), ("head", 1), ("post", 2)])
def test_a_page_that_is_looked_at_is_one_look_and_one_that_changes_something_is_not(method, times):
    find = Asked()

    def page(_request):
        once("x", find)
        once("x", find)
        return HttpResponse()

    OneLookMiddleware(page)(getattr(RequestFactory(), method)("/"))
    assert find.times == times
