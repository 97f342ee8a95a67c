from pasti.journal.registry import staff

staff("office.opened", "Kantor {name} ({region}) dibuat.", "Office {name} ({region}) set up.")
staff("office.changed", "Keterangan kantor diubah.", "The office's details were changed.")
staff("hours.changed", "Jam layanan diubah: {hours}.", "Working hours changed: {hours}.")
staff("holiday.set", "Kalender: {day:date}, {name}, {closed}.", "Calendar: {day:date}, {name}, {closed}.")
staff("holiday.removed", "{day:date} {name} dihapus dari kalender.", "{day:date} {name} removed from the calendar.")
staff("lane.set", "Lajur {letter} diatur: {name}.", "Lane {letter} set up: {name}.")
staff("counter.set", "Loket {counter} diatur untuk lajur {lanes}.", "Counter {counter} set up for lanes {lanes}.")
staff("counter.opened", "Loket {counter} dibuka.", "Counter {counter} opened.")
staff("counter.closed", "Loket {counter} ditutup.", "Counter {counter} closed.")
staff(
    "policy.decided",
    "Ketentuan “{label}” menjadi {value} sejak {day:date}.",
    "Rule “{label}” is {value} from {day:date} on.",
)
