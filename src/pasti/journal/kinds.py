from pasti.journal.registry import staff

staff(
    "chain.rewritten",
    "Jurnal {node} tidak cocok dengan yang tercatat di sini pada {heard:moment} (posisi {position}): riwayatnya "
    "ditulis ulang. Periksa bersama {node}.",
    "The journal of {node} does not agree with what was kept here on {heard:moment} (position {position}): its history "
    "was rewritten. Look into it together with {node}.",
)
staff(
    "chain.shorter",
    "Jurnal {node} kini lebih pendek daripada yang tercatat di sini pada {heard:moment} (posisi {position}). Apakah "
    "basis datanya dipulihkan dari cadangan?",
    "The journal of {node} is now shorter than what was kept here on {heard:moment} (position {position}). Was its "
    "database put back from a copy?",
)
staff(
    "chain.settled",
    "Ketidakcocokan jurnal {node} pada posisi {position} sudah diperiksa: {reason}",
    "The disagreement of the journal of {node} at position {position} was looked into: {reason}",
)
staff(
    "chain.denied",
    "{node} mencatat riwayat jurnal kita yang lain pada posisi {position} daripada yang ada di sini sekarang. "
    "Apakah basis data ini dipulihkan dari cadangan, atau diubah orang?",
    "{node} remembers another history of ours at position {position} than is here now. Was this database put back from "
    "a copy, or changed by somebody?",
)
staff(
    "chain.agreed",
    "{node} sudah memeriksa riwayat jurnal kita dan menerima yang ada sekarang.",
    "{node} has looked into our history and goes by what is here now.",
)
staff("snag.again", "Catatan {entry} dicoba lagi untuk {follower}.", "Entry {entry} is tried again for {follower}.")
staff(
    "snag.left",
    "Catatan {entry} tidak diproses lagi oleh {follower}: {reason}",
    "Entry {entry} is no longer acted on by {follower}: {reason}",
)
staff(
    "clock.set_back",
    "Jam komputer ini mundur {minutes} menit (tadinya {before:moment}). Yang menunggu waktunya dilanjutkan sekarang. "
    "Pastikan jamnya benar.",
    "The clock of this computer was set back by {minutes} min (it had been {before:moment}). What waited for its time "
    "goes on now. See that the clock is right.",
)
