import pytest

from pasti.kit.forms import Form, PhoneField


class Contact(Form):
    phone = PhoneField(required=False)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("0812 3456 7890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        (" (0812) 3456.7890 ", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("021 8896 1234", "+622188961234"),
        ("+60 12-345 6789", "+60123456789"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_number_is_read_however_it_is_written(written, kept):
    form = Contact({"phone": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize("written", ["tidak ada", "-", "0812" * 10, "+"])
def test_what_is_no_number_is_said_to_be_unreadable(written):
    form = Contact({"phone": written})
    assert form.errors == {"phone": ["Nomor telepon ini tidak terbaca. Contoh: 0812 3456 7890."]}


@pytest.mark.parametrize("written", ["0812", "08123", "0812345678901234", "12345678"])
def test_an_impossible_number_is_said_to_be_incomplete_or_wrong(written):
    form = Contact({"phone": written})
    assert form.errors == {"phone": ["Nomor telepon ini tidak lengkap atau salah. Contoh: 0812 3456 7890."]}


def test_a_phone_shows_its_number_pad():
    assert 'type="tel" ' in str(Contact()["phone"])
    assert 'inputmode="tel"' in str(Contact()["phone"])
