"""What lists look like stands once, in kit: no other template writes a table, a search bar or a pager again."""

import re

import pytest

from tests.house.floors import ROOMS

# The layout of a card, which is no list.
OWN_LAYOUT = {"printing/templates/printing/faces.html"}

_RAW = re.compile(
    r"""<table\b|<thead\b|\bcolspan=|class="(?:[\w-]+ )*(?:search|pages)[ "]|["']kit/(?:pages|table|search)\.html["']"""
)


def raw(page: str) -> list[str]:
    """Return what a template writes by itself and kit has a piece for."""
    return _RAW.findall(page)


def test_no_template_outside_kit_writes_the_pieces_again():
    pages = {str(path.relative_to(ROOMS)): path.read_text() for path in ROOMS.rglob("*.html")}
    assert len(pages) > 70
    guilty = {name for name, page in pages.items() if not name.startswith("kit/") and raw(page)}
    assert guilty == OWN_LAYOUT


@pytest.mark.parametrize(
    "planted",
    [
        "<table>",
        '<table class="data">',
        "<thead>",
        '<td colspan="5" class="soft">',
        '<form class="search" method="post">',
        '<nav class="pages" aria-label="x">',
        '<div class="box pages">',
        '{% include "kit/pages.html" %}',
    ],
)
def test_a_planted_one_is_found(planted):
    assert raw(f"<p>x</p>{planted}") != []


def test_the_pieces_are_not():
    assert raw('{% table _("Nama") empty=_("Kosong.") page=page %}{% search %}<p class="searched">') == []
