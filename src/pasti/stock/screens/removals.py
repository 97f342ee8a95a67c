"""Minutes of destruction, loss and return."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit import pdf
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, taken
from pasti.stock import papers, queries, ranges, removing
from pasti.stock.forms import RemovalForm
from pasti.stock.models import Removal

_PER_PAGE = 30


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def removals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what has left, and a form for the next."""
    spoiled = ranges.said(queries.spoiled().values_list("serial", flat=True))
    form = RemovalForm(request.POST or None, initial={"kind": Removal.Kind.DESTROYED, "serials": spoiled})
    by = account_of(request).actor

    def act() -> None:
        data = dict(form.cleaned_data)
        removing.propose(data.pop("kind"), data.pop("serials"), **data, by=by)

    if request.method == "POST" and taken(form, act):
        messages.success(request, _("Disisihkan. Cetak berita acaranya; orang kedua menyetujui setelah selesai."))
        return redirect("stock:removals")
    page = page_of(request, removing.removals(), size=_PER_PAGE)
    rows = [(row, row.waits and row.why_not(by)) for row in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "stock/removals.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Removal, pk=pk)
    attempt(request, lambda: removing.confirm(row, by=account_of(request).actor), done=_("Disetujui."))
    return redirect("stock:removals")


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Removal, pk=pk)
    done = _("Dibatalkan; blangkonya kembali ke tempatnya.")
    attempt(request, lambda: removing.withdraw(row, by=account_of(request).actor), done=done)
    return redirect("stock:removals")


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@carries(PRINT)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Removal, pk=pk)
    if not row.has_paper:
        raise Http404
    return pdf.response(papers.draw_minutes(row), f"berita-acara-{row.day}-{row.sequence:02d}.pdf")
