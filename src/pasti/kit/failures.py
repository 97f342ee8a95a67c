"""Pages for when something goes wrong."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.kit.send_again import to_send_again


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or somebody signed in meanwhile in another window; or it came from elsewhere."""
    return render(request, "kit/stale_form.html", {"again": to_send_again(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page."""
    return render(request, "kit/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. No context: what broke may be what draws it. A full disk has a sentence of its own."""
    from django.template.loader import get_template

    from pasti.kit import full_disk

    if full_disk.caused(sys.exc_info()[1]):
        full_disk.note()
        return full_disk.turned_away(request)
    return HttpResponse(get_template("kit/server_error.html").render({}), status=500)
