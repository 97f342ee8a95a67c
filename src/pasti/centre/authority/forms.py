"""Inviting an office, a rule, an office's leave."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.centre.authority.invitations import LEAST_HOURS, MOST_HOURS
from pasti.kit.forms import DateField, Form, WholeNumberField
from pasti.link import queries as links
from pasti.link.leases import May
from pasti.link.models import NodeRole, Peer


class InvitationForm(Form):
    """Which office is to become known, and by which key."""

    name = forms.CharField(
        label=_("Nama kantor"), max_length=120, error_messages={"required": _("Tuliskan nama kantornya.")}
    )
    region_code = forms.CharField(
        label=_("Kode wilayah kabupaten atau kota"), max_length=13, help_text=_("Misalnya 32.75."),
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-5"}),
    )  # fmt: skip
    replaces = forms.ChoiceField(
        label=_("Untuk"),
        required=False,
        help_text=_("Kunci lama tidak dipercaya lagi sesudah kode dipakai. Orang kedua harus menyetujui."),
    )
    hours = WholeNumberField(label=_("Berlaku berapa jam"), min_value=LEAST_HOURS, max_value=MOST_HOURS)
    letter = forms.CharField(
        label=_("Nomor surat"), max_length=60, required=False, help_text=_("Bila kantor itu meminta dengan surat.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._peers = {str(peer.pk): peer for peer in links.peers() if peer.role == NodeRole.OFFICE}
        replaced = [(pk, _("Kunci baru untuk %s") % f"{p.name} ({p.node_id})") for pk, p in self._peers.items()]
        cast(forms.ChoiceField, self.fields["replaces"]).choices = [("", _("Kantor atau mesin baru")), *replaced]

    def clean_replaces(self) -> Peer | None:
        """The node itself."""
        return self._peers.get(self.cleaned_data["replaces"])


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
