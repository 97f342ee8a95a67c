"""Pages that are kept: asked of a gate that runs, whose database is a file that can be taken away."""

import gzip
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import brotli
import pytest

from pasti.gate.shelf import STILL


class Answer:
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.content = answer.read()

    @property
    def text(self) -> str:
        return self.content.decode()


def ask(door, path: str = "/kept/", method: str = "GET", **headers: str) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", door.port, timeout=30)) as line:
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(line.getresponse())


@pytest.fixture
def state(door):
    """Where the small node keeps its state."""
    (door.folder / "version").write_text("1")
    (door.folder / "rendered").write_text("")
    yield door.folder
    (door.folder / "hangs").unlink(missing_ok=True)
    (door.folder / "status").unlink(missing_ok=True)
    (door.folder / "version").write_text(f"over {time.monotonic()}")


def comes(door, words: str, **headers: str) -> None:
    """Wait until it is said."""
    until = time.monotonic() + 30
    while words not in ask(door, **headers).text:
        assert time.monotonic() < until, ask(door, **headers).text[:200]
        time.sleep(0.05)


def test_a_page_is_rendered_once_per_change_and_language(door, state):
    comes(door, "id 1, ")
    for _ in range(20):
        first = ask(door).text
    assert first == ask(door).text
    for version in ("2", "3"):
        (state / "version").write_text(version)
        comes(door, f"id {version}, ")
    before = len((state / "rendered").read_text())
    comes(door, "en 3, ", Cookie="x=1; pasti-language=en")
    comes(door, "id 3, ", Cookie="pasti-language=de")
    assert len((state / "rendered").read_text()) <= before + 1


def test_many_who_come_at_once_after_a_change_cost_one_rendering(door, state):
    comes(door, "id 1, ")
    before = len((state / "rendered").read_text())
    time.sleep(STILL + 0.1)
    (state / "version").write_text("many")
    with ThreadPoolExecutor(16) as people:
        said = list(people.map(lambda _who: ask(door).text[:40], range(64)))
    # Nobody had looked for so long: nobody gets what was true before.
    assert {text for text in said if "many" not in text} == set()
    assert len((state / "rendered").read_text()) == before + 1


def test_whoever_comes_two_seconds_after_a_change_is_told(door, state):
    comes(door, "id 1, ")
    for version in ("while others", "come"):
        (state / "version").write_text(version)
        until = time.monotonic() + 2
        while time.monotonic() < until:
            ask(door)
        assert f"id {version}, " in ask(door).text


def test_a_display_that_was_told_of_news_is_given_them_however_lately_somebody_looked(door, state):
    comes(door, "id 1, ")
    has = b""
    for version in ("2", "3", "4"):
        has = ask(door).headers["x-version"]
        (state / "version").write_text(version)
        given = ask(door, X_Version=has)
        assert (given.status, given.headers.get("x-version")) == (200, version)
    # Two things happened since it was told last, and somebody else looked between them.
    (state / "version").write_text("6")
    assert ask(door, X_Version=has).headers["x-version"] == "6"


@pytest.mark.parametrize("header", [{}, {"X_Forwarded_Proto": "https"}], ids=["plain", "https"])
def test_headers_are_those_of_the_view_itself(door, state, header):
    comes(door, "id 1, ", **header)
    kept = ask(door, **header).headers
    # Somebody with a session is answered by the view.
    own = ask(door, Cookie="sessionid=x", **header).headers
    for one in (kept, own):
        one.pop("date")
        one.pop("content-length")
    assert kept.pop("etag").startswith('W/"')
    assert kept.pop("vary") == "Cookie, Accept-Encoding"
    assert own.pop("vary") == "Cookie"
    assert kept == own
    assert ("strict-transport-security" in kept) == bool(header)
    assert (kept["x-content-type-options"], kept["cache-control"], kept["content-language"]) == (
        "nosniff", "no-cache", "id",
    )  # fmt: skip


