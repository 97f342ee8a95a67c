"""What came in, and what was released."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import CENTRE_ROLES
from pasti.accounts.rules import needs, shown
from pasti.audit.sights import listing
from pasti.centre.intake import queries
from pasti.centre.intake.states import State
from pasti.kit.screens import in_address, page_of

_PER_PAGE = 50
INTAKE = listing("intake list", gettext_lazy("daftar penerimaan"))
RELEASED = listing("released list", gettext_lazy("daftar siap cetak"))


@needs(*CENTRE_ROLES, shows=INTAKE)
def intake(request: HttpRequest) -> HttpResponse:
    state = in_address(request, "state")
    page = page_of(request, queries.records(state), size=_PER_PAGE)
    shown(request, *page.object_list)
    context = {"page": page, "state": state, "states": State.choices}
    return render(request, "centre/intake/intake.html", context)


@needs(*CENTRE_ROLES, shows=RELEASED)
def released(request: HttpRequest) -> HttpResponse:
    page = page_of(request, queries.released(), size=_PER_PAGE)
    shown(request, *page.object_list)
    return render(request, "centre/intake/released.html", {"page": page})
