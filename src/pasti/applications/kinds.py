from pasti.applications.corrections import Confirmed
from pasti.applications.forms import BIODATA_LABELS
from pasti.applications.resume_code import Identity
from pasti.journal.registry import label_of, public, reading, staff
from pasti.kit import text
from pasti.residents.nik import Doubt
from pasti.residents.same import Difference, Whose

reading("biodata", lambda names: text.and_list([text.within(str(BIODATA_LABELS.get(name, name))) for name in names]))
reading("identity", label_of(Identity))
reading("confirmed", label_of(Confirmed))

public("application.start", "Permohonan mulai diisi: {service:text}.", "Application started: {service:text}.")
public("application.submit", "Permohonan diajukan.", "Application submitted.")
public("application.ask", "Berkas belum lengkap: {what}", "Papers are incomplete: {what}")
public(
    "application.set_apart",
    "NIK ini di kantor ini tercatat untuk orang lain; permohonan menunggu penetapan NIK dari pusat.",
    "At this office the NIK is on record for somebody else; the application waits until the centre says whose it is.",
)
reading("differences", lambda names: text.and_list([str(Difference(name).label) for name in names]))
reading("whose", label_of(Whose))
staff(
    "application.compared",
    "NIK dibandingkan dengan catatan penduduk {resident}; lain: {fields:differences}. {whose:whose}. Alasan: {reason}",
    "NIK compared with resident record {resident}; different: {fields:differences}. {whose:whose}. Reason: {reason}",
)
public("application.supply", "Berkas yang kurang dilengkapi.", "The missing papers were supplied.")
public("application.accept", "Berkas lengkap dan diterima.", "Papers complete and accepted.")
public(
    "application.refuse", "Permohonan tidak dapat diterima: {reason}", "The application could not be accepted: {reason}"
)
public("application.recorded", "Perekaman selesai.", "Recording finished.")
public("application.released", "Pusat menyatakan data siap cetak.", "The centre released the record for printing.")
public("application.hold", "Data tertahan di pusat: {reason:text}", "The record is held at the centre: {reason:text}")
public("application.record_again", "Perlu perekaman ulang: silakan datang.", "A new recording is needed: please come.")
staff(
    "application.again_agreed", "Pusat setuju direkam ulang: {basis}", "The centre agreed to a new recording: {basis}"
)
public("application.end_held", "Permohonan diakhiri: {reason}", "The application was ended: {reason}")
public(
    "application.end_uncollected",
    "Kartu tidak diambil dan dimusnahkan dengan berita acara {number}.",
    "The card was not collected and was destroyed, minutes {number}.",
)
public(
    "application.lost",
    "Kartu yang sudah jadi hilang di kantor dan dicetak ulang (berita acara {number}); tidak perlu mengajukan lagi.",
    "The finished card was lost at the office and is printed again (minutes {number}). You need not apply again.",
)
public("application.printed", "Kartu tercetak dan siap diambil.", "The card is printed and ready to collect.")
public("application.issued", "Dokumen terbit dan siap diambil.", "The document is issued and ready to collect.")
public("application.hand_over", "Diserahkan kepada {to:relation}.", "Handed over to {to:relation}.")
public("application.withdraw", "Permohonan dicabut.", "Application withdrawn.")
public("application.lapse", "Permohonan tidak dilanjutkan dan ditutup.", "Not continued, and closed.")
public("application.status", "Status data di pusat: {code}.", "Record status at the centre: {code}.")
public(
    "application.code",
    "Kode permohonan diganti di loket; ditunjukkan: {shown:identity}.",
    "The application's code was replaced at a counter; shown: {shown:identity}.",
)
reading("doubts", lambda names: " ".join(Doubt(name).sentence for name in names))
staff(
    "application.settled",
    "Sudah dicocokkan dengan berkas dan benar: {doubts:doubts}",
    "Compared with the papers and right: {doubts:doubts}",
)
public(
    "application.correct",
    "Data diperbaiki: {fields:biodata}. Alasan: {reason}. Dibenarkan pemohon {confirmed:confirmed}.",
    "Data corrected: {fields:biodata}. Reason: {reason}. Confirmed by the applicant {confirmed:confirmed}.",
)
staff("application.corrected", "Data diperbaiki: {fields:biodata}.", "Data corrected: {fields:biodata}.")
public("document.added", "Berkas “{what:text}” ditambahkan.", "Paper “{what:text}” added.")
public("document.removed", "Berkas “{what:text}” dihapus.", "Paper “{what:text}” removed.")
