from pasti.journal.registry import staff

staff(
    "record.adopt",
    "Rekaman lama dari {office} dipindahkan ke sistem ini.",
    "An older recording from {office} was moved to this system.",
)
staff(
    "record.announce",
    "{office} memberitahukan paket {packet} akan dikirim.",
    "{office} announced that packet {packet} is coming.",
)
staff(
    "record.ask",
    "{office} meminta persetujuan cetak ({service}).",
    "{office} asked for permission to print a card ({service}).",
)
staff("record.receive", "Paket terbaca, pemeriksaan dimulai.", "Packet read, checking begins.")
staff("record.fail", "Paket tidak terbaca: {problem}", "Packet cannot be read: {problem}")
staff("record.suspect", "Diduga ganda dengan {others} data lain.", "Suspected duplicate. Similar records: {others}.")
staff("record.reject", "Belum pernah direkam.", "Never recorded.")
staff("record.release", "Dinyatakan siap cetak.", "Released for printing.")
staff("record.condemn", "Dinyatakan ganda.", "Found to be a duplicate.")
staff("record.begin_printing", "Sedang dicetak di kantor.", "Being printed at the office.")
staff("record.print", "Tercetak.", "Printed.")
staff("record.issue", "Diserahkan.", "Handed over.")
