"""Views to try the gate with."""

import threading

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from pasti.kit.loads import Load, carries
from pasti.kit.screens import client_network

POST = frozenset({"POST"})
SLOW = Load("slow", POST, largest=4_000_000, threads=2, waiting=4, waiting_of_one=3)
_let_go: dict[str, threading.Event] = {}
_kept: list[str] = []


def echo(request: HttpRequest, what: str = "") -> HttpResponse:
    """Say what was understood."""
    told = {name: value for name, value in request.META.items() if isinstance(value, str)}
    return JsonResponse(
        {"told": told, "path": request.path, "body": len(request.body), "from": client_network(request)}
    )


@carries(SLOW)
def hold(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a thread until somebody lets go (DELETE); GET says how many are kept."""
    let_go = _let_go.setdefault(name, threading.Event())
    if request.method == "POST":
        _kept.append(name)
        let_go.wait(60)
    elif request.method == "DELETE":
        let_go.set()
    return HttpResponse(str(_kept.count(name)))


@carries(SLOW)
def big(request: HttpRequest) -> HttpResponse:
    """Give back what was sent, eight times."""
    return HttpResponse(request.body * 8)


urlpatterns = [path("echo/<str:what>", echo), path("echo/", echo), path("hold/<str:name>/", hold), path("big/", big)]
