from pasti.journal.registry import public, staff

public("application.start", "Permohonan {service} mulai diisi.", "Application {service} started.")
public("application.submit", "Permohonan diajukan.", "Application submitted.")
public("application.ask", "Berkas belum lengkap: {what}", "Papers are incomplete: {what}")
public("application.supply", "Berkas yang kurang dilengkapi.", "The missing papers were supplied.")
public("application.accept", "Berkas lengkap dan diterima.", "Papers complete and accepted.")
public(
    "application.refuse", "Permohonan tidak dapat diterima: {reason}", "The application could not be accepted: {reason}"
)
public("application.recorded", "Perekaman selesai.", "Recording finished.")
public("application.released", "Pusat menyatakan data siap cetak.", "The centre released the record for printing.")
public("application.hold", "Pusat menahan data: {reason}", "The centre holds the record: {reason}")
public(
    "application.record_again", "Perlu perekaman (ulang): silakan datang.", "A (new) recording is needed: please come."
)
public("application.printed", "Kartu tercetak dan siap diambil.", "The card is printed and ready to collect.")
public("application.issued", "Dokumen terbit dan siap diambil.", "The document is issued and ready to collect.")
public("application.hand_over", "Diserahkan kepada {to}.", "Handed over to {to}.")
public("application.withdraw", "Permohonan dicabut.", "Application withdrawn.")
public("application.lapse", "Draf tidak dilanjutkan dan ditutup.", "The draft was not continued and is closed.")
public("application.status", "Status data di pusat: {code}.", "Record status at the centre: {code}.")
staff("application.corrected", "Data diperbaiki: {fields}.", "Data corrected: {fields}.")
public("document.added", "Berkas “{what}” ditambahkan.", "Paper “{what}” added.")
public("document.removed", "Berkas “{what}” dihapus.", "Paper “{what}” removed.")
