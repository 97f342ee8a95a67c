"""Cards that leave the office together: sent, received by scanning, with a manifest; and pick-up points."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs, shown
from pasti.audit.sights import NOBODY, listing
from pasti.handover import batches, papers
from pasti.handover.forms import BatchForm, PointForm, ReceiveForm
from pasti.handover.models import Batch
from pasti.handover.screens.siblings import siblings
from pasti.handover.states import BatchState
from pasti.kit import pdf
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, sent_from, taken

BATCH = listing("batch of cards", gettext_lazy("daftar kiriman kartu"))
_PER_PAGE = 30


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, form: BatchForm | None = None, point: PointForm | None = None) -> HttpResponse:
    context = {
        "siblings": siblings(request),
        "form": form or BatchForm(prefix="batch"),
        "point_form": point or PointForm(prefix="point"),
        "points": [(one, batches.lying_at(one).count()) for one in batches.points()],
        "page": page_of(request, batches.batches(), size=_PER_PAGE),
        "on_its_way": BatchState.ON_ITS_WAY,
        "decides": may_open(account_of(request), set_point),
    }
    return render(request, "handover/batches.html", context, status=UNPROCESSABLE if form or point else 200)


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@sent_from("handover:batches")
def send(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.POST, prefix="batch")

    def act() -> None:
        data, by = form.cleaned_data, account_of(request).actor
        way, point = data["to"]
        batch = batches.send(way, data["scanned"], point=point, carried_by=data["carried_by"], by=by)
        messages.success(request, _("Kiriman %s dicatat. Cetak daftarnya untuk dibawa.") % batch.number)

    if taken(form, act):
        return redirect("handover:batches")
    return _page(request, form=form)


@needs(Role.HEAD, shows=NOBODY)
@sent_from("handover:batches")
def set_point(request: HttpRequest) -> HttpResponse:
    form = PointForm(request.POST, prefix="point")
    by = account_of(request).actor
    if taken(form, lambda: batches.set_point(**form.cleaned_data, by=by)):
        return redirect("handover:batches")
    return _page(request, point=form)


@needs(Role.CLERK, Role.HEAD, shows=BATCH)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what is still on its way, and what of it came."""
    row = get_object_or_404(batches.batches(), pk=pk)
    by = account_of(request).actor
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and taken(form, lambda: _receive(request, row, form)):
        return redirect("handover:batch", pk)
    left = list(batches.still_travelling(row))
    shown(request, *(card.application for card in left))
    context = {
        "batch": row,
        "left": left,
        "form": form,
        "why_not": batches.why_not(row, by),
        "waits": row.state == BatchState.ON_ITS_WAY,
        "whole": len(left) == row.count,
        "carried": row.point is None,
    }
    return render(request, "handover/batch.html", context, status=UNPROCESSABLE if form.errors else 200)


def _receive(request: HttpRequest, row: Batch, form: ReceiveForm) -> None:
    counted = batches.receive(row, form.cleaned_data["scanned"], by=account_of(request).actor)
    said = ngettext("%(n)s kartu diterima.", "%(n)s kartu diterima.", counted.came) % {"n": counted.came}
    if counted.left:
        short = ngettext("Kurang %(n)s kartu.", "Kurang %(n)s kartu.", counted.left) % {"n": counted.left}
        said = f"{said} {short}"
    if counted.surplus:
        said = f"{said} {_('Bukan dari kiriman ini: %s.') % batches.shortly(counted.surplus)}"
    (messages.warning if counted.left or counted.surplus else messages.success)(request, said)


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is still on its way with a batch is reported missing."""
    row = get_object_or_404(Batch, pk=pk)
    by = account_of(request).actor
    attempt(request, lambda: batches.report_left(row, by=by), done=_("Dilaporkan. Pemiliknya diberi tahu."))
    return redirect("handover:batch", pk)


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Batch, pk=pk)
    attempt(request, lambda: batches.cancel(row, by=account_of(request).actor), done=_("Kiriman dibatalkan."))
    return redirect("handover:batches")


@needs(Role.CLERK, Role.HEAD, shows=BATCH)
@carries(PRINT)
def manifest(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(batches.batches(), pk=pk)
    if not row.has_paper:
        raise Http404
    shown(request, *(card.application for card in batches.contents(row)))
    return pdf.response(papers.draw_manifest(row), f"kiriman-{row.day}-{row.sequence:02d}.pdf")


@needs(Role.CLERK, Role.HEAD, shows=BATCH)
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies at a pick-up point."""
    place = get_object_or_404(batches.points(), pk=pk)
    cards = page_of(request, batches.lying_at(place), size=_PER_PAGE)
    shown(request, *(card.application for card in cards))
    return render(request, "handover/point.html", {"point": place, "page": cards})
