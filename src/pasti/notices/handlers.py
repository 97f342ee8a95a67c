"""The room's reader of the journal, and its duties: gathering, releasing, one sender for each channel, climbing."""

from functools import partial

from django.utils.translation import gettext_lazy as _

import pasti.notices.channels  # registers the channels
import pasti.notices.tellings  # noqa: F401 - registers what is told
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry
from pasti.kit.duties import every
from pasti.notices import gathering, releasing, replies, sending
from pasti.notices.models import Via
from pasti.notices.registry import tellings


@follow("notices", *tellings.names(), starts=Starts.NOW, does=_("menyusun kabar untuk pemohon"))
def gather(entry: Entry) -> None:
    gathering.gather(entry)


@every(2, "notices.release")
def release() -> bool:
    return releasing.release_due()


@every(10, "notices.climb")
def climb() -> None:
    releasing.climb_due()


@every(30, "notices.sweep")
def sweep() -> None:
    sending.sweep()


@every(5, "notices.answers")
def read_answers() -> None:
    replies.read_sms()


@every(10, "notices.reports")
def ask_reports() -> None:
    replies.ask_reports()


for _via in Via:
    # A slow channel stops no other.
    every(2, f"notices.{_via.value}")(partial(sending.send_due, _via.value))
