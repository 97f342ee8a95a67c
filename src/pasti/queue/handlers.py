"""What displays and phones listen to."""

from pasti.kit.live import channels
from pasti.queue.queries import board_version

channels.add("board", board_version)
