"""Opening and changing accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.accounts.models import USERNAME
from pasti.accounts.roles import Role
from pasti.kit.forms import Form


class AccountForm(Form):
    """An account; the password only when it is opened or replaced."""

    # Only its hash is kept.
    takes_long_numbers = frozenset({"password"})

    username = forms.CharField(label=_("Nama pengguna"), max_length=40, validators=[USERNAME])
    name = forms.CharField(label=_("Nama lengkap"), max_length=80)
    roles = forms.MultipleChoiceField(label=_("Peran"), widget=forms.CheckboxSelectMultiple)
    password = forms.CharField(
        label=_("Kata sandi"),
        required=False,
        help_text=_("Paling sedikit 10 huruf, angka, atau tanda. Kosongkan bila tidak diganti."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["roles"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(role.value, role.label) for role in roles]
