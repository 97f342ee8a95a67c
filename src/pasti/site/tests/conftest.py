import shutil
from pathlib import Path

import pytest

from pasti.site.tests.program import options, pasti


@pytest.fixture(scope="session")
def _made(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("made") / "office"
    answer = pasti(folder, "init", *options(folder))
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.fixture
def node(_made: Path, tmp_path: Path) -> Path:
    """The folder of a real, empty office, made by `pasti init`."""
    folder = tmp_path / "office"
    shutil.copytree(_made, folder)
    return folder
