"""What a case keeps to be read later, in its columns."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from tests.cast import submitted

from pasti.applications.models import Application, RecordStatus
from pasti.kit.words import Words

SENTENCE = gettext_lazy("Paket tidak dapat dibuka.")
IN_EACH = {"id": "Paket tidak dapat dibuka.", "en": "The packet cannot be opened."}


def test_a_row_that_is_saved_again_by_a_reader_of_english_keeps_both(office):
    case = submitted()
    case.remark = Words(SENTENCE)
    case.save()
    with translation.override("en"):
        again = Application.objects.get()
        assert again.remark == IN_EACH["en"]
        again.save()
    assert Application.objects.get().remark.kept == IN_EACH
    assert list(Application.objects.values_list("remark", flat=True)) == [Words(SENTENCE)]
    Application.objects.update(remark=SENTENCE)
    assert Application.objects.exclude(remark="").get().remark.kept == IN_EACH


@pytest.mark.parametrize("written", ["", "Iris kiri"])
def test_a_text_given_to_the_field_is_words_at_once(written):
    assert isinstance(RecordStatus(note=written).note, Words)
