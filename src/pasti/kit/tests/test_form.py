"""Forms as the screens draw them."""

from django import forms

from pasti.kit.forms import YES_NO, DateField, Form


class Everything(Form):
    name = forms.CharField(label="Nama", help_text="Seperti di KK.", max_length=5)
    born = DateField(label="Lahir")
    sex = forms.ChoiceField(label="Kelamin", choices=[("F", "Perempuan"), ("M", "Laki-laki")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(label="Banyak", choices=YES_NO, widget=forms.CheckboxSelectMultiple)
    pick = forms.ChoiceField(label="Pilihan", choices=YES_NO)
    note = forms.CharField(label="Catatan", widget=forms.Textarea, required=False)
    count = forms.IntegerField(label="Jumlah")
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
