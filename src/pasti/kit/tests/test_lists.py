"""The pieces of which lists are made: table, search bar, pager."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from pasti.kit.screens import asked, page_of


def drawn(source: str, address: str = "/daftar/", **context: Any) -> str:
    given = Context({"csrf_token": "x" * 64, **context})
    given.request = RequestFactory().get(address)  # type: ignore[attr-defined]
    given["request"] = given.request  # type: ignore[attr-defined]
    return " ".join(Template("{% load i18n kit %}" + source).render(given).split())


LIST = (
    '{% table "amount:" "#" _("Nama") "unseen:" _("Tindakan") caption="Semua" empty=_("Tidak ada.") %}'
    "{% for name in names %}<tr><td>{{ name }}</td></tr>{% endfor %}{% endtable %}"
)


def test_a_table_has_heads_and_rows_in_a_box():
    page = drawn(LIST, names=["Siti", "<b>"])
    assert page.startswith('<div class="box box--plain"> <table> <caption class="visually-hidden">Semua</caption>')
    assert '<th class="amount">#</th> <th>Nama</th> <th><span class="visually-hidden">Tindakan</span></th>' in page
    assert "<tbody> <tr><td>Siti</td></tr><tr><td>&lt;b&gt;</td></tr> </tbody>" in page
    assert page.endswith("</table> </div>")
    assert "Tidak ada." not in page


def test_a_table_without_rows_says_so_over_all_columns():
    assert '<tbody> <tr> <td colspan="3" class="soft">Tidak ada.</td> </tr> </tbody>' in drawn(LIST, names=[])


def test_a_table_may_have_no_heads_and_stand_in_a_box_of_others():
    page = drawn('{% table boxed=False empty="Kosong." %}{% endtable %}')
    assert page == '<table> <tbody> <tr> <td class="soft">Kosong.</td> </tr> </tbody> </table>'


def test_a_table_may_stack_its_cells_on_a_telephone():
    page = drawn('{% table "Waktu" boxed=False stacks=True %}<tr><td data-head="Waktu">x</td></tr>{% endtable %}')
    assert page.startswith('<table class="stacks">')


def test_a_head_that_there_is_not_is_no_column():
    page = drawn('{% table "Waktu" who "Perihal" empty="Kosong." %}{% endtable %}')
    assert "<th>Waktu</th> <th>Perihal</th>" in page
    assert 'colspan="2"' in page


def test_a_search_bar_posts_and_holds_its_fields():
    page = drawn(
        '{% search %}{% search_words "q" _("Nama") said focus=True %}'
        '{% search_choice "state" "Keadaan" states "b" %}{% endsearch %}',
        said='"x"', states=[("a", "A"), ("b", "B")],
    )  # fmt: skip
    assert page.startswith(
        '<form class="search" method="post" role="search"> <input type="hidden" name="csrfmiddleware'
    )
    assert '<label class="govuk-label govuk-label--s" for="q">Nama</label>' in page
    assert 'id="q" name="q" value="&quot;x&quot;" autocomplete="off" autofocus>' in page
    assert '<option value="">semua</option> <option value="a">A</option> <option value="b" selected>B</option>' in page
    assert page.endswith('<button class="key">Cari</button> </form>')


def test_a_search_bar_may_be_live_go_elsewhere_or_only_choose():
    assert 'hx-post="/daftar/" hx-trigger="input changed' in drawn('{% search live="#rows" %}{% endsearch %}')
    assert 'action="/lain/"' in drawn('{% search action="/lain/" %}{% endsearch %}')
    filtering = drawn('{% search method="get" button=_("Saring") %}{% endsearch %}')
    assert filtering == '<form class="search" method="get" role="search"> <button class="key">Saring</button> </form>'


PAGED = "{% table page=page %}{% for row in page %}<tr></tr>{% endfor %}{% endtable %}"


def page(number: str, **given: str) -> Any:
    return page_of(RequestFactory().get("/", {"page": number, **given}), range(25), size=10)


def test_the_pager_of_a_plain_list_has_links():
    drawing = drawn(PAGED, "/daftar/?state=a&page=2", page=page("2"))
    assert '<a href="?state=a&amp;page=1" rel="prev">Sebelumnya</a>' in drawing
    assert "Halaman 2 dari 3" in drawing
    assert '<a href="?state=a&amp;page=3" rel="next">Berikutnya</a>' in drawing
    assert "Halaman" not in drawn(PAGED, page=page_of(RequestFactory().get("/"), range(10), size=10))


def test_the_pager_of_a_search_posts_what_was_asked():
    drawing = drawn(PAGED, page=page("2"), asked={"q": "siti", "state": ""})
    assert "href" not in drawing
    assert '<form class="pages" method="post"' in drawing
    assert '<input type="hidden" name="q" value="siti"><input type="hidden" name="state" value="">' in drawing
    assert '<button class="linklike" name="page" value="1">' in drawing
    assert '<button class="linklike" name="page" value="3">' in drawing


@pytest.mark.parametrize("number", ["x", "-1", "99", ""])
def test_a_page_that_there_is_not_is_one_that_there_is(number):
    assert 1 <= page(number).number <= 3


def test_words_are_asked_for_by_post_only():
    said = {"q": "siti\0", "state": "a", "other": "x"}
    assert asked(RequestFactory().post("/", said), "state", words=["q"]) == {"q": "siti", "state": "a"}
    assert asked(RequestFactory().get("/", said), "state", words=["q"]) == {"q": "", "state": "a"}
    assert page_of(RequestFactory().post("/", {"page": "2"}), range(25), size=10).number == 2
