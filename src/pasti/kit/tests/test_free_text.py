"""What somebody wrote is kept whole, or refused; never cut."""

import pytest

from pasti.kit import free_text
from pasti.kit.errors import Refused


def test_what_is_as_long_as_it_may_be_is_kept_to_its_last_letter():
    assert free_text.checked("  " + "x" * 80, most=80) == "x" * 80
    assert free_text.checked("x" * 9000) == "x" * 9000


def test_what_is_longer_is_refused_with_how_long_it_is():
    with pytest.raises(Refused) as refused:
        free_text.checked("x" * 81, most=80)
    assert str(refused.value) == (
        "Paling panjang 80 huruf; Anda menulis 81. Singkat dahulu supaya tidak ada yang terpotong."
    )
