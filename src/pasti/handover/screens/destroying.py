"""Minutes of two people: cards that are destroyed, and cards that are declared lost."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.handover import destroying, losing, papers
from pasti.handover.forms import MinutesForm
from pasti.handover.models import Minutes
from pasti.handover.screens.siblings import siblings
from pasti.kit import pdf
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, taken
from pasti.offices import policy

_PER_PAGE = 30


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
def destructions(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what was destroyed, and a form for the next."""
    form, by = MinutesForm(request.POST or None), account_of(request).actor

    def act() -> None:
        destroying.propose(form.cleaned_data["kind"], witnesses=form.cleaned_data["witnesses"], by=by)

    if request.method == "POST" and taken(form, act):
        messages.success(request, _("Disisihkan. Cetak berita acaranya; orang kedua menyetujui setelah selesai."))
        return redirect("handover:destructions")
    page = page_of(request, destroying.all_minutes(), size=_PER_PAGE)
    context = {
        "siblings": siblings(request),
        "form": form,
        "page": page,
        "rows": [(row, row.waits and row.why_not(by)) for row in page],
        "old": destroying.old_cards().count(),
        "uncollected": destroying.too_old().count(),
        "days": policy.value("handover.destroy_after_days"),
        "missing": losing.missing_too_long().count(),
        "lost_days": policy.value("handover.lost_after_days"),
        "strays": losing.strays().count(),
    }
    return render(request, "handover/destructions.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Minutes, pk=pk)
    attempt(request, lambda: destroying.confirm(row, by=account_of(request).actor), done=_("Disetujui."))
    return redirect("handover:destructions")


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Minutes, pk=pk)
    done = _("Dibatalkan; kartunya kembali.")
    attempt(request, lambda: destroying.withdraw(row, by=account_of(request).actor), done=done)
    return redirect("handover:destructions")


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@carries(PRINT)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Minutes, pk=pk)
    if not row.has_paper:
        raise Http404
    return pdf.response(papers.draw_minutes(row), f"pemusnahan-{row.day}-{row.sequence:02d}.pdf")
