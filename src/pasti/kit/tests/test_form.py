"""Forms as the screens draw them."""

import pytest
from django import forms

from pasti.kit.forms import YES_NO, DateField, Form, WholeNumberField, dress

typed_into = {"text", "email", "url", "number", "password"}


class Everything(Form):
    name = forms.CharField(label="Nama", help_text="Seperti di KK.", max_length=5)
    born = DateField(label="Lahir")
    sex = forms.ChoiceField(label="Kelamin", choices=[("F", "Perempuan"), ("M", "Laki-laki")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(label="Banyak", choices=YES_NO, widget=forms.CheckboxSelectMultiple)
    pick = forms.ChoiceField(label="Pilihan", choices=YES_NO)
    note = forms.CharField(label="Catatan", widget=forms.Textarea, required=False)
    count = WholeNumberField(label="Jumlah")
    file = forms.FileField(label="Berkas")
    sure = forms.BooleanField(label="Yakin")

    def clean(self):
        raise forms.ValidationError("Semuanya salah.")


def test_fields_carry_the_classes_of_the_screens():
    form = Everything()
    classes = {name: field.widget.attrs.get("class") for name, field in form.fields.items()}
    assert classes == {
        "name": "govuk-input",
        "born": None,
        "sex": None,
        "many": None,
        "pick": "govuk-select",
        "note": "govuk-textarea",
        "count": "govuk-input",
        "file": "govuk-file-upload",
        "sure": None,
    }


@pytest.mark.parametrize(
    "kind", [kind for kind in forms.widgets.Input.__subclasses__() if kind.input_type in typed_into]
)
def test_whatever_is_typed_into_looks_like_it(kind):
    widget = kind()
    dress(widget)
    assert widget.attrs["class"] == "govuk-input"


def test_the_summary_leads_to_the_first_thing_to_type_or_choose():
    found = Everything({}).summary()
    assert [target for target, _sentence in found] == [
        "", "id_name", "id_born_0", "id_sex_0", "id_many_0", "id_pick", "id_count", "id_file", "id_sure",
    ]  # fmt: skip
    assert found[0] == ("", "Semuanya salah.")
    assert found[2] == ("id_born_0", "Isi lahir.")


def test_what_is_left_empty_is_asked_for_by_its_name():
    said = dict(Everything({}).summary())
    assert (said["id_name"], said["id_pick"], said["id_many_0"]) == ("Isi nama.", "Pilih pilihan.", "Pilih banyak.")

    class Numbers(Form):
        nik = forms.CharField(label="NIK")
        reason = forms.CharField(label="Mengapa rusak?", error_messages={"required": "Tuliskan mengapa rusak."})

    assert [sentence for _id, sentence in Numbers({}).summary()] == ["Isi NIK.", "Tuliskan mengapa rusak."]


def test_what_the_summary_leads_to_exists():
    form = Everything({})
    page = "".join(str(field.as_field_group()) for field in form)
    for target, _sentence in form.summary():
        assert not target or f'id="{target}"' in page, target


def test_a_wrong_field_says_so_beside_itself_and_keeps_what_was_typed():
    form = Everything({"name": "terlalu panjang", "pick": "yes", "note": "<b>catatan</b>", "sure": "on"})
    page = str(form["name"].as_field_group())
    assert 'value="terlalu panjang"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert '<option value="yes" selected>' in str(form["pick"])
    assert "&lt;b&gt;catatan&lt;/b&gt;" in str(form["note"])
    assert " checked" in str(form["sure"])


def test_what_may_be_left_out_says_so():
    form = Everything()
    assert "boleh dikosongkan" in str(form["note"].as_field_group())
    assert "boleh dikosongkan" not in str(form["name"].as_field_group())


def test_choices_are_a_group_with_a_name():
    page = str(Everything()["sex"].as_field_group())
    assert "<fieldset" in page
    assert "<legend" in page
    assert page.count('<input class="govuk-radios__input" type="radio"') == 2


def test_what_is_typed_is_read_clean_and_shown_as_it_was():
    class Name(Form):
        name = forms.CharField(max_length=15)
        words = forms.CharField(widget=forms.Textarea)
        secret = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = Name({"name": "\u200bNur\u2019aini\u00a0 \u200e", "words": "satu\u00a0\r\ndua", "secret": " \u2019a\u00a0"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Nur'aini", "words": "satu\ndua", "secret": " \u2019a\u00a0"}
    assert "Nur\u2019aini\u00a0" in str(form["name"])


def test_what_is_too_long_is_said_and_never_cut():
    form = Everything({"name": "terlalu panjang"})
    assert dict(form.summary())["id_name"] == (
        "Paling panjang 5 huruf; Anda menulis 15. Singkat dahulu supaya tidak ada yang terpotong."
    )
    assert "maxlength" not in str(form["name"])


def test_letters_that_were_broken_on_the_way_are_said():
    assert Everything({"name": "Jos\ufffd"}).errors["name"] == [
        "Ada huruf yang rusak saat disalin (\ufffd). Ketik huruf itu sekali lagi."
    ]


class HowMany(Form):
    count = WholeNumberField(label="Jumlah", min_value=1, max_value=5000)


@pytest.mark.parametrize(
    ("written", "count"), [("1000", 1000), ("1.000", 1000), ("\uff11\uff12", 12), (" 12\u00a0", 12), ("'12", 12)]
)
def test_a_number_is_read_as_an_office_writes_it(written, count):
    form = HowMany({"count": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"count": count}


@pytest.mark.parametrize("written", ["1,5", "1.5", "12.00", "dua", "1e3", "1 000", "9" * 40])
def test_what_may_be_another_number_is_asked_about(written):
    assert HowMany({"count": written}).errors == {"count": ["Tulis dengan angka saja, misalnya 1000."]}


def test_a_number_has_no_field_that_drops_what_is_pasted():
    assert 'type="number"' not in str(HowMany())
    assert 'inputmode="numeric"' in str(HowMany())


class Told(Form):
    name = forms.CharField(max_length=60)
    more = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("letter", ["1", "1 ", "a1-", "１", "1/"])
def test_a_page_full_of_digits_is_refused_without_looking_through_it(letter):
    """Looking through a megabyte took a minute, and four who sent one stopped all pages."""
    said = letter * 300_000
    form = Told({"name": said, "more": said})
    assert set(form.errors) == {"name", "more"}
    assert form.errors["more"] == ["Ini terlalu panjang. Singkat dahulu supaya tidak ada yang terpotong."]
    # Nothing that was typed is lost.
    assert [form[name].value() for name in form.fields] == [said, said]
