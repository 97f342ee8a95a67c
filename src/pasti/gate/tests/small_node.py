"""Views to try the gate with."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.utils.translation import get_language

from pasti.kit.loads import Load, carries
from pasti.kit.screens import client_network
from pasti.kit.snapshots import place_of_age, snapshot

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


def copied(request: HttpRequest, size: int) -> HttpResponse:
    """Say which process this is, and so much more; or end it in the middle of the answer."""
    if request.GET.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if request.GET.get("fail"):
        raise SystemError("beside Django")
    return HttpResponse(f"{os.getpid()} {len(request.body)} ".encode() + bytes(size))


def halfway(request: HttpRequest) -> StreamingHttpResponse:
    """Break off in the middle of an answer."""

    def pieces() -> Iterator[bytes]:
        yield bytes(200_000)
        raise SystemError("broken off")

    return StreamingHttpResponse(pieces())


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


def _state(name: str) -> Path:
    return Path(settings.DATA_DIR) / name


def _version() -> str:
    """What a database says whose file can be taken away, or that can be made to hang."""
    while _state("hangs").exists():
        time.sleep(0.05)
    return _state("version").read_text()


@snapshot(_version)
def kept(request: HttpRequest) -> HttpResponse:
    """A page that says how often it was rendered, at which version; or that answers otherwise."""
    if _state("status").exists():
        return HttpResponse("otherwise", status=int(_state("status").read_text()))
    with _state("rendered").open("a") as count:
        count.write("x")
    said = f"{place_of_age()} {get_language()} {_version()}, {len(_state('rendered').read_text())}. " + "Lagi. " * 100
    return HttpResponse(said, headers={"X-Version": _version(), "Vary": "Cookie"})


@snapshot(_version, whoever=True, aged=None)
def part(request: HttpRequest) -> HttpResponse:
    """A part of a page."""
    return HttpResponse(_version())


@snapshot(_version)
def greedy(request: HttpRequest) -> HttpResponse:
    """A page that is not what it says: it is another one for each."""
    answer = HttpResponse("yours")
    answer.set_cookie("who", "you")
    return answer


urlpatterns = [
    path("kept/", kept),
    path("part/", part),
    path("greedy/", greedy),
    path("echo/<str:what>", echo),
    path("echo/", echo),
    path("hold/<str:name>/", hold),
    path("big/", big),
    path("copied/<int:size>/", copied),
    path("copied/halfway/", halfway),
]
