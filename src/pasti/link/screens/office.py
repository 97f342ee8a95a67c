"""The link: how it is, what waits, what was set aside, and what may be done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of, sent_from
from pasti.link import (
    actions,
    arriving,
    cards,
    health,
    hearing,
    joining,
    leases,
    memory,
    mending,
    queries,
    rejections,
    versions,
)
from pasti.link.forms import CodeForm, ReasonForm
from pasti.link.models import Envelope, Loss, NodeRole, Parcel, ParcelIn, Received
from pasti.link.states import MENDERS

# Each list of the page, the first few of it there and all of it on a page of its own.
LISTS: dict[str, Callable[[], QuerySet[Any]]] = {
    "pemulihan": memory.open_losses,
    "disisihkan": queries.set_aside,
    "menunggu-pembaruan": lambda: queries.with_those_behind(queries.unread()),
    "dicoba-lagi": lambda: queries.with_those_behind(queries.to_be_tried()),
    "keluar": queries.outbox,
    "berkas": queries.parcels_under_way,
    "belum-dicatat": queries.unheard,
    "berkas-belum-dicatat": queries.parcels_unheard,
    "ditolak": rejections.rejections,
}
_FIRST_FEW = 20
_PER_PAGE = 50

_looks = needs(
    Role.ADMIN, Role.HEAD, Role.PRINTER, Role.CENTRE_OPERATOR, Role.CENTRE_HEAD, Role.CENTRE_ADMIN, shows=NOBODY
)
_mends = needs(*MENDERS, shows=NOBODY)


_joins = needs(Role.ADMIN, shows=NOBODY)


@_looks
def link(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, form: CodeForm | None = None) -> HttpResponse:
    node, peers = queries.this_node(), list(queries.peers())
    states = health.link_states(peers)
    context = {
        "node": node,
        "card": cards.ours(node),
        "peers": [(peer, states[peer.pk], versions.behind(peer.reads)) for peer in peers],
        "lists": [_few(name, rows()) for name, rows in LISTS.items()],
        "mends": _may_mend(request),
        "waits": any(state.unsent for state in states.values()),
        "lease": (lease := leases.lease()),
        "stops": [may.label for may in leases.May if lease and may.value not in lease.allows],
        "joins": node.role == NodeRole.OFFICE and Role.ADMIN in account_of(request).roles,
        "form": form or CodeForm(initial={"url": getattr(queries.above(), "url", "")}),
    }
    return render(request, "link/link.html", context, status=UNPROCESSABLE if form else 200)


@_joins
@sent_from("link:link")
def join(request: HttpRequest) -> HttpResponse:
    """Become known at the centre, by the code that it gave."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            centre = joining.join(**form.cleaned_data, by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kantor ini terdaftar di %s.") % centre.name)
            return redirect("link:link")
    return _page(request, form)


def _few(name: str, rows: QuerySet[Any]) -> dict[str, Any]:
    count = rows.count()
    return {"name": name, "count": count, "rows": rows[:_FIRST_FEW], "more": count > _FIRST_FEW}


def _may_mend(request: HttpRequest) -> bool:
    return bool(set(account_of(request).roles) & set(MENDERS))


@_looks
def listing(request: HttpRequest, name: str) -> HttpResponse:
    if name not in LISTS:
        raise Http404
    page = page_of(request, LISTS[name](), size=_PER_PAGE)
    context = {"list": {"name": name, "rows": page, "count": page.paginator.count}, "page": page}
    return render(request, "link/listing.html", context | {"mends": _may_mend(request)})


@_looks
def received(request: HttpRequest, received_id: int) -> HttpResponse:
    return _one(request, "link/received.html", get_object_or_404(Received, pk=received_id))


def _one(
    request: HttpRequest, page: str, row: Received | Envelope | Loss, form: ReasonForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"row": row, "form": form or ReasonForm(), "mends": _may_mend(request)}
    if isinstance(row, Received):
        context["before"] = queries.waits_behind(row)
    return render(request, page, context, status=UNPROCESSABLE if form else 200)


