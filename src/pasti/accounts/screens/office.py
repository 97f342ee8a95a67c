"""Accounts of this node's staff."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts import actions, changes, queries, second_factor
from pasti.accounts.forms import AccountForm
from pasti.accounts.models import Account, Proposal
from pasti.accounts.roles import ADMINISTRATION, SECOND_PERSON, roles_here
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit import qr
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, attempt, sent

ADMINS = tuple(sorted(ADMINISTRATION))
DECIDERS = tuple(sorted(SECOND_PERSON))


def _account(account_id: int) -> Account:
    found = queries.by_id(account_id)
    if found is None:
        raise Http404
    return found


@needs(*DECIDERS, shows=NOBODY)
def staff(request: HttpRequest) -> HttpResponse:
    context = {
        "accounts": queries.accounts(),
        "may_change": may_open(account_of(request), change),
        "waiting": queries.open_proposals().count(),
    }
    return render(request, "accounts/staff.html", context)


@needs(*ADMINS, shows=NOBODY)
def new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, roles=roles_here())
    if request.method == "POST" and form.is_valid():
        by = account_of(request).actor
        try:
            account = actions.open_account(**form.cleaned_data, by=by)
            made = actions.make_link(account, by=by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            assert isinstance(made, str), "a new account has no rights that ask for a second person"
            _say_what_waits(request, account.proposals.first())
            return link_page(request, account, made)
    context = {"form": form, "heading": _("Akun baru")}
    return render(request, "accounts/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*ADMINS, shows=NOBODY)
def change(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(account_id)
    initial = {"username": account.username, "name": account.name, "roles": sorted(account.roles)}
    form = AccountForm(request.POST or None, roles=roles_here(), initial=initial)
    form.fields["username"].disabled = True
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, account_of(request)
        try:
            waiting = actions.change_account(account, name=data["name"], roles=data["roles"], by=by.actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _stay_signed_in(request, account)
            _say_what_waits(request, waiting)
            return redirect("accounts:staff")
    context = {
        "form": form,
        "heading": account.name,
        "account": account,
        "own": account.pk == account_of(request).pk,
        "has_factor": second_factor.has(account),
        "never_set": not account.has_usable_password(),
        "proposals": queries.open_proposals().filter(account=account),
    }
    return render(request, "accounts/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def _stay_signed_in(request: HttpRequest, account: Account) -> None:
    """Whoever gives up a role of their own stays signed in here; elsewhere they sign in anew."""
    if account.pk == account_of(request).pk:
        update_session_auth_hash(request, _account(account.pk))


def _say_what_waits(request: HttpRequest, proposal: Proposal | None) -> None:
    if proposal is None:
        return
    said = _("Menunggu orang kedua untuk %(username)s: %(what)s.") % {
        "username": proposal.account.username,
        "what": proposal.sentence,
    }
    if not queries.has_second_person(proposal):
        said += " " + _(
            "Di simpul ini tidak ada orang kedua. Jalankan di komputer server: pasti account confirm %d"
        ) % (proposal.pk)
    messages.warning(request, said)


def _after(request: HttpRequest, act: Callable[[], Proposal | None]) -> HttpResponse:
    waiting: list[Proposal | None] = []
    if attempt(request, lambda: waiting.append(act())):
        _say_what_waits(request, waiting[0])
    return redirect("accounts:staff")


@needs(*ADMINS, shows=NOBODY)
@require_POST
def close(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an open account, open a closed one again: what the button said, whatever was done meanwhile."""
    account, by = _account(account_id), account_of(request).actor
    verb = {"close": actions.close_account, "reopen": actions.reopen_account}.get(sent(request, "do"))
    if verb is None:
        return redirect("accounts:change", account_id)
    return _after(request, lambda: verb(account, by=by))


@needs(*ADMINS, shows=NOBODY)
@require_POST
def forget_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask that a second factor that somebody lost be taken away."""
    account, by = _account(account_id), account_of(request).actor
    return _after(request, lambda: actions.forget_factor(account, by=by))


@needs(*ADMINS, shows=NOBODY)
@require_POST
def make_link(request: HttpRequest, account_id: int) -> HttpResponse:
    """Make a link that sets a password once, and show it once."""
    account = _account(account_id)
    try:
        made = actions.make_link(account, by=account_of(request).actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:staff")
    if isinstance(made, str):
        return link_page(request, account, made)
    _say_what_waits(request, made)
    return redirect("accounts:staff")


def link_page(request: HttpRequest, account: Account, token: str) -> HttpResponse:
    """Show a link, the only time that anybody sees it."""
    url = request.build_absolute_uri(reverse("accounts:by-link", args=[token]))
    context = {
        "account": account,
        "url": url,
        "picture": qr.data_uri(url),
        "hours": int(changes.LINK_LIVES.total_seconds() // 3600),
        "link": queries.last_link(account),
    }
    return render(request, "accounts/link.html", context)
