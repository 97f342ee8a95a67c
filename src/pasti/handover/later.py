"""Who has said on which day they will collect: nobody reminds them before. Asked of the room that hears it."""

from collections.abc import Iterable, Mapping
from datetime import date

from pasti.applications.models import Application
from pasti.kit.answered import Answered

_asked = Answered[[Iterable[Application]], Mapping[int, date]]("who collects later", lambda _cases: {})
# Whoever knows registers `fn(cases)`: by key the last day on which somebody said they come.
owner = _asked.owner


def said(cases: Iterable[Application]) -> Mapping[int, date]:
    """Return of these cases, by key, the last of the days on which the holder has said that they collect."""
    return _asked(cases)
