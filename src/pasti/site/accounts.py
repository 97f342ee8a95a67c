"""Signing in: django-allauth without signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from django.http import HttpRequest

from pasti.kit.forms import Form, dress


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by administrators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page one lands on says enough."""


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """The sign-in form, drawn like all others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            dress(field.widget)

    summary = Form.summary
