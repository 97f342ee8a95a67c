"""The keys that sign certificates."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.certificates import actions, queries
from pasti.certificates.forms import WithdrawKeyForm
from pasti.certificates.models import SigningKey
from pasti.kit.screens import UNPROCESSABLE, attempt, taken


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def keys(request: HttpRequest) -> HttpResponse:
    by = account_of(request).actor
    rows = [(key, key.open_moves(by)) for key in queries.signing_keys()]
    return render(request, "certificates/keys.html", {"rows": rows})


def _key(kid: str) -> SigningKey:
    found = queries.key(kid)
    if found is None:
        raise Http404
    return found


@needs(Role.ADMIN, shows=NOBODY)
@require_POST
def replace_key(request: HttpRequest, kid: str) -> HttpResponse:
    key, by = _key(kid), account_of(request).actor
    attempt(
        request, lambda: actions.replace_key(key.kid, by=by), done=_("Surat kini ditandatangani dengan kunci baru.")
    )
    return redirect("certificates:keys")


@needs(Role.ADMIN, shows=NOBODY)
def withdraw_key(request: HttpRequest, kid: str) -> HttpResponse:
    key, form = _key(kid), WithdrawKeyForm(request.POST or None)
    by = account_of(request).actor
    if request.method == "POST" and taken(form, lambda: actions.withdraw_key(key, form.cleaned_data["reason"], by=by)):
        return redirect("certificates:keys")
    context = {"key": key, "form": form}
    return render(request, "certificates/withdraw_key.html", context, status=UNPROCESSABLE if form.errors else 200)
