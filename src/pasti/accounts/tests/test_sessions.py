"""A browser's session is read as Django wrote it, and by no key that is over."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as Djangos
from django.contrib.sessions.models import Session
from django.utils import timezone

from pasti.accounts.sessions import SessionStore


@pytest.fixture
def session(db) -> SessionStore:
    made = SessionStore()
    made["who"] = "Siti"
    made.save()
    return made


def test_it_holds_what_was_put_into_it(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert SessionStore(session.session_key)["who"] == "Siti"
    assert Djangos(session.session_key)["who"] == "Siti"


@pytest.mark.parametrize("key", ["nobody-has-this-key-at-all", "x'; DROP TABLE django_session; --", "ä" * 300])
def test_a_key_that_nobody_has_opens_nothing_and_is_not_kept(session, key):
    found = SessionStore(key)
    assert found.get("who") is None
    assert found.session_key is None
    assert Session.objects.count() == 1


def test_what_is_over_opens_nothing(session):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    found = SessionStore(session.session_key)
    assert found.get("who") is None
    assert found.session_key is None
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    assert SessionStore(session.session_key)["who"] == "Siti"
