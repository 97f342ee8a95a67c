"""Every view says whom it is for; every door says what goes in and out."""

import ast
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from pasti.accounts.roles import Role
from pasti.accounts.rules import PEER, PUBLIC, needs
from pasti.audit.sights import NOBODY, sights
from tests.house.floors import ROOMS, room_of

pytestmark = pytest.mark.either_database


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


ROUTES = dict(routes())


def test_every_view_says_whom_it_is_for():
    for path, route in ROUTES.items():
        said = getattr(route.callback, "needs", None)
        assert said, f"/{path} says nothing; mark its view with public, peer or needs(...)"
        assert said <= PUBLIC | PEER | set(Role.values), path
        assert said in (PUBLIC, PEER) or not said & (PUBLIC | PEER), path


def test_a_view_that_says_nothing_would_be_found():
    def silent(request):
        raise NotImplementedError

    assert getattr(silent, "needs", None) is None
    assert getattr(needs(Role.CLERK)(silent), "shows", None) is None


def test_a_locked_kiosk_opens_nothing_but_the_kiosk():
    opened = {path for path, route in ROUTES.items() if Role.KIOSK in getattr(route.callback, "needs", ())}
    # The way from signing in to where somebody works.
    assert {path for path in opened if not path.startswith("antrean/tiba/")} == {"tugas/"}


OF_THE_STAFF = [path for path, route in ROUTES.items() if getattr(route.callback, "needs", None) not in (PUBLIC, PEER)]


def test_every_view_of_the_staff_says_what_of_people_it_shows():
    for path in OF_THE_STAFF:
        shows = getattr(ROUTES[path].callback, "shows", None)
        assert shows is not None, f"/{path} says nothing; give its needs(...) a sight, or NOBODY"
        assert shows is NOBODY or shows in list(sights), path


@pytest.mark.django_db
@pytest.mark.parametrize("path", OF_THE_STAFF)
def test_a_stranger_is_sent_to_sign_in_and_the_wrong_role_is_told(path, office, client, signed_in):
    address = "/" + path
    for given, value in (
        ("<str:number>", "327500000000"), ("<slug:token>", "x"), ("<slug:name>", "serve"), ("<slug:code>", "NEW"),
        ("<str:letter>", "C"), ("<str:day>", "2026-11-23"), ("<str:key>", "queue.calls_before_missed"),
        ("<slug:requirement>", "kk"), ("<str:side>", "baru"), ("<slug:kid>", "00"),
    ):  # fmt: skip
        address = address.replace(given, value)
    for kind in ("int:number", "int:sequence", "int:document_id", "int:ticket_id", "int:job_id", "int:envelope_id",
                 "int:received_id", "int:requirement_id", "int:account_id", "int:suggestion_id", "int:proposal_id",
                 "int:snag_id", "int:head_id",
                 "int:pk", "int:record_id", "int:search_id"):  # fmt: skip
        address = address.replace(f"<{kind}>", "1")
    assert "<" not in address, address
    asked = client.get(address)
    assert (asked.status_code, asked.url.partition("?")[0]) == (302, "/masuk/"), address
    told = signed_in(office.stranger).get(address)
    assert told.status_code == 403, address
    assert "bukan untuk peran Anda" in told.content.decode()


def _public_functions(file: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in ROOMS.rglob(file):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{room_of(path)}.{path.stem}.{node.name}", node


@pytest.mark.parametrize("file", ["actions.py", "queries.py"])
def test_every_door_has_a_docstring_and_types(file):
    found = dict(_public_functions(file))
    assert len(found) > 20
    assert [name for name, node in found.items() if not ast.get_docstring(node)] == []
    assert [name for name, node in found.items() if node.returns is None] == []


def test_every_room_says_what_it_is():
    rooms = [p.parent for p in ROOMS.rglob("__init__.py") if p.parent.parent in (ROOMS, ROOMS / "centre")]
    rooms = [room for room in rooms if room.name not in ("centre", "locale")]
    assert [str(room) for room in rooms if not (room / "README.md").exists()] == []
    for room in rooms:
        lines = (room / "README.md").read_text().splitlines()
        assert lines[0].startswith("# ")
        assert len(lines) <= 10, f"{room.name}/README.md should be short"


def test_no_attics():
    attics = {"utils", "helpers", "common", "services", "managers", "core", "misc"}
    assert [str(p) for p in ROOMS.rglob("*") if p.stem in attics and p.suffix in ("", ".py")] == []


def test_no_inline_script_or_style():
    guilty = []
    for page in ROOMS.rglob("*.html"):
        text = page.read_text()
        if page.name == "server_error.html":
            continue
        if " style=" in text or "<style" in text or "<script>" in text or " onclick=" in text:
            guilty.append(str(page))
    assert guilty == []
