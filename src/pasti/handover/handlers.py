"""What is ready gets its slip, and the slip opens its case."""

from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.applications.scans import readers
from pasti.handover import queries
from pasti.handover.actions import issue_slip
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry


@follow(
    "handover", "application.printed", "application.issued", starts=Starts.NOW,
    does=_("Menerbitkan slip pengambilan untuk yang sudah jadi"),
)  # fmt: skip
def issue(entry: Entry) -> None:
    application = applications.by_number(entry.case)
    if application:
        issue_slip(application)


readers.add("slip", queries.with_slip)
