"""The one place where a message gets its link."""

from django.conf import settings

from pasti.answers import queries as answers
from pasti.applications.models import Application


def link_of(application: Application) -> str:
    """Return where the person answers with one tap; where nothing is asked, the page that asks for number and code."""
    return answers.link_for(application) or str(settings.CASE_URL)
