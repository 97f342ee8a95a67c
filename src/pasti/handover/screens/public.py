"""The slip: on the phone, and on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.rules import public
from pasti.applications import rules
from pasti.applications.coming import coming
from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.handover import queries
from pasti.kit import pdf, qr
from pasti.kit.loads import PAPER, carries
from pasti.link import queries as links
from pasti.offices import queries as offices


def _context(application: Application) -> dict[str, object]:
    slip = queries.slip_of(application)
    if slip is None:
        raise Http404
    return {
        "application": application,
        "slip": slip,
        "qr": qr.data_uri(queries.qr_content(slip)),
        "coming": coming(application, bring=queries.to_bring(application)),
        "going": next_visit(application).going(),
        "relations": [str(relation.label) for relation in queries.relations_allowed()],
    }


@public
@rules.own_case()
def slip(request: HttpRequest, application: Application) -> HttpResponse:
    return render(request, "handover/slip.html", _context(application))


@public
@carries(PAPER)
@rules.own_case()
def slip_pdf(request: HttpRequest, application: Application) -> HttpResponse:
    context = _context(application) | {"office": offices.office(), "sample": links.this_node().sample}
    content = pdf.render("handover/slip_paper.html", context, stylesheet="styles/paper.css")
    return pdf.response(content, f"slip-{application.shown_number}.pdf")
