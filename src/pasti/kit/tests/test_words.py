"""What is kept to be read later: our sentences in the reader's language, other people's words as they are."""

from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY

from pasti.kit.text import plain_date
from pasti.kit.words import Words, WordsField, filled, heard

SENTENCE = gettext_lazy("Paket tidak dapat dibuka.")
IN_EACH = {"id": "Paket tidak dapat dibuka.", "en": "The packet cannot be opened."}


def in_english(words: object) -> str:
    with translation.override("en"):
        return str(words)


def test_a_sentence_of_ours_is_read_in_the_readers_language_whoever_wrote_it_down():
    with translation.override("en"):
        words = Words(SENTENCE)
    assert (words.kept, str(words), in_english(words)) == (IN_EACH, IN_EACH["id"], IN_EACH["en"])
    assert not words.as_written
    assert words.shown == IN_EACH["id"]


def test_what_somebody_wrote_stays_and_is_marked():
    words = Words("KK yang asli")
    assert (str(words), in_english(words), words.as_written) == ("KK yang asli", "KK yang asli", True)
    assert words.shown == "Ditulis petugas: “KK yang asli”"
    with translation.override("en"):
        assert words.shown == "Written by an officer: “KK yang asli”"


def test_blanks_are_filled_in_the_readers_language():
    ended = gettext_lazy("Izin tinggal tetap (ITAP) sudah berakhir pada %(day)s.")
    words = Words(filled(ended, day=lambda: plain_date(MONDAY.date())))
    assert str(words) == "Izin tinggal tetap (ITAP) sudah berakhir pada 23 November 2026."
    assert in_english(words) == "The permanent stay permit (ITAP) ended on 23 November 2026."


def test_nothing_said_is_nothing():
    assert not Words()
    assert (Words().shown, str(Words("")), Words("").as_written) == ("", "", False)


def test_a_change_is_made_in_each_language():
    assert Words(SENTENCE).each(str.upper).kept == {code: said.upper() for code, said in IN_EACH.items()}


def test_another_node_is_heard_in_our_languages_only():
    assert heard("a", {"id": "a", "en": "b", "fr": "c"}).kept == {"id": "a", "en": "b"}
    assert heard("a", {"fr": "c"}).kept == "a"
    assert in_english(heard("a", {"id": "a"})) == "a"


@settings(derandomize=True, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(exclude_characters="\x1e")), st.fixed_dictionaries({"id": st.text(), "en": st.text()})
    )
)
def test_what_is_kept_comes_back(said):
    field = WordsField()
    assert field.to_python(field.get_prep_value(Words(said))) == Words(said)
