"""What can be seen of people on a screen: each sight is declared once, by the room that shows it, with its name."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from pasti.kit.registry import Registry

# A list that is open and asked for again, or a search typed letter by letter, is one look.
_ONE_LOOK = timedelta(minutes=5)


@dataclass(frozen=True)
class Sight:
    """Something that shows people. Of a list one row is kept per look, with everybody on it; else one per subject."""

    code: str
    label: str | Promise
    listing: bool = False
    search: bool = False
    again_after: timedelta | None = None


# A view that shows nobody who is served here says so.
NOBODY = Sight("", "")

sights: Registry[Sight] = Registry("sight")


def sight(code: str, label: str | Promise) -> Sight:
    """Declare something that shows one person, or a few: every time it is looked at is a look."""
    return sights.add(code, Sight(code, label))


def listing(code: str, label: str | Promise, *, search: bool = False) -> Sight:
    """Declare a list of people; `search` for one that answers a question about somebody."""
    return sights.add(code, Sight(code, label, listing=True, search=search, again_after=_ONE_LOOK))


def label_of(code: str) -> str:
    """Return the readable name of a sight; one that is no longer shown is read as it stands."""
    return str(sights.get(code).label) if code in sights else code
