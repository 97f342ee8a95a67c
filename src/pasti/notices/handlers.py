"""The room's reader of the journal, and its duties: gathering, releasing, one sender for each channel, climbing."""

from functools import partial

from django.utils.translation import gettext_lazy as _

import pasti.notices.channels  # registers the channels
import pasti.notices.tellings  # noqa: F401 - registers what is told
from pasti.applications.beside import Line, Part, beside
from pasti.applications.models import Application
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry
from pasti.kit.duties import every
from pasti.notices import forgetting, gathering, queries, releasing, replies, sending
from pasti.notices.models import Via
from pasti.notices.registry import tellings
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident


@follow("notices", *tellings.names(), starts=Starts.NOW, does=_("menyusun kabar untuk pemohon"))
def gather(entry: Entry) -> None:
    gathering.gather(entry)


@beside
def what_was_said(application: Application) -> Part:
    wish = queries.wish_of(application)
    agreed = str(wish.get_wish_display()) if wish else str(_("Belum ditanya apakah boleh dikirimi pesan."))
    lines = [
        Line(notice.made_at, f"{said} ({ways})" if ways else said, notice.state, notice.state_label)
        for notice, said, ways in queries.of_case(application)
    ]
    return Part(_("Pemberitahuan"), lines, agreed)


@costs("notices")
def people_told(incident: Incident) -> list[Cost]:
    return [Cost(_("Pemohon yang diberi tahu"), queries.told_of(incident))]


@every(2, "notices.release")
def release() -> bool:
    return releasing.release_due()


@every(10, "notices.climb")
def climb() -> bool:
    return releasing.climb_due()


@every(30, "notices.sweep")
def sweep() -> None:
    sending.sweep()


@every(5, "notices.answers")
def read_answers() -> None:
    replies.read_sms()


@every(10, "notices.reports")
def ask_reports() -> None:
    replies.ask_reports()


@every(3600, "notices.forget")
def forget() -> None:
    forgetting.forget()


for _via in Via:
    # A slow channel stops no other.
    every(2, f"notices.{_via.value}")(partial(sending.send_due, _via.value))
