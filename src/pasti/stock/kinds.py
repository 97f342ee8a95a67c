from pasti.journal.registry import staff

staff(
    "stock.delivery",
    "Diterima {count} blangko, {first}–{last} (surat {letter}).",
    "{count} blanks received, {first}–{last} (letter {letter}).",
)
staff(
    "stock.expect",
    "Kiriman {count} blangko diperkirakan tiba {day:date} (surat {letter}).",
    "{count} blanks are expected by {day:date} (letter {letter}).",
)
staff(
    "stock.expect_no_more",
    "Kiriman blangko yang diperkirakan tiba {day:date} dibatalkan (surat {letter}).",
    "The blanks expected by {day:date} will not come (letter {letter}).",
)
staff("blank.load", "Blangko {serial} dimasukkan ke mesin cetak.", "Blank {serial} loaded into the printer.")
staff("blank.return", "Blangko {serial} dikembalikan ke persediaan.", "Blank {serial} returned to stock.")
staff("blank.use", "Blangko {serial} terpakai.", "Blank {serial} used.")
staff("blank.spoil", "Blangko {serial} rusak: {reason}", "Blank {serial} spoiled: {reason}")
