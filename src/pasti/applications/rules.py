"""Whose case it is: what a browser has proven, and what that opens, until it leaves or is left alone.

The case's code, the QR code of its papers, or having begun it in this browser open all of it (`Proof.FULL`). Its number
and the birth date are known to many: they show the stage (`Proof.STAGE`), and nothing that names or changes.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pasti.applications import known_browser, queries
from pasti.applications.models import Application
from pasti.journal.actors import Actor, applicant
from pasti.kit import clock
from pasti.kit.snapshots import recent
from pasti.offices import policy

_KEY = "cases"
_SEEN = "cases-seen"
_MOST = 30
# What is written down of when a browser was last used, so that not every look at a page writes.
_SECONDS_APART = 60


class Proof(StrEnum):
    """How much a browser has proven about a case."""

    STAGE = "stage"
    FULL = "full"


def let_in(request: HttpRequest, application: Application, *, code: str = "") -> None:
    """Let this browser have a case from now on, in a session of a new key; `code` is kept to be shown and printed."""
    _hold(request, application, Proof.FULL, code)


def show_stage(request: HttpRequest, application: Application) -> None:
    """Let this browser see how far a case is, in a session of a new key. Who has all of it keeps it."""
    if proof_of(request, application.number) != Proof.FULL or not _fits(request, application):
        _hold(request, application, Proof.STAGE, "")


def _hold(request: HttpRequest, application: Application, proof: Proof, code: str) -> None:
    held = _held(request)
    before = held.pop(application.number, {})
    # Whoever knew the key before the case was opened must not find it open.
    request.session.cycle_key()
    kept = dict(list(held.items())[1 - _MOST :])
    kept[application.number] = {
        "proof": proof,
        "code": code or before.get("code", ""),
        "lock": _lock_of(application),
    }
    request.session[_KEY] = kept
    request.session[_SEEN] = clock.now().timestamp()


def _held(request: HttpRequest) -> dict[str, dict[str, str]]:
    """What this browser holds. After the idle time it holds nothing, whatever its cookie says."""
    held = request.session.get(_KEY)
    if not held:
        return {}
    idle = timedelta(minutes=int(recent(_idle_minutes))).total_seconds()
    if not isinstance(held, dict) or clock.now().timestamp() - request.session.get(_SEEN, 0) > idle:
        _forget(request)
        return {}
    return dict(held)


def _idle_minutes() -> str:
    return str(policy.value("applications.idle_minutes"))


def _forget(request: HttpRequest) -> None:
    for key in (_KEY, _SEEN):
        request.session.pop(key, None)


def _lock_of(application: Application) -> str:
    """What changes with the code: who came in by the old one is out when the case has a new one."""
    return application.code_hash[:16]


def proof_of(request: HttpRequest, number: str) -> Proof | None:
    """Return what this browser has proven about a case."""
    held = _held(request).get(number)
    return Proof(held["proof"]) if held else None


def _fits(request: HttpRequest, application: Application) -> bool:
    return _held(request)[application.number]["lock"] == _lock_of(application)


def holds_a_case(request: HttpRequest) -> bool:
    """Whether there is anything to leave in this browser."""
    return bool(_held(request))


def cases_in(request: HttpRequest) -> list[Application]:
    """Return the cases that this browser has proven to be theirs, in the order in which they were opened."""
    numbers = [number for number, held in _held(request).items() if held["proof"] == Proof.FULL]
    found = (queries.by_number(number) for number in numbers)
    return [case for case in found if case and _fits(request, case)]


def code_of(request: HttpRequest, number: str) -> str:
    """Return the code of a case that is open in this browser, if it was opened with it."""
    return _held(request).get(number, {}).get("code", "")


def acting(request: HttpRequest, application: Application) -> Actor:
    """Return who acts here as the applicant of a case: nobody's case, unless this browser has all of it."""
    full = proof_of(request, application.number) == Proof.FULL and _fits(request, application)
    return applicant(application.number if full else "")


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser forget every case. A colleague who is signed in here stays so."""
    if request.user.is_authenticated:
        _forget(request)
        request.session.cycle_key()
    else:
        request.session.flush()
    known_browser.forget(response)


@receiver(user_logged_in)
def _forget_at_sign_in(request: HttpRequest, **_: Any) -> None:
    """What a citizen did at this browser does not go on under a colleague's name. Signing out ends the session."""
    _forget(request)


def own_case(
    door: str = "", *, proof: Proof = Proof.FULL, find: Callable[[str], Application | None] = queries.by_number
) -> Callable[..., Callable[..., HttpResponse]]:
    """Give a view the case of the number in its address, if this browser has proven enough about it.

    Others are sent to the page named by `door`, where they can prove it and go on; without a door there is no such
    page (404). `find` says how much of the case is read.
    """

    def protect(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponse:
            proven = proof_of(request, number)
            enough = proven in (Proof.FULL, proof)
            application = find(number) if enough else None
            if application is None or not _fits(request, application):
                return _to_door(request, door, number)
            note_use(request)
            response = view(request, application, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            if proven == Proof.FULL:
                known_browser.remember(request, response, number)
            return response

        return guarded

    return protect


def _to_door(request: HttpRequest, door: str, number: str) -> HttpResponse:
    if not door:
        raise Http404
    if request.method == "POST":
        messages.warning(
            request,
            _("Permohonan ini ditutup karena lama tidak dipakai. Buka lagi dengan kodenya; yang tersimpan tetap ada."),
        )
    place = redirect(door)
    place["Location"] += "?" + urlencode({"number": number})
    return place


def note_use(request: HttpRequest) -> None:
    """Note that somebody uses this browser: what is open in it stays open a while longer."""
    now = clock.now().timestamp()
    if _held(request) and now - request.session[_SEEN] >= _SECONDS_APART:
        request.session[_SEEN] = now
