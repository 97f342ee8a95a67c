"""How often strangers may try a link, how often one case may be answered, and one number start and stop."""

from datetime import timedelta

from django.http import HttpRequest

from pasti.answers import links
from pasti.answers.links import Opened
from pasti.applications.models import Application
from pasti.kit.limits import Scope, count_attempt
from pasti.offices import policy

_HOUR = timedelta(hours=1)


def with_link(request: HttpRequest, token: str) -> Opened | None:
    """Return what a link opens. A wrong one counts, and raises TooOften when too many were tried.

    A right one is never kept waiting: a network of many people, or somebody who tries wrong ones in it, must not keep
    others from answering. What guards it is its length (docs/adr/0041).
    """
    found = links.opened(token)
    if found is None:
        each = policy.value("answers.wrong_links_per_hour")
        everybody = policy.value("applications.tries_per_hour_everybody")
        count_attempt(Scope("open by answer link", _HOUR, each, everybody), request)
    return found


def count_answer(application: Application) -> None:
    """Count an answer for a case. Raises TooOften when one case is answered again and again."""
    most = policy.value("answers.changes_per_hour")
    count_attempt(Scope("answer", _HOUR, 0), None, also={f"case {application.number}": most})


def count_word(number: str) -> None:
    """Count that a number wants no messages, or wants them again. Raises TooOften when it says so again and again."""
    most = policy.value("answers.changes_per_hour")
    count_attempt(Scope("stop or start", _HOUR, 0), None, also={f"number {number}": most})
