import pytest
from django.conf import settings
from tests.cast import Cast, accepted
from tests.scenes import scene

from pasti.accounts.models import Account
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.recording import actions
from pasti.recording.models import Recording


@pytest.fixture
def rini(office: Cast) -> Actor:
    return office.rini.actor


@scene
def case(office: Cast) -> Application:
    """A first card; the papers are complete, the person is to be recorded."""
    return accepted(office.budi.actor)


@scene
def opened(case: Application) -> Recording:
    return actions.open_recording(case, by=Account.objects.get(username="rini").actor)


@pytest.fixture
def lying():
    """All that lies in the blob store, by name."""

    def look() -> dict[str, bytes]:
        return {f"{p.parent.name}{p.name}": p.read_bytes() for p in settings.BLOB_DIR.glob("??/*")}

    return look


@pytest.fixture
def settle(django_capture_on_commit_callbacks):
    """What waits for the end of a transaction happens at the end of this one."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
