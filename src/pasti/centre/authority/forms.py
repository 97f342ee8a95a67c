"""An office's node card."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField
from pasti.link import queries as links
from pasti.link.leases import May
from pasti.link.models import Peer


class OfficeCardForm(Form):
    """The one line that the office's link page shows."""

    card = forms.CharField(
        label=_("Kartu simpul kantor"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Satu baris yang dimulai dengan “pasti1:”, dari halaman Sambungan di kantor itu."),
        error_messages={"required": _("Tempelkan kartu simpul kantor itu.")},
    )


class RuleForm(Form):
    """A decision on a rule."""

    office = forms.ChoiceField(label=_("Untuk"), required=False)
    value = WholeNumberField(label=_("Nilai"))
    valid_from = DateField(label=_("Berlaku mulai"))
    basis = forms.CharField(label=_("Dasar hukum"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._peers = {str(peer.pk): peer for peer in links.peers()}
        choices = [("", _("semua kantor")), *((pk, peer.name) for pk, peer in self._peers.items())]
        cast(forms.ChoiceField, self.fields["office"]).choices = choices

    def clean_office(self) -> Peer | None:
        """The office itself."""
        return self._peers.get(self.cleaned_data["office"])


class LeaveForm(Form):
    """What an office may not do for e-KTP."""

    stops = forms.MultipleChoiceField(
        label=_("Yang dihentikan"),
        choices=May.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kosongkan semua untuk memberi izin kembali. KK dan akta tidak memerlukan izin ini."),
    )
    reason = forms.CharField(
        label=_("Alasan"), max_length=200, error_messages={"required": _("Tuliskan alasannya.")},
        help_text=_("Dibaca petugas kantor itu. Jangan tulis nama atau NIK."),
    )  # fmt: skip
    letter = forms.CharField(
        label=_("Nomor surat"), max_length=60, error_messages={"required": _("Tuliskan nomor suratnya.")}
    )
