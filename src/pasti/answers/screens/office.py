"""Who was asked and has not answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, shown
from pasti.answers import queries
from pasti.audit.sights import listing
from pasti.kit.screens import asked, page_of

_PER_PAGE = 50
WAITING = listing("answer list", gettext_lazy("daftar yang belum menjawab"))
SEARCH = listing("answer search", gettext_lazy("pencarian yang belum menjawab"), search=True)


@needs(Role.CLERK, Role.HEAD, shows=WAITING)
def waiting(request: HttpRequest) -> HttpResponse:
    said = asked(request, "about", words=["q"])
    page = page_of(request, queries.waiting(said["q"], about=said["about"]), size=_PER_PAGE)
    shown(request, *(row.application for row in page), sight=SEARCH if said["q"] else WAITING)
    context = {"asked": said, "page": page, "abouts": [(about.value, about.label) for about in queries.ASKED]}
    return render(request, "answers/waiting.html", context)
