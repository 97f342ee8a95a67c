"""Every view that takes files, draws paper or answers nodes says so: it has threads and limits of its own kind."""

import ast
import re

import pytest

from pasti.accounts.rules import PEER, PUBLIC
from pasti.centre.authority.screens.peers import INVITATION
from pasti.kit.loads import CAPTURE, PAGE, PAPER, PRINT, UPLOAD
from pasti.link.screens.peers import LINK
from tests.house.floors import ROOMS, ROOT
from tests.house.test_doors import ROUTES

_FORM = re.compile(r"<form[^>]*>", re.DOTALL)
_TARGET = re.compile(r"""action="{% url '(?P<room>[a-z_-]+):(?P<name>[a-z_-]+)'""")


def forms_with_files() -> list[tuple[str, str, str]]:
    """Where each form with a file is, and the room and name of the view that takes it."""
    found = []
    for page in ROOMS.rglob("*.html"):
        for form in _FORM.findall(page.read_text()):
            if "multipart/form-data" in form:
                target = _TARGET.search(form)
                assert target, f"{page.relative_to(ROOT)}: a form with a file says where it goes"
                found.append((str(page.relative_to(ROOT)), target["room"], target["name"]))
    return found


def for_anybody(route) -> bool:
    return getattr(route.callback, "needs", None) == PUBLIC


def load_of_view(path: str):
    return getattr(ROUTES[path].callback, "load", PAGE)


@pytest.mark.parametrize(("page", "room", "name"), forms_with_files())
def test_who_takes_a_file_carries_uploads(page, room, name):
    views = [route for route in ROUTES.values() if route.name == name and f"pasti.{room}." in route.callback.__module__]
    assert views, page
    for view in views:
        assert getattr(view.callback, "load", PAGE) is (UPLOAD if for_anybody(view) else CAPTURE), page


def test_there_are_such_forms():
    assert len(forms_with_files()) >= 3


@pytest.mark.parametrize("path", [path for path in ROUTES if path.endswith(".pdf")])
def test_who_draws_paper_says_so(path):
    """What strangers ask for, again and again, does not stand before what staff print."""
    assert load_of_view(path) is (PAPER if for_anybody(ROUTES[path]) else PRINT)


def posted(text: str) -> list[str]:
    """The name of the load that each view which takes only POST carries."""
    found = []
    for node in ast.walk(ast.parse(text)):
        said = [ast.unparse(one) for one in getattr(node, "decorator_list", [])]
        if "require_POST" in said:
            found += [one.removeprefix("carries(").rstrip(")") for one in said if one.startswith("carries(")]
    return found


@pytest.mark.parametrize("load", sorted({n for f in ROOMS.rglob("screens/*.py") for n in posted(f.read_text())}))
def test_a_view_is_its_kind_of_work_by_the_method_that_it_takes(load):
    """A receipt that is posted was a page: it drew in one of the threads of pages."""
    assert (
        "POST"
        in {
            "CAPTURE": CAPTURE,
            "LINK": LINK,
            "INVITATION": INVITATION,
            "PRINT": PRINT,
            "UPLOAD": UPLOAD,
            "PAPER": PAPER,
        }[load].methods
    )


def test_a_planted_view_that_would_be_a_page_is_found():
    assert posted("@needs(Role.CLERK)\n@carries(PAPER)\n@require_POST\ndef receipt(request): ...") == ["PAPER"]
    assert "POST" not in PAPER.methods


@pytest.mark.parametrize("path", [p for p, r in ROUTES.items() if getattr(r.callback, "needs", None) == PEER])
def test_nodes_keep_to_threads_of_their_own(path):
    load = load_of_view(path)
    assert load.threads
    assert not load.for_people
    assert "POST" in load.methods


def test_a_page_is_what_says_nothing_and_takes_little():
    silent = [path for path in ROUTES if load_of_view(path) is PAGE]
    assert len(silent) > 20
    assert PAGE.largest <= 1024 * 1024