def test_who_has_it_already_is_told_so(door, state):
    comes(door, "id 1, ")
    first = ask(door)
    again = ask(door, If_None_Match=first.headers["etag"])
    assert (again.status, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert "content-type" not in again.headers
    assert ask(door, If_None_Match='W/"other"').status == 200
    assert ask(door, If_None_Match="*").status == 304
    assert ask(door, X_Version="1").status == 204
    assert ask(door, X_Version="0").status == 200


def test_it_is_packed_as_the_browser_likes_it(door, state):
    comes(door, "id 1, ")
    plain = ask(door)
    for accepts, how, unpack in (
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0", None, bytes),
        ("deflate", None, bytes),
    ):
        packed = ask(door, Accept_Encoding=accepts)
        assert packed.headers.get("content-encoding") == how
        assert unpack(packed.content) == plain.content
        assert len(packed.content) == int(packed.headers["content-length"])


def test_only_its_head_for_who_asks_for_that(door, state):
    comes(door, "id 1, ")
    whole, head = ask(door), ask(door, method="HEAD")
    for one in (whole, head):
        one.headers.pop("date")
    assert (head.status, head.content, head.headers) == (200, b"", whole.headers)


def test_what_stands_behind_the_question_mark_makes_no_page_of_its_own(door, state):
    comes(door, "id 1, ")
    assert ask(door, "/kept/?utm_source=x").text == ask(door, "/kept/?y=2").text == ask(door).text


def test_what_is_sent_goes_to_the_view(door, state):
    comes(door, "id 1, ")
    before = len((state / "rendered").read_text())
    assert door.ask("POST", "/kept/", b"x")[0] == 200
    assert door.ask("GET", "/kept/", b"x")[0] == 200
    assert len((state / "rendered").read_text()) == before + 2


def test_a_page_that_sets_a_cookie_is_kept_for_nobody(door, state):
    for _ in range(3):
        assert "set-cookie" in ask(door, "/greedy/").headers


def test_without_a_database_the_last_state_is_served_and_says_since_when(door, state):
    comes(door, "id 1, ")
    comes(door, "en 1, ", Cookie="pasti-language=en")
    etag = ask(door).headers["etag"]
    (state / "version").unlink()
    comes(door, "sesudah itu tidak dapat diperbarui")
    old = ask(door)
    assert (old.status, "id 1, " in old.text) == (200, True)
    assert old.headers["etag"] != etag
    comes(door, "it could not be brought up to date since", Cookie="pasti-language=en")
    (state / "version").write_text("4")
    comes(door, "id 4, ")
    assert "tidak dapat diperbarui" not in ask(door).text


def test_a_view_that_fails_takes_no_page_away(door, state):
    comes(door, "id 1, ")
    (state / "status").write_text("500")
    (state / "version").write_text("2")
    comes(door, "tidak dapat diperbarui")
    old = ask(door)
    assert (old.status, "id 1, " in old.text) == (200, True)
    (state / "status").unlink()
    comes(door, "id 2, ")
    assert "tidak dapat diperbarui" not in ask(door).text


def test_a_page_that_is_no_more_is_not_told_of_as_it_was(door, state):
    comes(door, "id 1, ")
    (state / "version").unlink()
    comes(door, "tidak dapat diperbarui")
    (state / "status").write_text("404")
    (state / "version").write_text("2")
    comes(door, "otherwise")
    assert {ask(door).status for _ in range(5)} == {404}


def test_a_part_of_a_page_is_not_served_old_because_the_page_itself_says_so(door, state):
    assert ask(door, "/part/").text == "1"
    (state / "version").unlink()
    until = time.monotonic() + 30
    while ask(door, "/part/").status == 200:
        assert time.monotonic() < until


def test_who_asks_only_for_what_is_kept_has_places_of_a_network_all_the_same(behind_a_proxy):
    (behind_a_proxy.folder / "version").write_text("1")
    (behind_a_proxy.folder / "rendered").write_text("")
    with ExitStack() as kept:
        lines = [http.client.HTTPConnection("127.0.0.1", behind_a_proxy.port, timeout=30) for _ in range(40)]
        for line in lines:
            kept.callback(line.close)
            assert _is_answered(line)
        # The half of all.
        assert sum(_is_answered(line) for line in lines) == 30


def _is_answered(line: http.client.HTTPConnection) -> bool:
    try:
        line.request("GET", "/kept/", headers={"X-Forwarded-For": "192.0.2.9"})
        return line.getresponse().read() != b""
    except ConnectionError:
        # It is not to be opened anew.
        line.auto_open = 0
        return False


def test_a_database_that_hangs_holds_nobody_up_for_long(door, state):
    comes(door, "id 1, ")
    (state / "hangs").touch()
    comes(door, "tidak dapat diperbarui")
    until = time.monotonic() + 30
    # Only the first one waited, for five seconds.
    for _ in range(20):
        assert "tidak dapat diperbarui" in ask(door).text
        assert time.monotonic() < until
    # Files ask nothing of it, though this one was not read yet.
    assert ask(door, "/static/own.css").text == "a { color: red }"
    (state / "hangs").unlink()
    (state / "version").write_text("6")
    comes(door, "id 6, ")
