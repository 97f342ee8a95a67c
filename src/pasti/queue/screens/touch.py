"""What all pages of the kiosk share: the office may rest, who comes first keeps that, and each page forgets itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, in_address
from pasti.offices import queries as offices


def check_serving() -> None:
    """Raise Refused while no numbers are given, saying why."""
    if not offices.is_serving():
        if offices.is_resting():
            raise Refused(_("Sedang istirahat. Nomor diberikan lagi setelah istirahat."))
        raise Refused(_("Kantor sedang tutup dan tidak ada loket yang melayani."))


def comes_first(request: HttpRequest) -> bool:
    """Whether who stands here has said that they are to come first."""
    return "priority" in request.POST or bool(in_address(request, "priority"))


def page(request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = False) -> HttpResponse:
    """Draw a page of the kiosk."""
    context |= {"priority": comes_first(request)}
    return render(request, template, context, status=UNPROCESSABLE if refused else 200)
