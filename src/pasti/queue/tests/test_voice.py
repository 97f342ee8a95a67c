"""The voice of the hall, with the real espeak-ng."""

import io
import os
import wave

import pytest
from tests.cast import ANYBODY

from pasti.queue import actions, voice
from pasti.queue.tests.hall import take


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"), (1, "satu"), (3, "tiga"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (20, "dua puluh"),
        (21, "dua puluh satu"), (99, "sembilan puluh sembilan"), (100, "seratus"), (111, "seratus sebelas"),
        (245, "dua ratus empat puluh lima"),
    ],
)  # fmt: skip
def test_numbers_are_read_out_as_people_say_them(number, words):
    assert voice.in_words(number) == words


def test_a_call_is_a_sentence_with_a_digit_at_a_time():
    assert voice.sentence("B", 14, 3) == "Nomor antrean B, nol, satu, empat, silakan ke loket tiga."
    assert voice.sentence("C", 1205, 12) == "Nomor antrean C, satu, dua, nol, lima, silakan ke loket dua belas."


def heard(sound: bytes) -> tuple[float, int]:
    """How many seconds it lasts, and how loud it gets."""
    with wave.open(io.BytesIO(sound)) as file:
        frames = file.readframes(file.getnframes())
        assert file.getsampwidth() == 2
        loudest = max(
            abs(int.from_bytes(frames[at : at + 2], "little", signed=True)) for at in range(0, len(frames), 2)
        )
        return file.getnframes() / file.getframerate(), loudest


def test_it_is_sound_and_is_made_once(settings, monkeypatch):
    sound = voice.said(voice.sentence("B", 14, 3))
    seconds, loudest = heard(sound)
    assert 3 < seconds < 15
    assert loudest > 3000
    [file] = (settings.DATA_DIR / "voice").iterdir()
    assert file.read_bytes() == sound
    # What is kept needs no voice any more.
    monkeypatch.setenv("PATH", "")
    assert voice.said(voice.sentence("B", 14, 3)) == sound
    with pytest.raises(voice.Silent):
        voice.said(voice.sentence("B", 15, 3))


def test_what_was_not_said_for_longest_goes_when_there_is_no_room(settings, monkeypatch):
    first = voice.said("satu.")
    monkeypatch.setattr(voice, "_MOST_BYTES", len(first) * 3)
    for n, words in enumerate(("dua.", "tiga.", "satu.", "empat.", "lima.", "enam.")):
        voice.said(words)
        for age, file in enumerate((settings.DATA_DIR / "voice").iterdir()):
            if file.stat().st_mtime > 10**9:
                os.utime(file, (n, n + age / 100))
    kept = list((settings.DATA_DIR / "voice").iterdir())
    assert 1 <= len(kept) <= 3
    assert sum(file.stat().st_size for file in kept) <= voice._MOST_BYTES


def called(office):
    take(office)
    return actions.call_next(office.counters[1], by=ANYBODY)


def test_only_who_is_called_there_now_is_said(office, client):
    assert client.get("/antrean/suara/C/1/1/").status_code == 404
    ticket = called(office)
    answer = client.get("/antrean/suara/C/1/1/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    assert heard(answer.content)[0] > 3
    assert client.get("/antrean/suara/C/1/2/").status_code == 404
    actions.serve(ticket, by=ANYBODY)
    assert client.get("/antrean/suara/C/1/1/").status_code == 404


def test_the_display_names_what_is_called_with_its_voice_or_with_the_chime_alone(office, client, monkeypatch):
    called(office)
    page = client.get("/antrean/").content.decode()
    assert 'data-call="C-001 1 ' in page
    assert 'data-voice="/antrean/suara/C/1/1/"' in page
    assert "Ketuk untuk menyalakan suara" in page
    monkeypatch.setattr(voice, "is_there", lambda: False)
    take(office)
    page = client.get("/antrean/papan/").content.decode()
    assert 'data-call="C-001 1 ' in page
    assert "data-voice" not in page


def test_the_operator_reads_whether_there_is_a_voice(office, signed_in, monkeypatch):
    nur = signed_in(office.nur)
    assert "/antrean/layar/contoh/" in nur.get("/antrean/layar/").content.decode()
    assert nur.get("/antrean/layar/contoh/")["Content-Type"] == "audio/wav"
    monkeypatch.setenv("PATH", "")
    assert "Suara belum terpasang" in nur.get("/antrean/layar/").content.decode()
    assert signed_in(office.budi).get("/antrean/layar/").status_code == 403
