"""Opening and changing accounts, and setting a password by a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.models import USERNAME
from pasti.accounts.roles import Role
from pasti.kit.forms import Form


class AccountForm(Form):
    """An account. Its password is set by its owner, never here."""

    username = forms.CharField(label=gettext_lazy("Nama pengguna"), max_length=40, validators=[USERNAME])
    name = forms.CharField(label=gettext_lazy("Nama lengkap"), max_length=80)
    roles = forms.MultipleChoiceField(label=gettext_lazy("Peran"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["roles"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(role.value, role.label) for role in roles]


class NewPasswordForm(Form):
    """A password, typed twice by whoever will use it."""

    password = forms.CharField(
        label=gettext_lazy("Kata sandi baru"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("Paling sedikit 10 huruf, angka, atau tanda."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Kata sandi baru, sekali lagi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Kedua kata sandi berbeda. Ketik sekali lagi."))
        return data
