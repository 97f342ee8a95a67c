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
staff("record.arrive", "Paket sudah utuh di pusat.", "The packet is whole at the centre.")
staff("record.receive", "Paket terbaca.", "Packet read.")
staff("record.search", "Pemeriksaan dimulai.", "Checking begins.")
staff("record.fail", "Paket tidak terbaca: {problem:text}", "Packet cannot be read: {problem:text}")
staff(
    "record.suspect",
    "Menunggu keputusan petugas; data yang dibandingkan: {others}.",
    "Waits for a decision; records to compare with: {others}.",
)
staff("record.reject", "Belum pernah direkam.", "Never recorded.")
staff("record.clear", "Disetujui; data kartu disiapkan.", "Approved; the card's data are made ready.")
staff(
    "record.stall",
    "Data kartu tidak dapat disiapkan: {problem:text}",
    "The card's data cannot be made ready: {problem:text}",
)
staff("record.retry", "Data kartu disiapkan lagi.", "The card's data are made ready again.")
staff("record.release", "Dinyatakan siap cetak.", "Released for printing.")
staff("record.refuse", "Ditolak: bukan orang yang terekam.", "Refused: not the person who was recorded.")
staff("record.redo", "Harus direkam ulang.", "To be recorded again.")
staff("record.condemn", "Dinyatakan ganda.", "Found to be a duplicate.")
staff("record.begin_printing", "Sedang dicetak di kantor.", "Being printed at the office.")
staff("record.print", "Tercetak.", "Printed.")
staff("record.issue", "Diserahkan.", "Handed over.")
