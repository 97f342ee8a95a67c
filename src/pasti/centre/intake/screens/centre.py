"""What came in, and what was released."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.roles import CENTRE_ROLES
from pasti.accounts.rules import account_of, needs
from pasti.audit.actions import looked
from pasti.centre.intake import queries
from pasti.centre.intake.states import State

_PER_PAGE = 50


@needs(*CENTRE_ROLES)
def intake(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = Paginator(queries.records(state), _PER_PAGE).get_page(request.GET.get("page"))
    _note_look(request, "intake list")
    context = {"page": page, "state": state, "states": State.choices}
    return render(request, "centre/intake/intake.html", context)


@needs(*CENTRE_ROLES)
def released(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.released(), _PER_PAGE).get_page(request.GET.get("page"))
    _note_look(request, "released list")
    return render(request, "centre/intake/released.html", {"page": page})


def _note_look(request: HttpRequest, what: str) -> None:
    account = account_of(request)
    looked(account.actor.id, account.name, what, "records")
