"""A scene stands around the tests that want it: made once, the same for each, gone for whoever wants none."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from pasti.applications.models import Application
from pasti.offices.models import Lane
from tests import scenes
from tests.cast import submitted
from tests.scenes import scene

made: list[str] = []


@scene
def waiting(office):
    case = submitted()
    (Path(settings.DATA_DIR) / "of-the-scene").write_text(case.number)
    made.append("waiting")
    return [case]


@scene
def called(waiting, variant):
    made.append(variant)
    return submitted(name=variant)


@pytest.mark.parametrize("time", range(3))
def test_each_test_finds_it_as_it_was_made_whatever_another_did(waiting, time):
    assert made == ["waiting"]
    assert [case.number for case in waiting] == [Application.objects.get().number]
    kept = Path(settings.DATA_DIR) / "of-the-scene"
    assert kept.read_text() == waiting[0].number
    kept.write_text("another")
    waiting.clear()
    assert Lane.objects.filter(letter="A").update(letter="X") == 1
    Application.objects.update(name="Orang Lain")


@pytest.mark.parametrize("called", ["Tono", "Tini"], indirect=True)
@pytest.mark.parametrize("time", range(2))
def test_what_stands_on_it_is_made_once_for_each_variant(waiting, called, time):
    assert {case.name for case in Application.objects.all()} == {waiting[0].name, called.name}
    assert made[:1] == ["waiting"]
    assert made.count("waiting") == 1
    assert made[-1] == called.name


def test_who_wants_less_finds_less(office):
    assert not Application.objects.exists()
    assert Lane.objects.exists()


def test_who_wants_none_finds_none(db):
    assert not Lane.objects.exists()
    assert len(connection.atomic_blocks) == 1, "there is no transaction around the test's own"


@scene
def elsewhere(office):
    return submitted()


def test_two_that_do_not_stand_on_each_other_are_refused(request):
    class Both:
        path, nodeid, fixturenames = request.node.path, "both", ["elsewhere", "waiting"]

    with pytest.raises(AssertionError, match="both wants scenes of which neither stands on the other"):
        scenes._wanted_by(Both)
