"""The shelf of finished cards: what lies where, counting it, and what counts found."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY, listing
from pasti.handover import counting, shelf
from pasti.handover.forms import CountForm
from pasti.handover.models import Card, Finding
from pasti.handover.screens.siblings import siblings
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, sent_from, taken

SHELF = listing("shelf", gettext_lazy("rak kartu"))
_PER_PAGE = 30
_AT_ONCE = 100
_KEEPERS = (Role.CLERK, Role.PRINTER)

# What can be done with something that a count found.
_ENDINGS = {"beres": counting.put_right, "di-sini": counting.keep_here, "lapor": counting.report}


@needs(*_KEEPERS, Role.HEAD, shows=SHELF)
def shelf_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, form: CountForm | None = None) -> HttpResponse:
    findings = list(counting.open_findings()[:_AT_ONCE])
    outside, missing = list(shelf.without_place()[:_AT_ONCE]), list(shelf.missing()[:_AT_ONCE])
    lost = list(shelf.lost()[:_AT_ONCE])
    shown(
        request,
        *(one.card.application for one in findings if one.card),
        *(card.application for card in [*outside, *missing, *lost]),
    )
    boxes = shelf.boxes()
    context = {
        "siblings": siblings(request),
        "form": form or CountForm(),
        "boxes": [box for box in boxes if box.lies],
        "holds": sum(box.holds for box in boxes),
        "lies": sum(box.lies for box in boxes),
        "findings": [(one, shelf.said_of(one.card) if one.card else "") for one in findings],
        "outside": outside,
        "missing": missing,
        "lost": lost,
        "page": page_of(request, counting.counts(), size=_PER_PAGE),
        "works_here": bool(account_of(request).actor.roles & set(_KEEPERS)),
    }
    return render(request, "handover/shelf.html", context, status=UNPROCESSABLE if form else 200)


@needs(*_KEEPERS, shows=SHELF)
@sent_from("handover:shelf")
def count(request: HttpRequest) -> HttpResponse:
    form = CountForm(request.POST)

    def act() -> None:
        rack, box = form.cleaned_data["box"]
        row = counting.count(rack, box, form.cleaned_data["scanned"], by=account_of(request).actor)
        _say(request, row.scanned, row.findings.count())

    if taken(form, act):
        return redirect("handover:shelf")
    return _page(request, form)


def _say(request: HttpRequest, scanned: int, found: int) -> None:
    if not found:
        messages.success(request, _("%s kartu dipindai; semuanya cocok dengan daftar.") % scanned)
        return
    said = ngettext("%(n)s hal tidak cocok. Lihat di bawah.", "%(n)s hal tidak cocok. Lihat di bawah.", found)
    messages.warning(request, said % {"n": found})


@needs(*_KEEPERS, shows=NOBODY)
@require_POST
def end_finding(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    finding = get_object_or_404(Finding, pk=pk)
    if name not in _ENDINGS:
        raise Http404
    attempt(request, lambda: _ENDINGS[name](finding, by=account_of(request).actor), done=_("Dicatat."))
    return redirect("handover:shelf")


@needs(*_KEEPERS, shows=NOBODY)
@require_POST
def give_places(request: HttpRequest) -> HttpResponse:
    def act() -> None:
        given = shelf.give_places(by=account_of(request).actor)
        said = ngettext("%(n)s kartu mendapat tempat.", "%(n)s kartu mendapat tempat.", given)
        messages.success(request, said % {"n": given})

    attempt(request, act)
    return redirect("handover:shelf")


@needs(*_KEEPERS, shows=NOBODY)
@require_POST
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """A card that was reported missing was found."""
    card = shelf.missing().filter(pk=pk).first()
    if card:
        attempt(request, lambda: _found(request, card))
    return redirect("handover:shelf")


def _found(request: HttpRequest, card: Card) -> None:
    kept = counting.found(card, by=account_of(request).actor)
    messages.success(request, _("Ditemukan. Simpan di: %s.") % shelf.said_of(kept))


@needs(*_KEEPERS, shows=NOBODY)
@require_POST
def surface(request: HttpRequest, pk: int) -> HttpResponse:
    """A card that was declared lost turned up."""
    card = get_object_or_404(Card, pk=pk)
    done = _("Dicatat. Sisihkan kartunya: dimusnahkan dengan berita acara.")
    attempt(request, lambda: shelf.surface(card, by=account_of(request).actor), done=done)
    return redirect("handover:shelf")
