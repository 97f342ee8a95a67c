"""What all pages of the kiosk share: who comes first keeps that, and each page forgets itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.kit.screens import UNPROCESSABLE, in_address


def comes_first(request: HttpRequest) -> bool:
    """Whether who stands here has said that they are to come first."""
    return "priority" in request.POST or bool(in_address(request, "priority"))


def page(request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = False) -> HttpResponse:
    """Draw a page of the kiosk."""
    context |= {"priority": comes_first(request)}
    return render(request, template, context, status=UNPROCESSABLE if refused else 200)
