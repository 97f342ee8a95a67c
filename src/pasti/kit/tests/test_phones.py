"""What was typed and what the library read out of it are the same number, or the person is asked."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasti.kit import phones
from pasti.kit.errors import Refused


@pytest.mark.parametrize(
    "written",
    [
        "0812 3456 7890 ext 5", "0812 3456 7890 (ibu)", "0800 FLOWERS", "0812 3456 789O", "081234567890 a.n. Siti",
        "+62 812 3456 7890;ext=5",
    ],
)  # fmt: skip
def test_what_the_library_would_change_is_asked_about(written):
    with pytest.raises(Refused):
        phones.read(written)


@pytest.mark.parametrize("written", ["081234567890/081398765432", "081234567890 atau 081398765432"])
def test_of_two_numbers_none_is_dropped(written):
    with pytest.raises(Refused):
        phones.read(written)


@pytest.mark.parametrize(
    "written",
    [
        "HP: 0812-3456-7890", "WA 0812 3456 7890", "+62 (0)812 3456 7890", "62 0812 3456 7890", "0062 812 3456 7890",
        "'081234567890", "\u200e+62\u00a0812\u20113456\u20117890", "\uff10\uff18\uff11\uff12 34567890", "8123 4567 890",
        "٠٨١٢٣٤٥٦٧٨٩٠",
    ],
)  # fmt: skip
def test_the_same_number_is_kept_the_same(written):
    assert phones.read(written) == "+6281234567890"


_BEFORE = st.sampled_from(["0", "", "+62", "62", "+62 0", "0062 ", "(0", "+60 ", "WA 0"])
_BEHIND = st.sampled_from(["", ")", " ", " ext 5", "x12", " (ibu)", "/7", " 0813", "#2", ";ext=9"])


@given(st.builds("{}812{}{}".format, _BEFORE, st.text("0123456789- .", min_size=6, max_size=10), _BEHIND))
def test_no_digit_is_added_or_lost(written):
    try:
        kept = phones.read(written)
    except Refused:
        return
    digits, national = "".join(c for c in written if c.isdigit()), kept.removeprefix("+62")
    assert digits.endswith(phonenumbers.national_significant_number(phonenumbers.parse(kept)))
    assert len(digits) - len(national) <= 4


def test_a_number_from_abroad_is_shown_with_its_country():
    assert phones.shown("+60123456789") == "+60 12-345 6789"
    assert phones.shown("+6281234567890") == "0812-3456-7890"
    assert phones.shown("tidak ada") == "tidak ada"
