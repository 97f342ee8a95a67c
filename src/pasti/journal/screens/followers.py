"""What this node does by itself because something happened: where it is, and what it could not do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.journal import followers, queries
from pasti.journal.actors import Actor
from pasti.journal.forms import ReasonForm
from pasti.journal.models import Snag
from pasti.journal.standing import standings
from pasti.kit.screens import UNPROCESSABLE, attempt, taken


def overview(request: HttpRequest) -> HttpResponse:
    context = {"standings": standings(), "left": queries.left()[:50], "unsealed": queries.unsealed()}
    return render(request, "journal/followers.html", context)


def snag(request: HttpRequest, snag_id: int, by: Actor) -> HttpResponse:
    """One entry that was set aside. A form sent here leaves it, with the reason."""
    row = queries.snag(snag_id)
    if row is None:
        if request.method == "POST":
            # Somebody else was quicker, or it went by itself.
            return redirect("journal-followers")
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if taken(form, lambda: followers.leave(row, form.cleaned_data["reason"], by=by), field="reason"):
        return redirect("journal-followers")
    return _page(request, row, form)


def _page(request: HttpRequest, row: Snag, form: ReasonForm) -> HttpResponse:
    context = {"snag": row, "form": form, "follower": followers.followers.get(row.follower)}
    return render(request, "journal/snag.html", context, status=UNPROCESSABLE if form.errors else 200)


def again(request: HttpRequest, snag_id: int, by: Actor) -> HttpResponse:
    row = queries.snag(snag_id)
    if request.method != "POST" or row is None:
        return redirect("journal-followers")
    done = attempt(request, lambda: followers.again(row, by=by), done=_("Sudah diproses."))
    return redirect("journal-followers") if done else redirect("journal-snag", snag_id=row.pk)
