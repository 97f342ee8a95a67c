"""What all pages of the kiosk share: who comes first keeps that, and each page forgets itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.kit.screens import UNPROCESSABLE, in_address
from pasti.offices import halls
from pasti.offices.models import Hall

_HALL = "kiosk-hall"


def comes_first(request: HttpRequest) -> bool:
    """Whether who stands here has said that they are to come first."""
    return "priority" in request.POST or bool(in_address(request, "priority"))


def hall_of(request: HttpRequest) -> Hall | None:
    """In which hall this kiosk stands, of an office that has several."""
    key = request.session.get(_HALL)
    return halls.hall(key) if key else None


def stands_in(request: HttpRequest, hall: Hall) -> None:
    """Let this kiosk stand in a hall, until its session ends."""
    request.session[_HALL] = hall.pk


def near(request: HttpRequest) -> frozenset[int]:
    """Return the ids of the lanes that are called where this kiosk stands."""
    hall = hall_of(request)
    return frozenset(halls.lanes_in(hall)) if hall else frozenset()


def page(request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = False) -> HttpResponse:
    """Draw a page of the kiosk."""
    context |= {"priority": comes_first(request)}
    return render(request, template, context, status=UNPROCESSABLE if refused else 200)
