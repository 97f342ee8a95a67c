"""What is ready gets its slip."""

from pasti.applications import queries as applications
from pasti.handover.actions import issue_slip
from pasti.journal.followers import follow
from pasti.journal.models import Entry


@follow("handover", "application.printed", "application.issued")
def issue(entry: Entry) -> None:
    application = applications.by_number(entry.case)
    if application:
        issue_slip(application)
