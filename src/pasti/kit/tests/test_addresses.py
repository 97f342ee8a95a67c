"""What an address leads to is found once."""

import pytest
from django.test import RequestFactory, override_settings
from django.urls import Resolver404, path

from pasti.kit.addresses import Handler, match_of

urlpatterns = [path("kamar/<str:name>/", lambda request, name: None)]  # type: ignore[arg-type, return-value]


def test_it_leads_where_django_says_and_is_found_once():
    with override_settings(ROOT_URLCONF=__name__):
        assert match_of("/kamar/a/").kwargs == {"name": "a"}
        assert match_of("/kamar/a/") is match_of("/kamar/a/")
        assert match_of("/kamar/b/").kwargs == {"name": "b"}


def test_what_leads_nowhere_here_may_lead_somewhere_in_another_house():
    with pytest.raises(Resolver404):
        match_of("/kamar/a/")
    with override_settings(ROOT_URLCONF=__name__):
        match_of("/kamar/a/")
    with pytest.raises(Resolver404):
        match_of("/kamar/a/")


def test_a_long_address_is_not_kept():
    with override_settings(ROOT_URLCONF=__name__):
        long = f"/kamar/{'a' * 200}/"
        assert match_of(long) is not match_of(long)


def test_the_request_knows_its_view():
    request = RequestFactory().get("/kamar/a/")
    with override_settings(ROOT_URLCONF=__name__):
        _view, _args, kwargs = Handler().resolve_request(request)
    assert kwargs == request.resolver_match.kwargs == {"name": "a"}
