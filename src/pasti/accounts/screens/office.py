"""Accounts of this node's staff."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts import actions, queries
from pasti.accounts.forms import AccountForm
from pasti.accounts.models import Account
from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES, Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, attempt

ADMINS = (Role.ADMIN, Role.CENTRE_ADMIN)


def _roles() -> tuple[Role, ...]:
    return CENTRE_ROLES if settings.ROLE == "centre" else OFFICE_ROLES


@needs(*ADMINS, Role.HEAD)
def staff(request: HttpRequest) -> HttpResponse:
    context = {"accounts": queries.accounts(), "may_change": may_open(account_of(request), change)}
    return render(request, "accounts/staff.html", context)


@needs(*ADMINS)
def new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, roles=_roles())
    form.fields["password"].required = True
    form.fields["password"].help_text = _("Paling sedikit 10 huruf, angka, atau tanda.")
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_account(**form.cleaned_data, by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("accounts:staff")
    context = {"form": form, "heading": _("Akun baru")}
    return render(request, "accounts/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*ADMINS)
def change(request: HttpRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=account_id)
    initial = {"username": account.username, "name": account.name, "roles": sorted(account.roles)}
    form = AccountForm(request.POST or None, roles=_roles(), initial=initial)
    form.fields["username"].disabled = True
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, account_of(request).actor
        try:
            with transaction.atomic():
                actions.change_account(account, name=data["name"], roles=data["roles"], by=by)
                if data["password"]:
                    actions.set_password(account, data["password"], by=by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("accounts:staff")
    context = {"form": form, "heading": account.name, "account": account}
    return render(request, "accounts/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*ADMINS)
@require_POST
def close(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an open account, open a closed one again."""
    account = get_object_or_404(Account, pk=account_id)
    verb = actions.close_account if account.is_active else actions.reopen_account
    attempt(request, lambda: verb(account, by=account_of(request).actor))
    return redirect("accounts:staff")
