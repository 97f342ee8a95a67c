"""Where a mailbox wants no more of our messages, or wants them again: the address stands in each of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pasti.accounts.rules import public
from pasti.kit.screens import sent
from pasti.notices import actions, ladder, queries


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest, key: str) -> HttpResponse:
    """Ask, or do it. Looking changes nothing: mail is looked at by machines first.

    Programs for mail press the button themselves, without a token (RFC 8058); who does not have the message cannot.
    """
    to = queries.mailbox_of(key)
    if to is None:
        raise Http404
    if request.method == "POST":
        (actions.start_again if sent(request, "again") else actions.stop)(to)
    response = render(request, "notices/mailbox.html", {"stopped": ladder.is_stopped(to)})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
