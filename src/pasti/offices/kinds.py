from django.utils.translation import gettext as _

from pasti.journal.registry import reading, staff
from pasti.kit import text

reading("hours", text.week)
reading("closed", lambda closed: _("tutup") if closed else _("buka"))

staff("office.opened", "Kantor {name} ({region}) dibuat.", "Office {name} ({region}) set up.")
staff(
    "block.given",
    "Blok nomor permohonan {block} diberikan kepada {to}.",
    "Block {block} of application numbers given to {to}.",
)
staff("office.changed", "Keterangan kantor diubah.", "The office's details were changed.")
staff("hours.changed", "Jam layanan diubah: {hours:hours}.", "Opening hours changed: {hours:hours}.")
staff(
    "hours.set",
    "Jam layanan mulai {day:date}: {hours:hours}.",
    "Opening hours from {day:date} on: {hours:hours}.",
)
staff(
    "hours.set_for_a_while",
    "Jam layanan {name}, {day:date} sampai {until:date}: {hours:hours}.",
    "Opening hours for {name}, {day:date} until {until:date}: {hours:hours}.",
)
staff(
    "hours.ended",
    "Jam layanan {name} dihapus; mulai {day:date} jam biasa berlaku.",
    "Opening hours {name} taken back; the usual ones hold from {day:date} on.",
)
staff("holiday.set", "Kalender: {day:date}, {name}, {closed:closed}.", "Calendar: {day:date}, {name}, {closed:closed}.")
staff("holiday.removed", "{day:date} {name} dihapus dari kalender.", "{day:date} {name} removed from the calendar.")
staff("lane.set", "Lajur {letter} diatur: {name:text}.", "Lane {letter} set up: {name:text}.")
staff("hall.set", "Ruang tunggu {name} diatur.", "Waiting hall {name} set up.")
staff("hall.removed", "Ruang tunggu {name} dihapus.", "Waiting hall {name} removed.")
staff("counter.set", "Loket {counter} diatur untuk lajur {lanes}.", "Counter {counter} set up for lanes {lanes}.")
staff(
    "counter.check_required",
    "Loket {counter}: yang mengambil kartu wajib dicocokkan dengan alat.",
    "Counter {counter}: whoever collects a card must be compared by the reader.",
)
staff(
    "counter.check_free",
    "Loket {counter}: alat pencocok tidak wajib.",
    "Counter {counter}: comparing by the reader is left to the clerk.",
)
staff("counter.opened", "Loket {counter} dibuka.", "Counter {counter} opened.")
staff("counter.closed", "Loket {counter} ditutup.", "Counter {counter} closed.")
staff(
    "policy.decided",
    "Ketentuan “{label:text}” menjadi {value:text} sejak {day:date}.",
    "Rule “{label:text}” is {value:text} from {day:date} on.",
)
