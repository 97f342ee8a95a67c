import importlib

from django.apps import apps
from tests.cast import account

from pasti.accounts.actions import make_link
from pasti.accounts.models import Account
from pasti.accounts.queries import news_for
from pasti.accounts.roles import Role


def test_what_happened_before_owners_were_told_is_no_news(db):
    nur, siti = account("nur", "Nur Aini", Role.ADMIN), account("siti", "Siti", Role.CLERK)
    make_link(siti, by=nur.actor)
    assert len(news_for(siti)) == 1
    importlib.import_module("pasti.accounts.migrations.0004_old_news_is_read").mark_as_read(apps, None)
    siti = Account.objects.get(pk=siti.pk)
    assert news_for(siti) == []
    make_link(siti, by=nur.actor)
    assert len(news_for(siti)) == 1


def test_an_empty_node_has_no_news_either(db):
    importlib.import_module("pasti.accounts.migrations.0004_old_news_is_read").mark_as_read(apps, None)
    assert not Account.objects.exists()
