"""What does not go on by itself: searches that failed, card data that cannot be read, and one NIK of two people."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY, listing
from pasti.centre.dedup import actions, gallery, queries
from pasti.centre.dedup.health import health
from pasti.centre.intake import queries as records
from pasti.centre.intake.states import State
from pasti.centre.persons import queries as persons
from pasti.centre.release import actions as release
from pasti.kit.screens import attempt

HELD_UP = listing("held up list", gettext_lazy("daftar yang tertahan di pusat"))


@needs(*CENTRE_ROLES, shows=HELD_UP)
def held_up(request: HttpRequest) -> HttpResponse:
    searches = list(queries.failed_searches()[:100])
    stalled, sharing = list(records.records(State.STALLED)[:100]), list(persons.sharing_a_nik()[:100])
    not_kept = list(queries.not_kept()[:100])
    shown(request, *(search.record for search in searches), *(one.record for one in not_kept), *stalled, *sharing)
    context = {
        "health": health(),
        "not_kept": not_kept,
        "searches": searches,
        "stalled": stalled,
        "sharing": sharing,
        "acts": Role.CENTRE_OPERATOR in account_of(request).roles,
    }
    return render(request, "centre/dedup/held_up.html", context)


@needs(Role.CENTRE_OPERATOR, shows=NOBODY)
@require_POST
def search_again(request: HttpRequest, search_id: int) -> HttpResponse:
    search = queries.search(search_id)
    if search is None:
        raise Http404
    attempt(request, lambda: actions.ask_again(search, by=account_of(request).actor), done=_("Pencarian diulang."))
    return redirect("dedup:held-up")


@needs(Role.CENTRE_OPERATOR, shows=NOBODY)
@require_POST
def make_again(request: HttpRequest, record_id: int) -> HttpResponse:
    row = records.by_id(record_id)
    if row is None:
        raise Http404
    attempt(request, lambda: release.retry(row, by=account_of(request).actor), done=_("Data kartu disiapkan lagi."))
    return redirect("dedup:held-up")


@needs(Role.CENTRE_OPERATOR, shows=NOBODY)
@require_POST
def keep_again(request: HttpRequest, record_id: int) -> HttpResponse:
    found = queries.reference(record_id)
    if found is None:
        raise Http404
    by = account_of(request).actor
    attempt(request, lambda: gallery.try_again(found, by=by), done=_("Rekaman dimasukkan lagi."))
    return redirect("dedup:held-up")
