"""Who looks for somebody posts: a name or a number typed into a page never becomes part of an address."""

import re

import pytest

from tests.house.floors import ROOMS

_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_POSTS = re.compile(r'^<form\b[^>]*\bmethod="post"')
_TYPED = re.compile(r'<textarea|<input(?![^>]*\btype="(?:hidden|radio|checkbox|date|submit|button)")')
# The words that look for somebody, as the screens call them.
_WORDS = re.compile(r'request\.GET(?:\.get\(|\[)"(?:q|nik|kk_number|name|slip|birth_date|serial)"')


def typed_into_addresses(page: str) -> list[str]:
    """Return the forms of a page that put what is typed into an address."""
    return [form for form in _FORM.findall(page) if not _POSTS.match(form) and _TYPED.search(form)]


def test_no_form_puts_what_is_typed_into_an_address():
    pages = list(ROOMS.rglob("*.html"))
    assert len(pages) > 70
    assert {page.name: found for page in pages if (found := typed_into_addresses(page.read_text()))} == {}


def test_no_screen_reads_it_from_an_address():
    screens = [path for path in ROOMS.rglob("screens/*.py") if "tests" not in path.parts]
    assert len(screens) > 20
    assert {path.name: found for path in screens if (found := _WORDS.findall(path.read_text()))} == {}


@pytest.mark.parametrize(
    "form",
    [
        '<form class="search"><input name="q"></form>',
        '<form method="get"><input type="search" name="q"></form>',
        '<form method="get"><input type="hidden" name="a"><textarea name="q"></textarea></form>',
    ],
)
def test_a_planted_one_is_found(form):
    assert typed_into_addresses(f"<p>{form}</p>") == [form]


def test_a_filter_that_is_chosen_may_stand_in_an_address():
    assert typed_into_addresses('<form method="get"><input type="date" name="day"><button>Saring</button></form>') == []
    assert typed_into_addresses('<form method="get"><select name="state"></select><button>Saring</button></form>') == []
