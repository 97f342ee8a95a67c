"""What lanes, hours, services and channels are called in figures."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from pasti.applications.models import Channel
from pasti.catalogue import queries as catalogue
from pasti.figures.models import By
from pasti.offices import queries as offices


def labels(by: By, keys: set[str]) -> list[tuple[str, str]]:
    """Return which of some there are, in their own order, each with its words; what is no longer there by its code."""
    said = _WORDS[by]()
    known = [key for key in said if key in keys]
    return [(key, said.get(key, key)) for key in (*known, *sorted(keys - set(known)))]


def _lanes() -> dict[str, str]:
    return {lane.letter: f"{lane.letter} {lane.name}" for lane in offices.lanes_in_use_or([])}


def _hours() -> dict[str, str]:
    return {f"{hour:02d}": f"{hour:02d}.00" for hour in range(24)}


def _services() -> dict[str, str]:
    return {service.code: str(service.text) for service in catalogue.services()} | {"": _("belum ada permohonan")}


def _channels() -> dict[str, str]:
    return {channel.value: str(channel.label) for channel in Channel} | {"": _("belum ada permohonan")}


def _booked() -> dict[str, str]:
    return {"yes": _("dengan janji"), "no": _("tanpa janji")}


_WORDS: dict[By, Callable[[], dict[str, str]]] = {
    By.LANE: _lanes, By.HOUR: _hours, By.SERVICE: _services, By.CHANNEL: _channels, By.BOOKED: _booked,
}  # fmt: skip
