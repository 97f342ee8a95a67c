"""The journal, to be read. Whom it is for is said where it is hung up (site.urls): accounts lie above this room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.journal import append_only, heads, queries
from pasti.journal.registry import kinds
from pasti.kit.screens import asked, page_of

_PER_PAGE = 100


def journal(request: HttpRequest) -> HttpResponse:
    said = asked(request, "kind", words=["q"])
    entries = queries.latest(kind=said["kind"] if said["kind"] in kinds else "", text=said["q"].strip())
    context = {
        "asked": said,
        "page": page_of(request, entries, size=_PER_PAGE),
        "kinds": [(name, name) for name in kinds.names()],
        "length": queries.chain_length(),
        "unsealed": queries.unsealed(),
        "unprotected": append_only.missing(),
        "troubles": heads.troubles()[:20],
        "denials": heads.denials()[:20],
        "witnesses": heads.witnesses()[:20],
        "snags": queries.snags().count(),
    }
    return render(request, "journal/journal.html", context)
