"""Leaving: a browser that others use too forgets what was opened in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pasti.accounts.rules import public
from pasti.applications import rules


@public
def leave(request: HttpRequest) -> HttpResponse:
    """Close every case in this browser; looked at, it is the calm page that one lands on."""
    if request.method == "POST":
        left = redirect("applications:leave")
        rules.leave(request, left)
        return left
    return render(request, "applications/left.html")


@public
def still_here(request: HttpRequest) -> HttpResponse:
    """Note that somebody is typing: a long form is not closed under their hands."""
    rules.note_use(request)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
