"""Leaving the kiosk: only somebody of the office does, with their password. And making one of a screen for a while."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pasti.accounts import kiosk_lock
from pasti.accounts.roles import Role
from pasti.accounts.rules import needs
from pasti.audit.sights import NOBODY
from pasti.kit.errors import Refused
from pasti.queue.forms import LeaveForm
from pasti.queue.screens.touch import page


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
def leave(request: HttpRequest) -> HttpResponse:
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            kiosk_lock.unlock(request, form.cleaned_data["username"], form.cleaned_data["password"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "locked": kiosk_lock.is_locked(request)}
    return page(request, "queue/leaving.html", context, refused=bool(form.errors))


@needs(Role.KIOSK, Role.CLERK, shows=NOBODY)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    kiosk_lock.lock(request)
    return redirect("queue:afresh")
