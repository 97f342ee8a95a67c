"""What the screen at the door is pushed."""

from django.template.loader import render_to_string

from pasti.kit.live import Channel, channels
from pasti.status import queries


def door_part() -> str:
    """Return what the screen at the office's door shows."""
    return render_to_string("status/door_part.html", queries.at_the_door())


channels.add("status", Channel(queries.version, door_part))
