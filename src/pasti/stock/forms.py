"""What is noted of blanks."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField
from pasti.stock import moving
from pasti.stock.models import Place, Removal, Ribbon


class DeliveryForm(Form):
    """A box of blanks."""

    letter = forms.CharField(label=_("Nomor surat pengantar"), max_length=80)
    first_serial = forms.CharField(
        label=_("Nomor seri pertama"), max_length=20, help_text=_("Misalnya BK00012001"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    count = WholeNumberField(label=_("Jumlah keping"), min_value=1)


class ExpectedForm(Form):
    """A box that is on its way."""

    letter = forms.CharField(
        label=_("Nomor surat"),
        max_length=80,
        help_text=_("Surat pemberitahuan kirimannya. Nomor yang sama mengganti hari dan jumlah yang sudah dicatat."),
    )
    day = DateField(label=_("Diperkirakan tiba"))
    count = WholeNumberField(label=_("Jumlah keping"), min_value=1)


class SpoilForm(Form):
    """A blank that cannot be used."""

    serial = forms.CharField(label=_("Nomor seri"), max_length=20, widget=forms.TextInput({"autocomplete": "off"}))
    reason = forms.CharField(
        label=_("Mengapa rusak?"),
        max_length=160,
        error_messages={"required": _("Tuliskan mengapa blangko rusak.")},
    )


class SerialsField(forms.CharField):
    """Serials, one by one or from the first to the last."""

    def __init__(self, **kwargs: Any) -> None:
        said: dict[str, Any] = {
            "label": _("Nomor seri"),
            "help_text": _("Satu per satu atau rentang, misalnya BK00012001-BK00012500, BK00012510."),
            "widget": forms.Textarea({"rows": 3, "autocomplete": "off"}),
            "error_messages": {"required": _("Tuliskan nomor serinya, misalnya BK00012001-BK00012500.")},
        }
        super().__init__(**(said | kwargs))


_OFFICE = "0"


class PlaceField(forms.ChoiceField):
    """One of the places where blanks lie; the office itself is the first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self._choices, **kwargs)

    @staticmethod
    def _choices() -> list[tuple[str, str]]:
        return [(_OFFICE, moving.name_of(None)), *((str(place.pk), place.name) for place in moving.places())]

    def clean(self, value: Any) -> Place | None:
        """The place itself, or None for the office."""
        chosen = super().clean(value)
        return None if chosen == _OFFICE else moving.places().get(pk=chosen)


class PlaceForm(Form):
    """A place where blanks may lie."""

    name = forms.CharField(label=_("Nama tempat"), max_length=80, help_text=_("Misalnya Kecamatan Cimanggu."))


class TransferForm(Form):
    """Blanks that are carried to another place."""

    origin = PlaceField(label=_("Dari"))
    target = PlaceField(label=_("Ke"))
    serials = SerialsField()
    carried_by = forms.CharField(label=_("Dibawa oleh"), max_length=120, help_text=_("Nama dan jabatan pembawanya."))


class ArrivalForm(Form):
    """What came of a transfer."""

    serials = SerialsField(
        label=_("Yang diterima"), required=False, help_text=_("Kosongkan bila semua yang dikirim sudah diterima.")
    )


class CountForm(Form):
    """What somebody counted."""

    place = PlaceField(label=_("Tempat"))
    serials = SerialsField(
        label=_("Nomor seri yang ada di sana"), required=False,
        help_text=_("Pindai atau tulis semua yang ada, satu per satu atau rentang. Kosongkan bila tidak ada blangko."),
    )  # fmt: skip


class RemovalForm(Form):
    """Blanks that leave otherwise than as a card."""

    kind = forms.ChoiceField(label=_("Berita acara"), choices=Removal.Kind.choices, widget=forms.RadioSelect)
    serials = SerialsField()
    reason = forms.CharField(label=_("Alasan"), max_length=300)
    letter = forms.CharField(
        label=_("Nomor surat"), max_length=80, required=False,
        help_text=_("Untuk kehilangan: laporan polisi. Untuk pengembalian: surat pengantarnya."),
    )  # fmt: skip
    witnesses = forms.CharField(
        label=_("Saksi"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Untuk pemusnahan, sedikitnya dua: nama dan kantornya, satu di setiap baris."),
    )  # fmt: skip


class RibbonForm(Form):
    """A ribbon that arrived."""

    code = forms.CharField(label=_("Kode ribbon"), max_length=40, help_text=_("Seperti di kotaknya."))
    made_for = WholeNumberField(label=_("Untuk berapa cetakan"), min_value=1)


class MountForm(Form):
    """The ribbon that goes into the printer."""

    ribbon = forms.ChoiceField(label=_("Ribbon"))
    machine = forms.ChoiceField(label=_("Mesin"), required=False)
    empty = forms.BooleanField(
        label=_("Ribbon yang terpasang sudah habis"), required=False, initial=True,
        help_text=_("Bila belum habis, kosongkan: ribbon itu kembali ke rak dengan sisanya."),
    )  # fmt: skip

    def __init__(self, *args: Any, ribbons: list[Ribbon], machines: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["machine"]).choices = [(name, name) for name in machines]
        if not machines:
            del self.fields["machine"]
        self._by_key = {str(ribbon.pk): ribbon for ribbon in ribbons}
        choices = [(key, f"{ribbon.code} ({ribbon.left})") for key, ribbon in self._by_key.items()]
        cast(forms.ChoiceField, self.fields["ribbon"]).choices = choices

    def clean_ribbon(self) -> Ribbon:
        """The ribbon itself."""
        return self._by_key[self.cleaned_data["ribbon"]]


class RequestForm(Form):
    """What is asked of the centre."""

    count = WholeNumberField(label=_("Jumlah yang diminta"), min_value=1)
    letter = forms.CharField(label=_("Nomor surat permohonan"), max_length=80)


class TryForm(Form):
    """A delivery that is only tried out."""

    count = WholeNumberField(label=_("Bila datang (keping)"), min_value=1, max_value=1_000_000)
    day = DateField(label=_("Pada tanggal"))
