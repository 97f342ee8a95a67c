"""What is said of a call in the hall; and for the operator, whether anything can be said."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, public
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.offices import halls
from pasti.queue import queries, voice


@public
def said(request: HttpRequest, letter: str, sequence: int, counter: int) -> HttpResponse:
    """A call as sound. Only of a number that is called there now: nobody lets us say what they like."""
    if not queries.is_called(clock.today(), letter, sequence, counter):
        raise Http404
    return _sound(voice.sentence(letter, sequence, counter))


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def screens(request: HttpRequest) -> HttpResponse:
    """The screens of the hall, how they are set up, and whether they have a voice."""
    context = {"voice": voice.is_there(), "example": reverse("queue:voice-example"), "halls": halls.halls()}
    return render(request, "queue/screens.html", context)


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def example(request: HttpRequest) -> HttpResponse:
    """How the voice sounds."""
    return _sound(voice.sentence("B", 14, 3))


def _sound(words: str) -> HttpResponse:
    try:
        sound = voice.said(words)
    except voice.Silent:
        raise Http404 from None
    return HttpResponse(sound, content_type="audio/wav", headers={"Cache-Control": "private, max-age=3600"})
