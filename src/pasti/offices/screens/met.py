"""Before a change of the calendar is saved: whom it meets. Nothing is saved until somebody has looked."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pasti.accounts.rules import shown
from pasti.audit.sights import listing
from pasti.kit.errors import Refused
from pasti.kit.forms import Form
from pasti.kit.screens import UNPROCESSABLE, sent
from pasti.offices.resting import NotSeen

MET = listing("calendar met", gettext_lazy("daftar yang terkena perubahan kalender"))

# More than that nobody reads; the number says how many there are.
_LISTED = 200


def apply(form: Form, act: Callable[[], Any]) -> bool:
    """Do what a valid form asks; a refusal becomes the form's own error, but who is met is for the caller to show."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotSeen:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def saved(
    request: HttpRequest,
    form: Form,
    act: Callable[[], Any],
    change: str | Promise,
    *,
    back: str,
    then: Callable[[], HttpResponse] | None = None,
) -> HttpResponse | None:
    """Do what a form that was sent asks and go `back`, or where `then` says; or show first whom the `change` meets.

    None: the form is to be shown, for the first time or with what is wrong in it.
    """
    shown(request)
    try:
        if request.method == "POST" and apply(form, act):
            return then() if then else redirect(back)
    except NotSeen as not_seen:
        return met_page(request, not_seen, change, back=back)
    return None


def seen_in(request: HttpRequest) -> frozenset[str]:
    """Return of whom somebody was told before they pressed the button."""
    return frozenset(sent(request, "seen").split())


def met_page(request: HttpRequest, not_seen: NotSeen, change: str | Promise, *, back: str) -> HttpResponse:
    """Show whom a change meets, with a button that saves the same once more and says that they were seen."""
    booked = [one for one in not_seen.met if one.key]
    listed = booked[:_LISTED]
    shown(request, *(one.subject for one in listed))
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("seen", "csrfmiddlewaretoken")
        for value in values
    ]
    context = {
        "change": change,
        "listed": listed,
        "count": len(booked),
        "more": len(booked) - len(listed),
        "moved": len(not_seen.met) - len(booked),
        "seen": " ".join(one.key for one in booked),
        "sent": sent,
        "back": reverse(back),
    }
    return render(request, "offices/met.html", context, status=UNPROCESSABLE)
