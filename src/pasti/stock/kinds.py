from pasti.journal.registry import staff

staff(
    "stock.delivery",
    "Diterima {count} blangko, {first}–{last} (surat {letter}).",
    "{count} blanks received, {first}–{last} (letter {letter}).",
)
staff("blank.load", "Blangko {serial} dimasukkan ke mesin.", "Blank {serial} loaded.")
staff("blank.return", "Blangko {serial} dikembalikan.", "Blank {serial} returned.")
staff("blank.use", "Blangko {serial} terpakai.", "Blank {serial} used.")
staff("blank.spoil", "Blangko {serial} rusak: {reason}", "Blank {serial} spoiled: {reason}")
