"""What the owner of an account does with it: sets its password by a link, and reads what others did to it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from pasti.accounts import actions, queries
from pasti.accounts.forms import NewPasswordForm
from pasti.accounts.roles import PEOPLE
from pasti.accounts.rules import account_of, needs, public
from pasti.audit.sights import NOBODY
from pasti.kit.screens import UNPROCESSABLE, safe_next, sent, taken

_KEPT = "password-link"


@public
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, where it would stay in the browser's history, and go on without it."""
    # A shared computer: whoever was signed in here has nothing to do with this link.
    request.session.flush()
    request.session[_KEPT] = token
    return redirect("accounts:set-password")


@public
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponse:
    token = str(request.session.get(_KEPT, ""))
    account = queries.account_of_link(token)
    if account is None:
        request.session.pop(_KEPT, None)
        return render(request, "accounts/link_is_dead.html", status=410 if token else 404)
    form = NewPasswordForm(request.POST or None)
    if taken(form, lambda: actions.use_link(token, form.cleaned_data["password"]), field="password"):
        request.session.flush()
        messages.success(request, _("Kata sandi ditetapkan. Silakan masuk."))
        return redirect("account_login")
    context = {"form": form, "account": account}
    response = render(request, "accounts/set_password.html", context, status=UNPROCESSABLE if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(*PEOPLE, shows=NOBODY, without_second_factor=True)
@require_POST
def news_read(request: HttpRequest) -> HttpResponse:
    """Note that the owner has read what was done to the account, as far as the page showed it."""
    last = sent(request, "entry")
    if last.isdigit() and len(last) < 18:
        known = [news.entry for news in queries.news_for(account_of(request))]
        actions.read_news(account_of(request), min(int(last), max(known, default=0)))
    return redirect(safe_next(request, reverse(settings.LOGIN_REDIRECT_URL)))
