"""The hall: the display, and one phone page for a number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.rules import public
from pasti.kit.live import events_address, live_part, pushed_address
from pasti.kit.snapshots import snapshot
from pasti.offices import halls
from pasti.offices.models import Hall
from pasti.queue import queries


@snapshot(queries.board_version, whoever=True)
@public
def display(request: HttpRequest) -> HttpResponse:
    context = {"board": queries.board(), "events": pushed_address("board")}
    return render(request, "queue/display.html", context)


# The display itself says that it hears nothing.
@snapshot(queries.board_version, whoever=True, aged=None)
@public
def board(request: HttpRequest) -> HttpResponse:
    return live_part(request, queries.board_version, lambda: {"board": queries.board()}, "queue/board.html")


@public
def display_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen of one hall, of an office that has several."""
    context = {"board": queries.board(hall=_hall(pk)), "events": events_address("board")}
    return render(request, "queue/display.html", context)


@public
def board_of(request: HttpRequest, pk: int) -> HttpResponse:
    hall = _hall(pk)
    return live_part(request, queries.board_version, lambda: {"board": queries.board(hall=hall)}, "queue/board.html")


def _hall(key: int) -> Hall:
    found = halls.hall(key)
    if found is None:
        raise Http404
    return found


@public
def phone(request: HttpRequest, token: str) -> HttpResponse:
    # Read first: what changes while the rest is read is shown at the next look.
    version = queries.board_version()
    context = _phone_context(token) | {"events": events_address("board"), "version": version}
    return render(request, "queue/phone.html", context)


@public
def phone_part(request: HttpRequest, token: str) -> HttpResponse:
    return live_part(request, queries.board_version, lambda: _phone_context(token), "queue/ticket.html")


def _phone_context(token: str) -> dict[str, object]:
    ticket = queries.by_token(token)
    if ticket is None:
        raise Http404
    return {"ticket": ticket, "place": queries.place(ticket)}
