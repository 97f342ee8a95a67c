"""What people are told, and the list of those who must be rung up."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import OFFICE_STAFF, Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY, listing
from pasti.kit import clock, pdf
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import attempt, in_address, safe_next
from pasti.link import queries as links
from pasti.notices import actions, queries
from pasti.notices.models import Notice
from pasti.notices.queries import ToCall
from pasti.notices.states import CALLERS
from pasti.offices import queries as offices

NOTICES = listing("notices", gettext_lazy("daftar pemberitahuan"))
CALLS = listing("calls", gettext_lazy("daftar telepon"))

# More than that nobody reads on one page; the rest follows when these are done.
_LISTED = 200


@needs(*OFFICE_STAFF, shows=NOTICES)
def overview(request: HttpRequest) -> HttpResponse:
    setting_out, troubled = queries.setting_out(), queries.troubled()
    shown(
        request, *(one.notice.application for one in setting_out), *(d.notice.application for d in troubled if d.notice)
    )
    context = {
        "counts": queries.counts(),
        "channels": queries.channel_states(),
        "setting_out": setting_out,
        "troubled": troubled,
        "may_call": bool(account_of(request).roles & set(CALLERS)),
    }
    return render(request, "notices/overview.html", context)


@needs(*CALLERS, shows=CALLS)
def calls(request: HttpRequest) -> HttpResponse:
    village = in_address(request, "village")
    found = queries.call_list(village, limit=_LISTED)
    shown(request, *(one.notice.application for one in found))
    context = {
        "calls": found,
        "more": max(0, queries.calls(village) - _LISTED),
        "villages": queries.villages_to_call(),
        "village": village,
        "answers": Role.CLERK in account_of(request).roles,
    }
    return render(request, "notices/calls.html", context)


@carries(PRINT)
@needs(*CALLERS, shows=CALLS)
def calls_paper(request: HttpRequest) -> HttpResponse:
    """The list on paper, a page for each village: its office knows who lives where."""
    found = queries.call_list(in_address(request, "village"))
    shown(request, *(one.notice.application for one in found))
    context = {
        "villages": _by_village(found),
        "office": offices.office(),
        "printed_at": clock.now(),
        "sample": links.this_node().sample,
    }
    content = pdf.render("notices/calls_paper.html", context, stylesheet="styles/paper.css")
    return pdf.response(content, f"daftar-telepon-{clock.today()}.pdf")


def _by_village(found: list[ToCall]) -> list[tuple[str, list[ToCall]]]:
    groups: dict[str, list[ToCall]] = {}
    for one in found:
        groups.setdefault(one.village or _("Alamat belum ada"), []).append(one)
    return sorted(groups.items())


@needs(*CALLERS, shows=NOBODY)
@require_POST
def called(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda notice: actions.called(notice, by=account_of(request).actor))


@needs(*CALLERS, shows=NOBODY)
@require_POST
def unanswered(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda notice: actions.unanswered(notice, by=account_of(request).actor))


def _do(request: HttpRequest, pk: int, act: Callable[[Notice], Notice]) -> HttpResponse:
    notice = queries.notice(pk)
    if notice is None:
        raise Http404
    attempt(request, lambda: act(notice))
    return redirect(safe_next(request, reverse("notices:calls")))
