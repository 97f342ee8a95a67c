"""A private page is packed once, and each reader's token is put in; whoever unpacks it reads what others read plain."""

import gzip
import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from pasti.kit.private_pages import private_page

FORM = '<form><input type="hidden" name="csrfmiddlewaretoken" value="{}"></form>'


class Reader:
    """Somebody who looks at a page that says something once made, at one version."""

    def __init__(self, page: str) -> None:
        self.page, self.made = page, 0

    def look(self, accepts: str = "") -> HttpResponse:
        def make() -> tuple[str, None]:
            self.made += 1
            return self.page, None

        return private_page(
            RequestFactory().get("/", headers={"accept-encoding": accepts}), f"page {id(self)}", "1", make
        )


@pytest.mark.parametrize("page", [
    "Tanpa formulir. " * 400,
    "Sebelum. " * 300 + FORM.format("aaa") + "Sesudah: é, 中. " * 300,
    FORM.format("aaa") * 3,
    "",
], ids=["no form", "one form", "three forms", "nothing"])  # fmt: skip
def test_packed_it_says_the_same(page):
    reader = Reader(page)
    packed = reader.look("br;q=1.0, gzip;q=0.8")
    plain = reader.look()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    without = re.compile(rb'(?<=value=")\w+(?=")')
    assert without.sub(b"", gzip.decompress(packed.content)) == without.sub(b"", plain.content)
    assert without.sub(b"", plain.content) == without.sub(b"", page.encode())
    assert reader.made == 1


def test_each_reader_has_a_token_of_their_own():
    reader = Reader(FORM.format("aaa") * 2)
    tokens = [re.findall(rb'value="(\w+)"', gzip.decompress(reader.look("gzip").content)) for _reader in range(2)]
    (first, same), (other, _again) = tokens
    assert first == same != other
    assert b"aaa" not in (first, other)
