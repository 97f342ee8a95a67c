from pasti.handover.models import Minutes, Relation
from pasti.journal.registry import label_of, public, reading, staff

reading("relation", label_of(Relation))
reading("minutes", label_of(Minutes.Kind))

public("slip.issue", "Slip pengambilan terbit.", "Collection slip issued.")
staff("handover.old_card", "Kartu lama ditarik.", "Old card taken in.")
staff("card.shelve", "Kartu disimpan: {place:text}.", "Card put away: {place:text}.")
staff("card.put", "Tempat kartu sekarang: {place:text}.", "The card lies now: {place:text}.")
public(
    "card.miss",
    "Kartu sedang dicari petugas; jangan datang dahulu.",
    "The office is looking for the card; please do not come yet.",
)
public("card.find", "Kartu sudah ditemukan.", "The card was found.")
staff(
    "shelf.count",
    "Rak {rack} kotak {box} dihitung: {count} dipindai, {found} temuan baru.",
    "Rack {rack} box {box} counted: {count} scanned, {found} new findings.",
)
staff("finding.put_right", "Temuan rak dibereskan: {serial}, {what:text}.", "Shelf put right: {serial}, {what:text}.")
staff("finding.report", "Temuan rak dilaporkan: {serial}, {what:text}.", "Shelf reported: {serial}, {what:text}.")
public(
    "card.hold",
    "Kartu lama tidak diambil dan disisihkan untuk dimusnahkan (berita acara {number}). Masih perlu? Hubungi kantor.",
    "The card was not collected for long and set aside to be destroyed (minutes {number}). Tell us if you need it.",
)
public("card.release", "Kartu kembali ke rak dan dapat diambil.", "The card is back and can be collected.")
staff(
    "minutes.propose",
    "Berita acara {number} ({which:minutes}) menyisihkan {count} kartu.",
    "Minutes {number} ({which:minutes}) set {count} cards aside.",
)
staff(
    "minutes.confirm",
    "Berita acara {number} ({which:minutes}) disetujui orang kedua: {count} kartu dimusnahkan.",
    "Minutes {number} ({which:minutes}) agreed to by a second person: {count} cards destroyed.",
)
staff(
    "minutes.withdraw",
    "Berita acara {number} ({which:minutes}) dibatalkan: {count} kartu kembali.",
    "Minutes {number} ({which:minutes}) withdrawn: {count} cards are back.",
)
