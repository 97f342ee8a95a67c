from pasti.handover.models import Batch, Minutes, Part, Relation, Result, Whom
from pasti.journal.registry import label_of, public, reading, staff

reading("relation", label_of(Relation))
reading("batch_way", label_of(Batch.Way))
reading("minutes", label_of(Minutes.Kind))
for _name, _choices in (("whom", Whom), ("part", Part), ("compared", Result)):
    reading(_name, label_of(_choices))

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
    "card.declare",
    "Kartu diusulkan dinyatakan hilang (berita acara {number}).",
    "The card is to be declared lost (minutes {number}).",
)
staff("card.recall", "Kartu dicari lagi; belum dinyatakan hilang.", "The card is looked for again; it is not lost yet.")
staff(
    "card.surface",
    "Kartu {serial} yang dinyatakan hilang ditemukan lagi; kartu ini dimusnahkan.",
    "Card {serial}, which was declared lost, turned up; it will be destroyed.",
)
staff(
    "card.hold_stray",
    "Kartu {serial} yang ditemukan lagi disisihkan (berita acara {number}).",
    "Card {serial}, which turned up, was set aside (minutes {number}).",
)
staff("card.release_stray", "Kartu {serial} belum jadi dimusnahkan.", "Card {serial} is not destroyed yet.")
staff(
    "shelf.count",
    "Rak {rack} kotak {box} dihitung: {count} dipindai, {found} tidak cocok.",
    "Rack {rack} box {box} counted: {count} scanned, {found} do not match.",
)
staff("finding.put_right", "Temuan rak dibereskan: {serial}, {what:text}.", "Shelf put right: {serial}, {what:text}.")
staff(
    "finding.close",
    "Temuan rak selesai, kartunya sudah tidak di rak: {serial}, {what:text}.",
    "Found at the shelf and over, its card has left: {serial}, {what:text}.",
)
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
    "Berita acara {number} ({which:minutes}) disetujui orang kedua: {count} kartu.",
    "Minutes {number} ({which:minutes}) agreed to by a second person: {count} cards.",
)
staff(
    "minutes.withdraw",
    "Berita acara {number} ({which:minutes}) dibatalkan: {count} kartu kembali.",
    "Minutes {number} ({which:minutes}) withdrawn: {count} cards are back.",
)
public("card.send", "Kartu dikirim: {place:text}.", "The card is on its way: {place:text}.")
public("card.arrive", "Kartu tiba di {place:text}.", "The card came to {place:text}.")
public("card.carry", "Kartu dibawa pengantar: {place:text}.", "The card is being brought: {place:text}.")
public("card.come_back", "Kartu kembali di kantor.", "The card is back at the office.")
public("card.stay", "Kartu tetap di {place:text}.", "The card stays at {place:text}.")
staff("point.set", "Tempat pengambilan: {place}.", "Pick-up point: {place}.")
staff(
    "batch.send",
    "Kiriman {number} ({way:batch_way}) membawa {count} kartu, dibawa {carrier}.",
    "Batch {number} ({way:batch_way}) carries {count} cards, carried by {carrier}.",
)
staff(
    "batch.receive",
    "Kiriman {number} diterima: {came} kartu tiba, {left} belum, berlebih: {surplus}.",
    "Batch {number} received: {came} cards came, {left} did not, too many: {surplus}.",
)
staff("batch.finish", "Semua kartu kiriman {number} sudah jelas.", "Each card of batch {number} is accounted for.")
staff("batch.cancel", "Kiriman {number} dibatalkan.", "Batch {number} was called off.")
public(
    "card.remind",
    "Diingatkan (ke-{nth}): kartu siap sejak {day:date} dan disimpan paling sedikit sampai {until:date}.",
    "Reminded ({nth}): the card is ready since {day:date} and kept until {until:date} at least.",
)
staff(
    "recognition.compare",
    "Yang mengambil ({whom:whom}) dicocokkan dengan alat: {part:part}, {result:compared}.",
    "Who collects ({whom:whom}) was compared by the reader: {part:part}, {result:compared}.",
)
staff(
    "recognition.match",
    "Yang mengambil ({whom:whom}) cocok menurut alat: {part:part}.",
    "Who collects ({whom:whom}) agrees by the reader: {part:part}.",
)
staff(
    "recognition.look",
    "Yang mengambil ({whom:whom}) dicocokkan dengan mata dan cocok ({why:text}).",
    "Who collects ({whom:whom}) was compared by eye and agrees ({why:text}).",
)
staff(
    "recognition.doubt",
    "Orang kedua diminta mencocokkan yang mengambil ({whom:whom}): {why:text}.",
    "A second person was asked to look at who collects ({whom:whom}): {why:text}.",
)
staff(
    "recognition.vouch",
    "Menurut orang kedua cocok; orang pertama: {first}.",
    "A second person says that it is they; the first: {first}.",
)
staff(
    "recognition.turn_away",
    "Menurut orang kedua bukan orangnya; kartu tidak diserahkan. Orang pertama: {first}.",
    "A second person says that it is not they; the card was not given. The first: {first}.",
)
