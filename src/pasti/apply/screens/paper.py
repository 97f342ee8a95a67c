"""The confirmation on paper, with its QR code."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pasti.accounts.rules import public
from pasti.applications import rules
from pasti.applications.models import Application
from pasti.apply.screens.form import confirmed
from pasti.kit import pdf
from pasti.kit.loads import PAPER, carries
from pasti.link import queries as links
from pasti.offices import queries as offices


@public
@carries(PAPER)
@rules.own_case("apply:resume")
def confirmation_pdf(request: HttpRequest, application: Application) -> HttpResponse:
    if application.submitted_at is None:
        # A draft proves nothing.
        return redirect("apply:overview", application.number)
    context = confirmed(request, application) | {
        "office": offices.office(),
        "address": settings.CASE_URL,
        "sample": links.this_node().sample,
    }
    content = pdf.render("apply/confirmation_paper.html", context, stylesheet="styles/paper.css")
    return pdf.response(content, f"permohonan-{application.shown_number}.pdf")
