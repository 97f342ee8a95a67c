"""A citizen's own certificates; and what readers of certificates fetch and keep: whoever asks gets the same."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse

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


@public
@carries(PAPER)
@rules.own_case()
def proof(request: HttpRequest, application: Application) -> HttpResponse:
    found = queries.proof_of(application)
    if found is None:
        raise Http404
    return pdf.response(papers.draw_proof(found), f"tanda-bukti-perekaman-{application.shown_number}.pdf")
