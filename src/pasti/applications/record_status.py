"""The centre's record statuses in plain words. An unknown code is kept, shown and said to be unknown."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.link.statuses import Status


class Again(Enum):
    """Whether a case that the centre holds may be recorded again: a second recording out of turn waits for ever."""

    YES = "yes"
    # Only what the centre agreed to; the clerk writes down where that stands.
    IF_AGREED = "if agreed"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Meaning:
    """What a status means, what the citizen has to do, what the office has to do, and whether it may record again."""

    text: str | Promise
    todo: str | Promise
    office: str | Promise
    again: Again = Again.NOT_YET
    # Nothing comes after it by itself: the person may choose to end the case.
    final: bool = False


_WAIT = _("Anda tidak perlu melakukan apa-apa. Tunggu di rumah.")
_CALLED = _(
    "Bila Anda perlu datang lagi, keterangannya muncul di halaman ini. Bila dalam 3 hari kerja belum ada kabar, "
    "tanyakan di loket mana pun."
)
_TWICE = _(
    "Tanyakan di loket mana pun, dan sebutkan nomor permohonan ini. Petugas memastikan bersama Anda identitas mana "
    "yang benar."
)
_NOTHING = _("Tidak ada yang perlu dilakukan.")
_GOES_BY_ITSELF = _("Terkirim sendiri begitu sambungan ada. Bila lama, lihat Sambungan.")
_CENTRE_LOOKS = _("Tunggu keputusan pusat. Jangan merekam ulang sebelum diminta: rekaman kedua memperlama.")
_RECORD_AGAIN = _("Panggil pemohon, tekan Rekam ulang pada permohonan ini, lalu rekam seluruh bagiannya sekali lagi.")

MEANINGS: dict[str, Meaning] = {
    Status.UNREGISTERED: Meaning(
        _("NIK terdaftar, tetapi belum pernah direkam."),
        _CALLED,
        _("Pastikan NIK-nya, lalu tekan Rekam ulang supaya pemohon dapat direkam."),
        Again.YES,
    ),
    Status.BIO_CAPTURED: Meaning(_("Rekaman tersimpan di kantor dan akan dikirim ke pusat."), _WAIT, _GOES_BY_ITSELF),
    Status.PROCESSING: Meaning(_("Rekaman sedang disiapkan untuk dikirim."), _WAIT, _GOES_BY_ITSELF),
    Status.SENT_FOR_ENROLLMENT: Meaning(
        _("Rekaman sudah dikirim ke pusat."),
        _WAIT,
        _("Tunggu. Bila lebih lama dari biasanya, periksa apakah NIK ini pernah direkam, lalu tanyakan ke pusat."),
    ),
    Status.RECEIVED_AT_CENTRAL: Meaning(
        _("Rekaman sudah diterima pusat dan sedang diperiksa agar tidak ganda."), _WAIT, _NOTHING
    ),
    Status.ENROLL_FAILURE_AT_CENTRAL: Meaning(
        _("Rekaman tidak terbaca atau tidak lengkap di pusat."), _CALLED, _RECORD_AGAIN, Again.YES
    ),
    Status.ENROLL_FAILURE_AT_REGIONAL: Meaning(
        _("Rekaman tidak terbaca atau tidak lengkap; perlu direkam ulang."), _CALLED, _RECORD_AGAIN, Again.YES
    ),
    Status.SEARCH_FAILURE_AT_CENTRAL: Meaning(
        _("Pemeriksaan di pusat gagal dan akan diulang."), _WAIT, _("Tunggu. Pusat mengulang pemeriksaannya.")
    ),
    Status.ADJUDICATE_RECORD: Meaning(
        _("Data ini mirip dengan data lain; petugas pusat sedang memeriksanya."), _CALLED, _CENTRE_LOOKS
    ),
    Status.REQUEST_VALIDATION: Meaning(
        _("Pusat meminta kantor memastikan data ini."),
        _CALLED,
        _(
            "Cocokkan data pemohon dengan KK dan kartu lamanya, lalu tunggu penilaian pusat. Bila pusat menolak, "
            "tanyakan ke pusat sebelum merekam ulang."
        ),
        Again.IF_AGREED,
    ),
    Status.DUPLICATE_RECORD: Meaning(
        _("Pusat menemukan data lain dengan sidik jari atau identitas yang sama."),
        _TWICE,
        _(
            "Kartu tidak akan pernah dicetak dari rekaman ini. Minta pemohon memilih satu identitas. Bila yang lama: "
            "akhiri permohonan ini. Bila yang baru: buat berita acara, ajukan penghapusan yang lama ke pusat, dan "
            "rekam ulang hanya sesudah pusat menghapusnya."
        ),
        Again.IF_AGREED,
        final=True,
    ),
    Status.PRINT_READY_RECORD: Meaning(
        _("Data ini tidak ganda dan kartunya siap dicetak."),
        _WAIT,
        _("Cetak. Data kartunya sudah ada di ruang cetak, juga bila sambungan putus."),
    ),
    Status.SENT_FOR_CARD_PRINTING: Meaning(_("Kartu sedang dicetak."), _WAIT, _NOTHING),
    Status.CARD_PRINTED: Meaning(_("Kartu sudah tercetak."), _WAIT, _("Serahkan bila pemohon datang.")),
    Status.CARD_SHIPPED: Meaning(
        _("Kartu sudah di tempat pengambilan."), _("Ambil kartu Anda."), _("Serahkan bila pemohon datang.")
    ),
    Status.CARD_ISSUED: Meaning(_("Kartu sudah diserahkan."), _("Selesai."), _("Selesai.")),
}

UNKNOWN = Meaning(
    _("Kami belum mengenal status ini."),
    _("Tanyakan kepada petugas."),
    _("Tanyakan kepada pusat apa artinya."),
)


def meaning(code: str) -> str:
    """Return what a code means, in the reader's language."""
    return str(sentence(code))


def sentence(code: str) -> str | Promise:
    """Return what a code means, still to be said in the language of whoever reads it."""
    return MEANINGS.get(code, UNKNOWN).text


def no_news() -> str:
    """Return what the citizen has to do while the centre says nothing, in the reader's language."""
    return str(_CALLED)


def todo(code: str) -> str:
    """Return what the citizen has to do, in the reader's language."""
    return str(MEANINGS.get(code, UNKNOWN).todo)


def for_office(code: str) -> str:
    """Return what the office has to do, in the reader's language."""
    return str(MEANINGS.get(code, UNKNOWN).office)


def again(code: str) -> Again:
    """Return whether a case that the centre holds with this code may be recorded again."""
    return MEANINGS.get(code, UNKNOWN).again


def is_final(code: str) -> bool:
    """Whether the centre has said its last word with this code, and no card will come of it."""
    return MEANINGS.get(code, UNKNOWN).final


@dataclass(frozen=True)
class Row:
    """One status in the table that the office reads."""

    code: str
    text: str
    todo: str
    office: str


def table() -> list[Row]:
    """Return all known statuses in the reader's language, in the order in which a record passes through them."""
    return [Row(code, meaning(code), todo(code), for_office(code)) for code in Status]
