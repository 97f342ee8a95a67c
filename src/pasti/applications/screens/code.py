"""A lost code: a clerk gives a new one to who shows an identity, on paper or to be written down. It is shown once."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import actions, queries, scans
from pasti.applications.forms import NewCodeForm
from pasti.applications.models import Application
from pasti.applications.resume_code import Identity
from pasti.audit.sights import sight
from pasti.kit import pdf, qr
from pasti.kit.errors import Refused
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, sent
from pasti.link import queries as links
from pasti.offices import queries as offices

CODE = sight("code", gettext_lazy("kode permohonan"))


def _case(request: HttpRequest, number: str) -> Application:
    application = queries.by_number(number)
    if application is None:
        raise Http404
    shown(request, application)
    return application


@needs(Role.CLERK, shows=CODE)
def new_code(request: HttpRequest, number: str) -> HttpResponse:
    application = _case(request, number)
    form = NewCodeForm(request.POST or None)
    context: dict[str, object] = {"application": application, "form": form}
    if request.method == "POST" and form.is_valid():
        identity = Identity(form.cleaned_data["shown"])
        try:
            # It stands in this answer and nowhere else.
            context["code"] = actions.new_code(application, shown=identity, by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "applications/new_code.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.CLERK, shows=CODE)
@carries(PRINT)
@require_POST
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The number and the code on paper. The page that shows the code posts it: it is kept nowhere."""
    application = _case(request, number)
    code = queries.plain_code(sent(request, "code"))
    if queries.with_code(application.number, code) is None:
        messages.error(request, _("Kode ini sudah diganti. Berikan kode baru."))
        return redirect("applications:case", application.number)
    context = {
        "application": application,
        "code": code,
        "qr": qr.data_uri(scans.confirmation_scan(application.number, code)),
        "address": settings.CASE_URL,
        "office": offices.office(),
        "sample": links.this_node().sample,
    }
    content = pdf.render("applications/receipt_paper.html", context, stylesheet="styles/paper.css")
    return pdf.response(content, f"bukti-{application.shown_number}.pdf")
