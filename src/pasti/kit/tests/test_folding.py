"""What of a template is the same on every page is worked out once, in each language, and nothing else is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.test import override_settings
from django.urls import path
from django.utils.translation import override

from pasti.kit.folding import Loader

LIBRARIES = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
urlpatterns = [path("di-sini/", lambda request: None, name="here"), path("<int:n>/", lambda request, n: None, name="n")]  # type: ignore[arg-type, return-value]
TEMPLATES = {
    "all.html": (
        "{% load i18n static %}<b>{% translate 'Keluar' %}</b>{% url 'here' %}"
        "{% if on %}{% translate 'Keluar' %} & {{ name }}{% else %}{% translate 'Bahasa' %}{% endif %}"
    ),
    "told.html": (
        "{% load i18n %}{% translate said %}{% url place %}{% url 'n' n %}{% translate 'Keluar' as out %}{{ out }}"
    ),
    "elsewhere.html": "{% if on %}{% url 'nowhere' %}{% endif %}x",
    "above.html": "{% load i18n %}{% block in %}{% translate 'Keluar' %}{% endblock %}|{{ n }}",
    "below.html": (
        "{% extends 'above.html' %}{% load i18n %}"
        "{% block in %}{{ block.super }}, {% translate 'Keluar' %}{% endblock %}"
    ),
}


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def engine(loader: str) -> Engine:
    inner = [("django.template.loaders.locmem.Loader", TEMPLATES)]
    return Engine(loaders=[(loader, inner)], libraries=LIBRARIES)


def shown(made: Engine, name: str, /, **told: Any) -> str:
    return made.get_template(name).render(Context(told))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("all.html", {"on": True, "name": "<Siti>"}),
        ("all.html", {"on": False}),
        ("told.html", {"said": "Keluar", "place": "here", "n": 7}),
        ("told.html", {"said": "Bahasa", "place": "here", "n": 8}),
        ("elsewhere.html", {"on": False}),
        ("below.html", {"n": 3}),
    ],
)
def test_a_page_is_what_django_makes_of_it(name, told, language):
    ours, theirs = engine("pasti.kit.folding.Loader"), engine("django.template.loaders.cached.Loader")
    with override("id"):
        shown(ours, name, **told)
    with override(language):
        for _ in range(2):
            assert shown(ours, name, **told) == shown(theirs, name, **told)


def test_languages_are_kept_apart():
    made = engine("pasti.kit.folding.Loader")
    said = []
    for language in ("id", "en", "id"):
        with override(language):
            said.append(shown(made, "all.html", on=False)[:13])
    assert said[0] == said[2] == "<b>Keluar</b>"
    assert said[1] != said[0]


def test_what_is_written_in_the_template_is_one_text():
    with override("id"):
        nodes = engine("pasti.kit.folding.Loader").get_template("all.html").nodelist
    assert isinstance(nodes[0], TextNode)
    assert nodes[0].s == "<b>Keluar</b>/di-sini/"
    assert len(nodes) == 2


def test_what_leads_nowhere_is_said_when_it_is_shown():
    with pytest.raises(Exception, match="nowhere"):
        shown(engine("pasti.kit.folding.Loader"), "elsewhere.html", on=True)


def test_it_is_the_loader_of_the_house(settings):
    assert settings.TEMPLATES[0]["OPTIONS"]["loaders"][0][0] == f"{Loader.__module__}.{Loader.__qualname__}"
