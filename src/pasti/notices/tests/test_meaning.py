"""What people write back, as they really write it, and what is made of it."""

from datetime import date

import pytest

from pasti.notices.meaning import Day, Meaning, meant

_SAID = {
    # They have read it.
    Meaning.READ: """
        YA | ya |  Ya  | ya. | Y | iya | iyaa | yaaa | ya pak | Ya, terima kasih | iya bu makasih | oke | Ok siap
        | baik pak | Pak ya | sudah dibaca | sdh | nggih | “YA” | YES | 👍 | 🙏🙏""",
    # They want another time.
    Meaning.MOVE: """
        PINDAH | pindah | Pindah ya | pindah ke senin | ya pindah | ok, pindah saja | tolong pindah | saya mau pindah
        | mohon ganti jadwal | maaf pak minta pindah jadwal | PINDAH 3920 | ubah hari | please move | balas pindah""",
    # They call it off, or say no more than that they cannot come.
    Meaning.CANCEL: "BATAL | batal | ya batalkan | saya mau batal | cancel",
    Meaning.CANNOT: """
        tidak bisa | maaf saya tidak bisa datang | gak bisa pak | ga jadi | berhalangan | ya tapi tidak bisa datang
        | tdk bisa senin, pindah selasa""",
    # An earlier place is taken or left.
    Meaning.TAKE: "AMBIL | ya ambil | saya ambil | mau ambil pak",
    Meaning.DECLINE: "TIDAK | tidak | gak usah | Tidak, terima kasih | enggak | tidak ambil",
    # They want no messages, or want them again.
    Meaning.STOP: """
        STOP | stop | stop sms | Stop. | tolong stop | ya stop | stopp | unreg | berhenti | mohon berhenti kirim sms""",
    Meaning.START: "MULAI | mulai | start | ok mulai",
    # It is somebody else's number.
    Meaning.STRANGER: "salah nomor | maaf salah sambung pak | bukan saya | ini bukan nomor dia",
    # Nobody knows: one helpful answer.
    None: """
        ? | 😡 | 123 | halo | Pulsa Anda hampir habis | kapan jadinya? | jangan stop | ya tidak | jangan pindah
        | tidak pindah | mulai jam berapa | pindah domisili bagaimana | pindah alamat | batal? | kenapa batal
        | mau urus surat pindah | belum | belum jadi? | salah""",
}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [(said.strip(), meaning) for meaning, all_said in _SAID.items() for said in all_said.split("|")],
)
def test_it_is_meant(text, meaning):
    assert meant(text).meaning == meaning


@pytest.mark.parametrize("word", ["tidak pindah", "jangan pindah"])
def test_who_refuses_to_be_moved_is_not(word):
    assert meant(word).meaning != Meaning.MOVE


def test_a_long_text_counts_by_its_first_word():
    long = "saya tadi sudah ke kantor dan kata petugas harus pindah ke loket lain dulu"
    assert meant(long).meaning is None
    assert meant(f"ya {long}").meaning == Meaning.READ


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("pindah ke senin", Day(weekday=0)),
        ("Pindah hari Jum'at", Day(weekday=4)),
        ("pindah jumat pagi", Day(weekday=4)),
        ("move to tuesday", Day(weekday=1)),
        ("pindah besok", Day(ahead=1)),
        ("pindah lusa aja", Day(ahead=2)),
        ("pindah tgl 30", Day(of_month=30)),
        ("pindah tanggal 99", None),
        ("pindah", None),
        ("pindah jam 10", None),
    ],
)
def test_a_day_that_is_named_counts(text, day):
    assert meant(text).day == day


def test_a_named_day_is_the_one_of_the_week_of_the_month_or_from_now():
    monday = date(2026, 11, 23)
    assert [Day(weekday=1).fits(date(2026, 11, day), monday) for day in (24, 25)] == [True, False]
    assert [Day(of_month=30).fits(date(2026, 11, day), monday) for day in (30, 24)] == [True, False]
    assert [Day(ahead=2).fits(date(2026, 11, day), monday) for day in (25, 24)] == [True, False]


def test_the_last_digits_of_a_case_are_found():
    assert meant("PINDAH 3920").numbers == ["3920"]
    assert meant("ya no.1122").numbers == ["1122"]


def test_nothing_was_said_where_there_is_nothing():
    assert [meant(text).said for text in ("", "  \n", "?", "ya")] == [False, False, True, True]
