"""What a clerk notes when handing over."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.handover import batches, delivery, queries, receipts, shelf
from pasti.handover.models import Batch, Minutes, OldCard, Part, Point, Receipt, Relation, Shown, Whom
from pasti.handover.receipts import Received
from pasti.kit.forms import Form


class HandoverForm(Form):
    """Who collects, how they were recognised, and the old card."""

    # Compared with the slip's secret, and not kept; a drawn picture.
    takes_long_numbers = frozenset({"slip_code", "drawn"})

    serial = forms.CharField(
        label=_("Nomor seri di kartu (pindai atau ketik)"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Pindai atau ketik nomor seri di kartu yang diserahkan.")},
    )

    relation = forms.ChoiceField(
        label=_("Yang mengambil"),
        widget=forms.RadioSelect,
        initial=Relation.SELF,
        error_messages={"required": _("Pilih siapa yang mengambil.")},
    )
    taken_by = forms.CharField(
        label=_("Nama yang mengambil"),
        max_length=60,
        error_messages={"required": _("Tuliskan nama yang mengambil.")},
    )
    shown = forms.ChoiceField(
        label=_("Dikenali melalui"),
        choices=Shown.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih bagaimana pengambil dikenali.")},
    )
    old_card = forms.ChoiceField(
        label=_("Kartu lama"),
        choices=OldCard.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih apakah kartu lama diserahkan.")},
    )
    slip_code = forms.CharField(
        label=_("Kode slip (pindai QR)"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    why_by_eye = forms.CharField(
        label=_("Tanpa alat: mengapa dicocokkan dengan mata"),
        max_length=120,
        required=False,
        help_text=_("Misalnya: kedua tangan dibalut."),
    )
    proof_seen = forms.BooleanField(label=_("Bukti asli di kertas sudah dilihat"), required=False)
    old_serial = forms.CharField(
        label=_("Nomor seri kartu lama, bila terbaca"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    receipt = forms.ChoiceField(
        label=_("Tanda terima"),
        choices=Receipt.choices,
        widget=forms.RadioSelect,
        initial=Receipt.PAPER,
        error_messages={"required": _("Pilih bagaimana penerimaannya dibuktikan.")},
    )
    photo = forms.FileField(
        label=_("Foto penerima"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "user"}),
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, allowed: list[Relation], card: bool, asks_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["why_by_eye"]
        if not card:
            # A document has its number in words, and no serial to be scanned.
            del self.fields["serial"], self.fields["old_serial"]
        relation = self.fields["relation"]
        assert isinstance(relation, forms.ChoiceField)
        relation.choices = [(choice.value, choice.label) for choice in allowed]

    def received(self) -> Received:
        """What shows that it was received. Raises Refused when that is lacking; opening a picture takes a while."""
        how = Receipt(self.cleaned_data["receipt"])
        if how == Receipt.SIGNATURE:
            return receipts.signed(self.cleaned_data["drawn"])
        photo = self.cleaned_data["photo"]
        if how == Receipt.PHOTO and photo:
            return receipts.photo(photo)
        return Received(how)

    def clean_slip_code(self) -> str:
        # A scanner types the whole address that the QR code holds.
        scanned = self.cleaned_data["slip_code"]
        code = queries.code_in(scanned)
        if scanned and not code:
            raise forms.ValidationError(_("Ini bukan kode slip pengambilan. Pindai lagi, atau kosongkan."))
        return code


class CompareForm(Form):
    """What of whom a reader is to compare."""

    whom = forms.ChoiceField(
        label=_("Yang mengambil"), choices=Whom.choices, widget=forms.RadioSelect, initial=Whom.HOLDER,
        error_messages={"required": _("Pilih siapa yang mengambil.")},
    )  # fmt: skip
    part = forms.ChoiceField(
        label=_("Yang dicocokkan"), choices=Part.choices, widget=forms.RadioSelect, initial=Part.RIGHT_INDEX,
        error_messages={"required": _("Pilih jari atau wajah.")},
    )  # fmt: skip


class SecondForm(Form):
    """Why a second person is to look."""

    prefix = "second"
    whom = forms.ChoiceField(label=_("Yang mengambil"), choices=Whom.choices, initial=Whom.HOLDER)
    why = forms.CharField(label=_("Mengapa"), max_length=120, required=False)


class CountForm(Form):
    """A box of the shelf, and all that a barcode reader typed in it."""

    # A slip's secret is compared and not kept; what is no serial is kept short and said to be strange.
    takes_long_numbers = frozenset({"scanned"})

    box = forms.ChoiceField(label=_("Kotak"), error_messages={"required": _("Pilih kotaknya.")})
    scanned = forms.CharField(
        label=_("Pindai semua kartu di kotak ini"),
        required=False,
        help_text=_("Nomor seri di kartu, atau kode slipnya; satu demi satu. Kotak kosong: biarkan kosong."),
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["box"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [(one.code, f"{one.said} ({one.lies})") for one in shelf.boxes()]

    def clean_box(self) -> tuple[int, int]:
        """The rack and the box in it."""
        rack, _dash, box = self.cleaned_data["box"].partition("-")
        return int(rack), int(box)


class MinutesForm(Form):
    """Which cards are to be destroyed, and who is there."""

    kind = forms.ChoiceField(
        label=_("Kartu"), choices=Minutes.Kind.choices, widget=forms.RadioSelect, initial=Minutes.Kind.OLD
    )
    witnesses = forms.CharField(
        label=_("Saksi"),
        help_text=_("Dua orang, satu di setiap baris: nama dan kantornya."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tuliskan dua saksi, satu di setiap baris: nama dan kantornya.")},
    )


_POINT, _BACK = Batch.Way.POINT, Batch.Way.BACK


class BatchForm(Form):
    """Where cards go, who carries them, and which they are."""

    # A slip's secret is compared and not kept; what is no serial is masked.
    takes_long_numbers = frozenset({"scanned"})

    to = forms.ChoiceField(label=_("Ke mana"), error_messages={"required": _("Pilih ke mana kartu dikirim.")})
    carried_by = forms.CharField(label=_("Dibawa oleh"), max_length=120)
    scanned = forms.CharField(
        label=_("Pindai kartu yang dikirim"),
        help_text=_("Nomor seri di kartu, atau kode slipnya; satu demi satu."),
        widget=forms.Textarea({"rows": 6, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = self._ways()

    @staticmethod
    def _ways() -> list[tuple[str, str]]:
        """Only what the office does is offered; what lies at a point may always come back."""
        known = list(batches.points())
        ways = [(f"{_POINT}-{one.pk}", gettext("ke %s") % one) for one in known if delivery.is_on(_POINT)]
        others = (Batch.Way.COURIER, Batch.Way.POST, Batch.Way.HOME)
        ways += [(f"{way}-", str(way.label)) for way in others if delivery.is_on(way)]
        return [*ways, *((f"{_BACK}-{one.pk}", gettext("dari %s kembali ke kantor") % one) for one in known)]

    def clean_to(self) -> tuple[Batch.Way, Point | None]:
        """The way, and the point to or from which."""
        way, _dash, key = self.cleaned_data["to"].partition("-")
        return Batch.Way(way), batches.points().get(pk=key) if key else None


class ReceiveForm(Form):
    """What of a batch came."""

    # As above.
    takes_long_numbers = frozenset({"scanned"})

    scanned = forms.CharField(
        label=_("Pindai kartu yang tiba"),
        help_text=_("Nomor seri di kartu, atau kode slipnya; satu demi satu."),
        widget=forms.Textarea({"rows": 6, "autocomplete": "off"}),
    )


class PointForm(Form):
    """Where cards are collected besides the office, as people are told it."""

    name = forms.CharField(label=_("Nama tempat"), max_length=80, help_text=_("Misalnya Kantor Kecamatan Jatiasih."))
    address = forms.CharField(label=_("Alamat"), max_length=160)
    hours = forms.CharField(
        label=_("Hari dan jam buka"), max_length=120, help_text=_("Misalnya Senin–Jumat 08.00–15.00.")
    )
    phone = forms.CharField(label=_("Telepon"), max_length=20, required=False)
