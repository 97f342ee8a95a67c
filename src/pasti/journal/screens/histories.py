"""Histories that do not agree: what another node says of itself, and what was kept of it here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pasti.journal import heads
from pasti.journal.actors import Actor
from pasti.journal.forms import FindingsForm
from pasti.kit.screens import UNPROCESSABLE, taken


def trouble(request: HttpRequest, head_id: int, by: Actor) -> HttpResponse:
    """One history that does not agree. A form sent here settles it, with what was found."""
    row = heads.trouble(head_id)
    if row is None:
        return redirect("journal")
    form = FindingsForm(request.POST if request.method == "POST" else None)
    if taken(form, lambda: heads.settle(row, form.cleaned_data["reason"], by=by), field="reason"):
        return redirect("journal")
    context = {"trouble": row, "form": form}
    return render(request, "journal/trouble.html", context, status=UNPROCESSABLE if form.errors else 200)