def _with_reason(request: HttpRequest, page: str, row: Any, act: Callable[..., object], done: str) -> HttpResponse:
    """Do with one of them what needs a reason; ask for it again on its page when it cannot be one."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _one(request, page, row, form)
    attempt(request, lambda: act(row, reason=form.cleaned_data["reason"], by=account_of(request).actor), done=done)
    return redirect("link:link")


@_mends
@require_POST
def apply_again(request: HttpRequest, received_id: int) -> HttpResponse:
    row = get_object_or_404(Received, pk=received_id)

    def again() -> None:
        if not mending.apply_again(row, by=account_of(request).actor):
            row.refresh_from_db()
            raise Refused(_("Masih belum dapat diproses: %s") % (row.set_aside or row.last_error))

    attempt(request, again, done=_("Sudah diproses."))
    return redirect("link:link")


@_mends
@require_POST
def apply_all_again(request: HttpRequest) -> HttpResponse:
    said = _("Semua yang disisihkan dicoba lagi dalam beberapa detik.")
    attempt(request, lambda: mending.apply_all_again(by=account_of(request).actor), done=said)
    return redirect("link:link")


@_mends
@require_POST
def dismiss(request: HttpRequest, received_id: int) -> HttpResponse:
    row = get_object_or_404(Received, pk=received_id)
    return _with_reason(request, "link/received.html", row, mending.dismiss, _("Dikeluarkan; pengirim diberi tahu."))


@_looks
def loss(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, "link/loss.html", get_object_or_404(Loss, pk=pk))


@_mends
@require_POST
def settle_loss(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Loss, pk=pk)
    return _with_reason(request, "link/loss.html", row, memory.settle, _("Catatan pemulihan ditutup."))


@_looks
def envelope(request: HttpRequest, envelope_id: int) -> HttpResponse:
    return _one(request, "link/envelope.html", get_object_or_404(Envelope, pk=envelope_id))


@_mends
@require_POST
def resend(request: HttpRequest, envelope_id: int) -> HttpResponse:
    row = get_object_or_404(Envelope, pk=envelope_id)
    attempt(request, lambda: actions.resend(row, by=account_of(request).actor), done=_("Dikirim ulang."))
    return redirect("link:link")


@_mends
@require_POST
def drop(request: HttpRequest, envelope_id: int) -> HttpResponse:
    row = get_object_or_404(Envelope, pk=envelope_id)
    return _with_reason(request, "link/envelope.html", row, actions.drop, _("Dikeluarkan; tidak dikirim lagi."))


@_mends
@require_POST
def hold(request: HttpRequest, envelope_id: int) -> HttpResponse:
    row = get_object_or_404(Envelope, pk=envelope_id)
    return _with_reason(request, "link/envelope.html", row, actions.hold, _("Ditahan di sini."))


@_mends
@require_POST
def try_now(request: HttpRequest) -> HttpResponse:
    attempt(
        request, lambda: actions.try_now(by=account_of(request).actor), done=_("Semua yang menunggu dicoba sekarang.")
    )
    return redirect("link:link")


@_mends
@require_POST
def hear(request: HttpRequest, envelope_id: int) -> HttpResponse:
    return _noted(request, get_object_or_404(Envelope, pk=envelope_id), hearing.hear)


@_mends
@require_POST
def hear_parcel(request: HttpRequest, pk: int) -> HttpResponse:
    return _noted(request, get_object_or_404(ParcelIn, pk=pk), arriving.hear)


def _noted(request: HttpRequest, row: Any, hear_of: Callable[[Any], bool]) -> HttpResponse:
    def again() -> None:
        if not hear_of(row):
            row.refresh_from_db()
            raise Refused(_("Masih belum dapat dicatat: %s") % row.last_error)

    attempt(request, again, done=_("Sudah dicatat."))
    return redirect("link:link")


@_mends
@require_POST
def resend_parcel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Parcel, pk=pk)
    attempt(request, lambda: actions.resend_parcel(row, by=account_of(request).actor), done=_("Dikirim ulang."))
    return redirect("link:link")
