"""Somebody is not there: in one tap, and what rests on it at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.models import Account
from pasti.accounts.roles import OFFICE_STAFF
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, attempt
from pasti.offices import queries as offices
from pasti.offices.resting import NotSeen
from pasti.offices.screens.met import MET, apply, met_page, saved, seen_in
from pasti.roster import actions, queries
from pasti.roster.forms import AbsenceForm, UntilForm
from pasti.roster.halves import Half, halves
from pasti.roster.models import Absence, Kind
from pasti.roster.rests import rests_on
from pasti.roster.screens.plan import somebody


def _says_of(request: HttpRequest, account: Account) -> bool:
    """Whether whoever asks may say anything of somebody's absence, and read why."""
    me = account_of(request)
    return me.pk == account.pk or actions.may_decide(me.actor)


@needs(*OFFICE_STAFF, shows=MET)
@require_POST
def today(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: from now until the end of the day. Who is booked where there is no place any more is seen first."""
    account, span = somebody(pk), queries.rest_of_day()
    if not _says_of(request, account) or span is None:
        raise Http404
    made: list[Absence] = []

    def act() -> None:
        made.append(
            actions.note_absence(
                account, starts_at=span[0], ends_at=span[1], by=account_of(request).actor, seen=seen_in(request)
            )
        )

    return _done(request, act, made, _("%s berhalangan hari ini") % account.name)


def _done(request: HttpRequest, act: Callable[[], Any], made: list[Absence], change: str) -> HttpResponse:
    shown(request)
    try:
        act()
    except NotSeen as not_seen:
        return met_page(request, not_seen, change, back="roster:week")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("roster:week")
    return redirect("roster:absence", made[0].pk)


@needs(*OFFICE_STAFF, shows=MET)
def planned(request: HttpRequest, pk: int) -> HttpResponse:
    """An absence that is known before: leave, training."""
    account = somebody(pk)
    if not _says_of(request, account):
        raise Http404
    today = clock.today()
    initial = {
        "kind": Kind.LEAVE, "first_day": today, "first_half": Half.MORNING, "last_day": today,
        "last_half": Half.AFTERNOON,
    }  # fmt: skip
    form = AbsenceForm(request.POST or None, initial=initial)
    made: list[Absence] = []

    def act() -> None:
        made.append(
            actions.note_absence(
                account, starts_at=form.starts_at(), ends_at=form.ends_at(), kind=Kind(form.cleaned_data["kind"]),
                by=account_of(request).actor, seen=seen_in(request),
            )
        )  # fmt: skip

    heading = _("Berhalangan: %s") % account.name
    answer = saved(request, form, act, heading, back="roster:week", then=lambda: redirect("roster:absence", made[0].pk))
    if answer:
        return answer
    context = {"form": form, "heading": heading}
    return render(request, "roster/say.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*OFFICE_STAFF, shows=MET)
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """What rests on an absence; for who may say it, why it is and until when."""
    found = queries.absence(pk)
    if found is None or not _says_of(request, found.account):
        raise Http404
    form = UntilForm(request.POST or None, initial={"kind": found.kind, **_until(found)})
    shown(request)

    def act() -> None:
        actions.change_absence(
            found, kind=Kind(form.cleaned_data["kind"]), ends_at=form.ends_at(), by=account_of(request).actor,
            seen=seen_in(request),
        )  # fmt: skip

    try:
        if request.method == "POST" and apply(form, act):
            messages.success(request, _("Disimpan."))
            return redirect("roster:absence", pk)
    except NotSeen as not_seen:
        return met_page(request, not_seen, _("Berhalangan: %s") % found.account.name, back="roster:week")
    context = {
        "absence": found,
        "form": form,
        "rests": rests_on(found) if found.counts else None,
        "is_ahead": clock.now() < found.starts_at,
        "is_over": found.ends_at <= clock.now(),
        "span": _said(found),
    }
    return render(request, "roster/absence.html", context, status=UNPROCESSABLE if form.errors else 200)


def _until(absence: Absence) -> dict[str, Any]:
    day = clock.local_day(absence.ends_at)
    opening = offices.opening(day)
    early = opening is not None and absence.ends_at <= halves(opening)[Half.MORNING][1]
    return {"last_day": day, "last_half": Half.MORNING if early else Half.AFTERNOON}


def _said(absence: Absence) -> str:
    """From when until when, as people say it."""
    first, last = clock.local_day(absence.starts_at), clock.local_day(absence.ends_at)
    if first == last:
        return _("%(day)s, pukul %(from)s sampai %(until)s") % {
            "day": text.long_date(first), "from": text.clock_time(absence.starts_at),
            "until": text.clock_time(absence.ends_at),
        }  # fmt: skip
    return _("%(from)s sampai %(until)s") % {
        "from": text.moment(absence.starts_at), "until": text.moment(absence.ends_at)
    }  # fmt: skip


@needs(*OFFICE_STAFF, shows=NOBODY)
@require_POST
def end(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The person is back, or was never absent."""
    found = queries.absence(pk)
    verbs = {"kembali": actions.come_back, "tarik": actions.withdraw_absence}
    if found is None or name not in verbs or not _says_of(request, found.account):
        raise Http404
    attempt(request, lambda: verbs[name](found, by=account_of(request).actor))
    return redirect("roster:absence", pk)
