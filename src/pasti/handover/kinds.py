from pasti.handover.models import Relation
from pasti.journal.registry import label_of, public, reading, staff

reading("relation", label_of(Relation))

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
