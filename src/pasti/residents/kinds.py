from pasti.journal.registry import staff

staff(
    "representative.add",
    "Perwakilan warga {village} dicatat, menurut surat {letter}.",
    "A representative of the residents of {village} put on record, by the letter {letter}.",
)
staff("representative.end", "Perwakilan warga {village} tidak berlaku lagi.", "A representative of {village} ended.")
