"""Signing in: django-allauth without signing up."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pasti.accounts import known_browser
from pasti.accounts.actions import set_password
from pasti.accounts.mfa import draw
from pasti.kit.forms import Cleaned, Form
from pasti.kit.limits import Attempt, Scope, TooOften, by_network, count_attempt
from pasti.kit.screens import client_network

# Wrong ones. There is no bound for everybody together: whoever used it up would keep the whole office out.
_SIGN_IN = Scope("sign-in", within=timedelta(minutes=5), each=30)
_TRIES_OF_ONE_NAME = 5
_PROOF_LASTS_SECONDS = 300
_PASSWORD_CHANGED = "account/messages/password_changed.txt"  # noqa: S105 - not a password


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by administrators only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Nama pengguna atau kata sandi salah."),
    }

    _attempt: Attempt

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say that a password was changed, and nothing else: the page one lands on says enough."""
        if _PASSWORD_CHANGED in args:
            super().add_message(request, level, *args, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt by who and from where, so that nobody can keep a colleague out.

        In a browser where they have signed in before it is counted for that browser alone.
        """
        name = str(credentials.get("username", "")).strip().casefold()
        known = known_browser.name_for(request, name)
        also = by_network(f"name {name} from", _TRIES_OF_ONE_NAME, request)
        if known:
            also = {f"browser {known} {name}": _TRIES_OF_ONE_NAME}
        try:
            self._attempt = count_attempt(_SIGN_IN, None if known else request, also=also)
        except TooOften as refused:
            raise forms.ValidationError(str(refused)) from refused

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            self._attempt.take_back()
        return user

    def post_login(self, request: HttpRequest, user: Any, **hook: Any) -> Any:
        """Remember the browser, once all steps of signing in are done."""
        response = super().post_login(request, user, **hook)
        known_browser.remember(request, response, user.username)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_network(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever proved who they are a moment ago, by signing in, need not do so again."""
        request = context.request
        proofs = get_authentication_records(request, request.user)
        if any(time.time() - proof["at"] < _PROOF_LASTS_SECONDS for proof in proofs):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse(settings.LOGIN_REDIRECT_URL)


class LoginForm(Cleaned, AllauthLoginForm):  # type: ignore[misc]
    """The sign-in form, drawn like all others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Nama pengguna")
        self.fields["password"].label = _("Kata sandi")
        draw(self)

    def clean(self) -> Any:
        data = super().clean()
        if self.user and not self.user.is_active:
            raise forms.ValidationError(_("Akun ini ditutup."))
        return data

    summary = Form.summary


class ChangePasswordForm(Cleaned, AllauthChangePasswordForm):  # type: ignore[misc]
    """Replacing one's own password, drawn like all others and journaled like any replaced password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Kata sandi saat ini")
        self.fields["password1"].label = _("Kata sandi baru")
        self.fields["password2"].label = _("Kata sandi baru, sekali lagi")
        self.fields["password1"].help_text = _("Paling sedikit 10 huruf, angka, atau tanda.")
        draw(self)

    def save(self) -> None:
        set_password(self.user, self.cleaned_data["password1"], by=self.user.actor)

    summary = Form.summary
