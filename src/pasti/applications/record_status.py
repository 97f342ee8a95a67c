"""The centre's record statuses in plain words. An unknown code is kept, shown and said to be unknown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.link.statuses import Status


@dataclass(frozen=True)
class Meaning:
    """What a status means, and what the citizen has to do."""

    text: str | Promise
    todo: str | Promise


_WAIT = _("Anda tidak perlu melakukan apa-apa. Tunggu di rumah.")
_CALLED = _(
    "Bila Anda perlu datang lagi, keterangannya muncul di halaman ini. Bila dalam 3 hari kerja belum ada kabar, "
    "tanyakan di loket mana pun."
)
_TWICE = _(
    "Tanyakan di loket mana pun, dan sebutkan nomor permohonan ini. Petugas memastikan bersama Anda identitas mana "
    "yang benar."
)

MEANINGS: dict[str, Meaning] = {
    Status.UNREGISTERED: Meaning(_("NIK terdaftar, tetapi belum pernah direkam."), _CALLED),
    Status.BIO_CAPTURED: Meaning(_("Rekaman tersimpan di kantor dan akan dikirim ke pusat."), _WAIT),
    Status.PROCESSING: Meaning(_("Rekaman sedang disiapkan untuk dikirim."), _WAIT),
    Status.SENT_FOR_ENROLLMENT: Meaning(_("Rekaman sudah dikirim ke pusat."), _WAIT),
    Status.RECEIVED_AT_CENTRAL: Meaning(
        _("Rekaman sudah diterima pusat dan sedang diperiksa agar tidak ganda."), _WAIT
    ),
    Status.ENROLL_FAILURE_AT_CENTRAL: Meaning(_("Rekaman tidak terbaca atau tidak lengkap di pusat."), _CALLED),
    Status.ENROLL_FAILURE_AT_REGIONAL: Meaning(
        _("Rekaman tidak terbaca atau tidak lengkap; perlu direkam ulang."), _CALLED
    ),
    Status.SEARCH_FAILURE_AT_CENTRAL: Meaning(_("Pemeriksaan di pusat gagal dan akan diulang."), _WAIT),
    Status.ADJUDICATE_RECORD: Meaning(
        _("Data Anda mirip dengan data lain; petugas pusat sedang memeriksanya."), _CALLED
    ),
    Status.REQUEST_VALIDATION: Meaning(_("Pusat meminta kantor memastikan data ini."), _CALLED),
    Status.DUPLICATE_RECORD: Meaning(
        _("Pusat menemukan data lain dengan sidik jari atau identitas yang sama."), _TWICE
    ),
    Status.PRINT_READY_RECORD: Meaning(_("Data Anda tidak ganda dan kartunya siap dicetak."), _WAIT),
    Status.SENT_FOR_CARD_PRINTING: Meaning(_("Kartu sedang dicetak."), _WAIT),
    Status.CARD_PRINTED: Meaning(_("Kartu sudah tercetak."), _WAIT),
    Status.CARD_SHIPPED: Meaning(_("Kartu sudah di tempat pengambilan."), _("Ambil kartu Anda.")),
    Status.CARD_ISSUED: Meaning(_("Kartu sudah diserahkan."), _("Selesai.")),
}

UNKNOWN = Meaning(_("Kami belum mengenal status ini."), _("Tanyakan kepada petugas."))


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
