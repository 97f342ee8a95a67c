from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.city import City
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield found
        found.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[City]:
    """A city of its own for each story, so that stories do not meet."""
    made = City(tmp_path_factory.mktemp("city"))
    made.make()
    try:
        for name in ("centre", "office", "capture"):
            made.start(name)
        yield made
    finally:
        made.stop_all()
    assert "Traceback" not in made.log("office")
    assert "Traceback" not in made.log("centre")


Come = Callable[..., Visitor]


@pytest.fixture
def come(browser: Browser, city: City) -> Iterator[Come]:
    """Let somebody come with a browser of their own: `come()` to the office on a desktop, `come(phone=True)`."""
    visitors = []

    def arrive(*, phone: bool = False, centre: bool = False, scripts: bool = True) -> Visitor:
        base = city.centre if centre else city.office
        visitors.append(Visitor(browser, base, PHONE if phone else DESKTOP, scripts=scripts))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.close()
