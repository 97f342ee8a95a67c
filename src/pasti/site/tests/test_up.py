"""`pasti up`: what a node consists of; a taken port and a newer database are one sentence."""

import socket
from collections.abc import Iterator

import pytest

from pasti.site.tests.program import change, pasti, sentence
from pasti.site.up import node_processes


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_an_office_has_displays_and_a_centre_has_none():
    def names(role: str) -> list[str]:
        made = node_processes(
            role, host="127.0.0.1", port=1, live_port=2, threads=3, environment={"PASTI_DATA_DIR": "/srv"}
        )
        return [one.name for one in made]

    assert names("office") == ["web", "live", "work"]
    assert names("centre") == ["web", "work"]


def test_up_on_a_taken_port(node, taken):
    assert str(taken) in sentence(pasti(node, "up", PASTI_PORT=str(taken)))


def test_up_on_a_newer_database(node):
    change(node, "INSERT INTO django_migrations (app, name, applied) VALUES ('stock', '9999_future', '2030-01-01')")
    for words in (["up"], ["up", "--no-migrate"]):
        assert "stock.9999_future" in sentence(pasti(node, *words))
