"""What displays and phones listen to; what an incident cost."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from pasti.kit.live import channels
from pasti.queue import queries
from pasti.queue.queries import board_version
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident

channels.add("board", board_version)


@costs("queue")
def not_served(incident: Incident) -> Iterator[Cost]:
    yield Cost(_("Nomor di lajur yang terganggu, pulang tanpa dilayani"), queries.not_served(incident), trip=True)
