from collections.abc import Callable

import pytest
from tests.cast import Cast

from pasti.journal.actors import Actor
from pasti.printing.models import Job
from pasti.printing.tests.released import release


@pytest.fixture
def joko(office: Cast) -> Actor:
    return office.joko.actor


@pytest.fixture
def ready(office: Cast) -> Callable[[int], list[Job]]:
    """So many cards that the centre has released, a minute after each other."""
    return lambda count: [release(office, minutes=minute) for minute in range(count)]


@pytest.fixture
def settle(django_capture_on_commit_callbacks):
    """What waits for the end of a transaction happens at the end of this one."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
