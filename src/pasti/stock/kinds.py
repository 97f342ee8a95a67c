from pasti.journal.registry import label_of, reading, staff
from pasti.stock.models import Removal

reading("removal", label_of(Removal.Kind))

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
staff(
    "blank.lose_card",
    "Kartu di blangko {serial} hilang di kantor (permohonan {reason}).",
    "The card on blank {serial} was lost at the office (application {reason}).",
)
staff("stock.place", "Tempat penyimpanan blangko: {place}.", "A place where blanks lie: {place}.")
staff(
    "stock.disagrees",
    "Pemeriksaan blangko menemukan {count} hal yang tidak cocok.",
    "Holding the ledger of blanks against the cards found {count} things that do not agree.",
)
staff(
    "transfer.send",
    "{count} blangko dikirim dari {origin:text} ke {target:text}, dibawa {carrier}: {serials}.",
    "{count} blanks sent from {origin:text} to {target:text}, carried by {carrier}: {serials}.",
)
staff(
    "transfer.part",
    "{count} blangko dari kiriman {origin:text} ke {target:text} diterima: {serials}.",
    "{count} blanks of what was sent from {origin:text} to {target:text} came: {serials}.",
)
staff(
    "transfer.arrive",
    "{count} blangko dari {origin:text} diterima di {target:text}: {serials}.",
    "{count} blanks from {origin:text} came to {target:text}: {serials}.",
)
staff(
    "transfer.cancel",
    "Kiriman {count} blangko dari {origin:text} ke {target:text} dibatalkan: {serials}.",
    "Sending {count} blanks from {origin:text} to {target:text} was called off: {serials}.",
)
staff(
    "removal.propose",
    "Berita acara {number} ({way:removal}) menyisihkan {count} blangko: {serials}. {reason} (surat {letter}).",
    "Minutes {number} ({way:removal}) set {count} blanks aside: {serials}. {reason} (letter {letter}).",
)
staff(
    "removal.confirm",
    "Berita acara {number} ({way:removal}) disetujui orang kedua: {count} blangko, {serials}.",
    "Minutes {number} ({way:removal}) agreed to by a second person: {count} blanks, {serials}.",
)
staff(
    "removal.withdraw",
    "Berita acara {number} ({way:removal}) dibatalkan: {count} blangko, {serials}.",
    "Minutes {number} ({way:removal}) withdrawn: {count} blanks, {serials}.",
)
staff("count.begin", "Hitungan blangko di {place:text} dimulai.", "A count of the blanks at {place:text} was begun.")
staff(
    "count.agree",
    "Dua hitungan blangko di {place:text} sama: {count}; tidak ada: {missing}; berlebih: {extra}.",
    "Both counts of the blanks at {place:text} agree: {count}; missing: {missing}; too many: {extra}.",
)
staff(
    "count.disagree",
    "Dua hitungan blangko di {place:text} berbeda; hitungan kedua {count}, tidak ada: {missing}, berlebih: {extra}.",
    "The two counts of the blanks at {place:text} differ; the second {count}, missing: {missing}, too many: {extra}.",
)
staff("ribbon.receive", "Ribbon {code} diterima ({count} cetakan).", "Ribbon {code} received ({count} prints).")
staff("ribbon.mount", "Ribbon {code} dipasang.", "Ribbon {code} put into the printer.")
staff(
    "ribbon.take_off", "Ribbon {code} dilepas setelah {prints} cetakan.", "Ribbon {code} taken off at {prints} prints."
)
staff("ribbon.empty", "Ribbon {code} habis setelah {prints} cetakan.", "Ribbon {code} empty after {prints} prints.")
staff("ribbon.spoil", "Ribbon {code} rusak.", "Ribbon {code} spoiled.")
staff(
    "supply.draft",
    "Permintaan {count} blangko disiapkan: persediaan dapat habis {day:date}.",
    "A request for {count} blanks lies ready: they may run out on {day:date}.",
)
staff(
    "supply.send",
    "{count} blangko diminta dari pusat (surat {letter}).",
    "{count} blanks asked for at the centre (letter {letter}).",
)
staff("supply.drop", "Permintaan {count} blangko tidak diajukan.", "The request for {count} blanks was not sent.")
staff(
    "supply.answer",
    "Pusat mengalokasikan {count} dari {asked} blangko yang diminta (surat {letter}).",
    "The centre allots {count} of the {asked} blanks that were asked for (letter {letter}).",
)
