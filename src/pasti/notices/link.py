"""The one place where a message gets its link."""

from django.conf import settings

from pasti.applications.models import Application


def link_of(application: Application) -> str:  # noqa: ARG001 - a link of its own may come
    """Return where the person reads on: the page that asks for the case's number and code, with neither in it."""
    return str(settings.CASE_URL)
