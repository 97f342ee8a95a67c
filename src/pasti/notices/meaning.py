"""What people mean who write back: the few words that we ask for, as they are really written."""

import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class Meaning(StrEnum):
    """What somebody wants."""

    READ = "read"
    MOVE = "move"
    CANCEL = "cancel"
    # They cannot come, and say no more.
    CANNOT = "cannot"
    TAKE = "take"
    DECLINE = "decline"
    # The number is not that of the person whom it is about.
    STRANGER = "stranger"
    STOP = "stop"
    START = "start"


@dataclass(frozen=True)
class Day:
    """A day that somebody named: one of the week, of a month, or so many days from now."""

    weekday: int | None = None
    of_month: int | None = None
    ahead: int | None = None

    def fits(self, day: date, today: date) -> bool:
        """Whether a day is the one that was named."""
        if self.ahead is not None:
            return day == today + timedelta(days=self.ahead)
        return self.of_month == day.day if self.of_month else self.weekday == day.weekday()


@dataclass(frozen=True)
class Meant:
    """What was written: what it means (None: nobody knows), by which of our words, and what it names besides."""

    meaning: Meaning | None
    word: str = ""
    day: Day | None = None
    # Numbers of four digits: the last ones of a case.
    numbers: list[str] = field(default_factory=list)
    # Whether anything was written at all; of a longer message only the first part comes with its words.
    said: bool = True


def _words(said: str) -> frozenset[str]:
    return frozenset(_once(word) for word in said.split())


def _once(word: str) -> str:
    """Return a word without the letters that people repeat: yaaa, stopp."""
    return re.sub(r"([^\W\d])\1+", r"\1", word)


_YES = _words(
    "YA IYA IYAH YAH Y YO YES YEP OK OKE OKEY OKAY SIP SIAP BAIK BAIKLAH SUDAH SDH UDAH UDH NGGIH INGGIH MUHUN"
)
_NODS = frozenset("👍👌🙏✅🆗")
_MOVE = _words("PINDAH PINDAHKAN PNDAH MOVE GANTI UBAH RESCHEDULE TUNDA UNDUR")
_CANCEL = _words("BATAL BATALKAN CANCEL")
_TAKE = _words("AMBIL TAKE")
_NO = _words("TIDAK TDK TIDA TAK GAK GA NGGAK ENGGAK NDAK JANGAN BUKAN BELUM BLM NO NOT CANNOT CANT")
_DECLINE = _NO - _words("BUKAN BELUM BLM")
_STOP = _words("STOP BERHENTI UNREG UNSUBSCRIBE")
_START = _words("MULAI START")
_ABLE = _words("BISA BS DAPAT DATANG HADIR SEMPAT JADI COME")
_PREVENTED = _words("BERHALANGAN HALANGAN")
# What comes before the word that counts.
_POLITE = _words(
    "PAK BU BAPAK IBU MAS MBAK KAK MIN ADMIN HALO HALLO HAI SELAMAT PAGI SIANG SORE MALAM ASSALAMUALAIKUM MAAF TOLONG"
    " MOHON MINTA SAYA AKU KAMI MAU INGIN PENGEN BOLEH BISA UNTUK BALAS KETIK PLEASE I WANT TO"
)
# Moving house is another service, and another question.
_HOUSE = _words("ALAMAT DOMISILI RUMAH KK DATANG PENDUDUK KELUAR SURAT KOTA KABUPATEN")
_PLACE = _words("NOMOR NOMER NO SAMBUNG KIRIM ORANG ALAMAT")
_OWN = _words("SAYA NOMOR NOMER")
_WEEKDAYS = {
    _once(name): day
    for day, names in enumerate(
        ("SENIN MONDAY", "SELASA TUESDAY", "RABU WEDNESDAY", "KAMIS THURSDAY", "JUMAT FRIDAY", "SABTU SATURDAY",
         "MINGGU AHAD SUNDAY")
    )
    for name in names.split()
}  # fmt: skip
_AHEAD = {_once(name): days for name, days in {"BESOK": 1, "BSK": 1, "TOMORROW": 1, "LUSA": 2}.items()}
_DATE = _words("TANGGAL TGL TG")
_MONTH = 31
# Of a longer text only the first word counts: it was hardly written to us.
_SHORT = 10


def meant(text: str) -> Meant:
    """Return what a message means. What may mean two things means nothing: nobody is moved by a guess."""
    upper = unicodedata.normalize("NFKC", text).upper().replace("JUM'AT", "JUMAT").replace("JUM’AT", "JUMAT")
    words = [_once(word) for word in re.findall(r"[^\W_]+", upper)]
    if len(words) > _SHORT:
        words = words[:1]
    if not words and set(text) & _NODS:
        words = ["YA"]
    numbers = [word for word in words if re.fullmatch(r"\d{4}", word)]
    polite = _after(words, _POLITE)
    head = _after(polite, _POLITE | _YES)
    meaning, word = _of(words, polite, head, question="?" in upper)
    return Meant(meaning, word, _day(head[1:]) if meaning == Meaning.MOVE else None, numbers, bool(text.strip()))


def _after(words: list[str], skipped: frozenset[str]) -> list[str]:
    """Return what comes after the words to be skipped; of a message that has no other, all."""
    found = next((number for number, word in enumerate(words) if word not in skipped), None)
    return words[found:] if found is not None else []


def _of(words: list[str], polite: list[str], head: list[str], *, question: bool) -> tuple[Meaning | None, str]:
    first, then = [*head, "", ""][:2]
    refuses = [number for number, word in enumerate(words) if word in _NO]
    stops = [word for number, word in enumerate(words) if word in _STOP and not _is_refused(number, refuses)]
    if stops:
        return Meaning.STOP, stops[0]
    if _is_strange(words):
        return Meaning.STRANGER, "SALAH"
    if first in _START and not then:
        return Meaning.START, first
    if first in _MOVE:
        return (None, "") if then in _HOUSE or refuses else (Meaning.MOVE, first)
    if first in _TAKE and not refuses:
        return Meaning.TAKE, first
    if first in _CANCEL and not refuses and not question:
        return Meaning.CANCEL, first
    if any(word in _PREVENTED for word in words) or any(
        word in _DECLINE and _ABLE & {*words[at + 1 : at + 3]} for at, word in enumerate(words)
    ):
        return Meaning.CANNOT, "TIDAK BISA"
    if polite and polite[0] in _DECLINE and not set(words) & (_MOVE | _STOP | _START):
        return Meaning.DECLINE, polite[0]
    if refuses or not polite or polite[0] not in _YES:
        return None, ""
    return Meaning.READ, polite[0]


def _is_strange(words: list[str]) -> bool:
    pairs = set(itertools.pairwise(words))
    return bool(pairs & (set(itertools.product(["SALAH"], _PLACE)) | set(itertools.product(["BUKAN"], _OWN))))


def _is_refused(number: int, refuses: list[int]) -> bool:
    return any(at in (number - 1, number - 2) for at in refuses)


def _day(words: list[str]) -> Day | None:
    """Return which day is named, if one is."""
    for number, word in enumerate(words):
        if word in _WEEKDAYS:
            return Day(weekday=_WEEKDAYS[word])
        if word in _AHEAD:
            return Day(ahead=_AHEAD[word])
        named = words[number + 1] if word in _DATE and number + 1 < len(words) else ""
        if named.isdecimal() and 0 < int(named[:3]) <= _MONTH:
            return Day(of_month=int(named))
    return None
