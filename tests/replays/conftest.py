from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.replays.town import Town
from tests.replays.voices import voices


@pytest.fixture
def town(office: Any, tmp_path: Path, settings: Any, signed_in: Any) -> Iterator[Callable[..., Town]]:
    """The office with all its channels; say for how long it may go on without hearing from the centre."""
    with voices(tmp_path, settings) as given:
        built = []

        def build(*, leave_hours: float) -> Town:
            built.append(Town(office, given, signed_in, leave_hours=leave_hours))
            return built[-1]

        yield build
        for one in built:
            one.closes()
