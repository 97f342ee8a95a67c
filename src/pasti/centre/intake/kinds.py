from pasti.journal.registry import staff

staff("record.adopt", "Rekaman lama dari {office} diambil alih.", "An older recording from {office} was taken over.")
staff("record.announce", "{office} mengumumkan paket {packet}.", "{office} announced packet {packet}.")
staff(
    "record.ask",
    "{office} meminta pelepasan kartu ({service}).",
    "{office} asked for the release of a card ({service}).",
)
staff("record.receive", "Paket terbaca, pemeriksaan dimulai.", "Packet read, checking begins.")
staff("record.fail", "Paket tidak terbaca: {problem}", "Packet cannot be read: {problem}")
staff("record.suspect", "Diduga ganda dengan {others} data lain.", "Suspected duplicate of {others} other records.")
staff("record.reject", "Belum pernah direkam.", "Never recorded.")
staff("record.release", "Dilepas untuk dicetak.", "Released for printing.")
staff("record.condemn", "Dinyatakan ganda.", "Found to be a duplicate.")
staff("record.begin_printing", "Sedang dicetak di kantor.", "Being printed at the office.")
staff("record.print", "Tercetak.", "Printed.")
staff("record.issue", "Diserahkan.", "Handed over.")
