"""What a page cost is said to who has signed in, and to nobody else."""

import re

from tests.cast import Cast


def test_a_clerk_is_told_what_the_page_cost(office: Cast, signed_in):
    said = signed_in(office.budi).get("/meja/").headers["Server-Timing"]
    assert re.fullmatch(r"page;dur=\d+\.\d, cpu;dur=\d+\.\d", said)


def test_a_stranger_is_not(office: Cast, client):
    for address in ("/", "/masuk/", "/meja/", "/antrean/"):
        assert "Server-Timing" not in client.get(address).headers
