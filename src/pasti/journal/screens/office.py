"""The journal, to be read. Whom it is for is said where it is hung up (site.urls): accounts lie above this room."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.journal import append_only, queries
from pasti.journal.registry import kinds

_PER_PAGE = 100


def journal(request: HttpRequest) -> HttpResponse:
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").replace("\0", "").strip()
    entries = queries.latest(kind=kind if kind in kinds else "", text=text)
    context = {
        "page": Paginator(entries, _PER_PAGE).get_page(request.GET.get("page")),
        "kinds": kinds.names(),
        "kind": kind,
        "q": request.GET.get("q", ""),
        "length": queries.chain_length(),
        "unsealed": queries.unsealed(),
        "unprotected": append_only.missing(),
        "snags": queries.snags()[:20],
    }
    return render(request, "journal/journal.html", context)
