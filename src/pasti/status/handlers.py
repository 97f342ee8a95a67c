"""What the screen at the door is pushed."""

from pasti.kit.live import Channel, channels
from pasti.status.queries import version
from pasti.status.screens.public import door_words

channels.add("status", Channel(version, door_words))
