"""A citizen's own certificates; and what readers of certificates fetch and keep: whoever asks gets the same."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from pasti.accounts.rules import public
from pasti.applications import rules
from pasti.applications.models import Application
from pasti.certificates import actions, papers, queries
from pasti.certificates.status_list import CONTENT_TYPE
from pasti.kit import pdf
from pasti.kit.loads import PAPER, carries
from pasti.kit.snapshots import snapshot

# A reader may be a page of others.
_FOR_PROGRAMS = {"Access-Control-Allow-Origin": "*"}


def _as_it_was(content: bytes, since: datetime) -> bytes:
    return content


@snapshot(queries.version_of_keys, whoever=True, aged=_as_it_was)
@public
def keys(request: HttpRequest) -> HttpResponse:
    return HttpResponse(queries.key_set(), content_type="application/cose-key-set", headers=_FOR_PROGRAMS)


@snapshot(queries.version_of_list, whoever=True, aged=_as_it_was)
@public
def status_list(request: HttpRequest) -> HttpResponse:
    token = actions.sign(queries.list_claims(), content_type=CONTENT_TYPE)
    return HttpResponse(token, content_type=CONTENT_TYPE, headers=_FOR_PROGRAMS)


# What the page that checks certificates is made of, besides itself: kept on the reader's device.
_PARTS = ("styles/check.css", "scripts/start.js", "scripts/check.js", "kit/pasti.svg")


@public
def check(request: HttpRequest) -> HttpResponse:
    """Check a certificate; once opened, without a network too. It asks nothing, and tells nobody what was checked."""
    return render(request, "certificates/check.html")


@public
def check_worker(request: HttpRequest) -> HttpResponse:
    """Keep the page and what it needs for when there is no network."""
    lists = [reverse("certificates:key-set"), reverse("certificates:status-list")]
    context = {"page": reverse("certificates:check"), "lists": lists, "parts": [static(part) for part in _PARTS]}
    return render(request, "certificates/check_worker.js", context, content_type="text/javascript; charset=utf-8")


@public
def check_manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to put the page among its apps."""
    page = reverse("certificates:check")
    said = {
        "name": _("Periksa surat"), "short_name": _("Periksa surat"), "start_url": page, "scope": page, "id": page,
        "display": "standalone", "lang": "id", "theme_color": "#00605a", "background_color": "#ffffff",
        "icons": [{"src": static("kit/pasti.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json")


@public
@carries(PAPER)
@rules.own_case()
def proof(request: HttpRequest, application: Application) -> HttpResponse:
    found = queries.proof_of(application)
    if found is None:
        raise Http404
    return pdf.response(papers.draw_proof(found), f"tanda-bukti-perekaman-{application.shown_number}.pdf")
