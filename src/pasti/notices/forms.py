"""How somebody wishes to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form
from pasti.notices.models import Wish


class WishForm(Form):
    """Whether news of this case may be sent, asked beside the telephone number; without a number nothing is asked."""

    wish = forms.ChoiceField(
        label=_("Boleh kami kirimi kabar permohonan ini ke nomor itu?"),
        choices=Wish.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Hanya kabar permohonan ini, tanpa nama dan NIK. Berhenti kapan saja: balas STOP."),
    )
    email = forms.EmailField(
        label=_("Surel"),
        max_length=120,
        required=False,
        help_text=_("Bila diisi, kabar juga dapat dikirim ke surel ini."),
        widget=forms.EmailInput({"autocomplete": "email", "class": "govuk-input"}),
    )

    def __init__(self, *args: Any, phone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phone = phone
        self.fields["wish"].quietly_optional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.phone and not data.get("wish") and "wish" not in self.errors:
            self.add_error("wish", gettext("Pilih salah satu: ya atau tidak."))
        return data

    @property
    def said(self) -> dict[str, str]:
        """What `actions.agree` is told: without a number or an address there is nothing to agree to."""
        data = self.cleaned_data
        wish = data.get("wish") if self.phone else ""
        return {"wish": wish or Wish.NONE, "email": data.get("email", "")}
