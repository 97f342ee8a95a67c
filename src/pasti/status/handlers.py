"""What the screen at the door listens to."""

from pasti.kit.live import channels
from pasti.status.queries import version

channels.add("status", version)
