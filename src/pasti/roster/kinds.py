from pasti.journal.registry import label_of, reading, staff
from pasti.roster.models import Rest

reading("rest", label_of(Rest))

staff("roster.set", "Jadwal jaga {name} ditetapkan mulai {day:date}.", "Duty roster of {name} set from {day:date} on.")
staff(
    "roster.day_set",
    "Jadwal jaga {name} untuk {day:date} diubah.",
    "Duty of {name} on {day:date} changed.",
)
# Why somebody is absent is not for everybody to read: it stands with the absence.
staff(
    "absence.note",
    "{who} berhalangan {starts:moment} sampai {ends:moment}.",
    "{who} is absent from {starts:moment} until {ends:moment}.",
)
staff(
    "absence.change",
    "{who} berhalangan sampai {ends:moment} (diubah).",
    "{who} is absent until {ends:moment} (changed).",
)
staff("absence.return", "{who} sudah kembali.", "{who} is back.")
staff("absence.withdraw", "Catatan berhalangan {who} ditarik.", "The absence of {who} was taken back.")
staff("counter.pause", "Loket {counter} jeda: {reason:rest}.", "Counter {counter} pauses: {reason:rest}.")
staff("counter.resume", "Loket {counter} melayani lagi.", "Counter {counter} serves again.")
staff(
    "counter.hand_over",
    "Loket {counter} diserahkan {name} kepada {to}.",
    "Counter {counter} was handed over by {name} to {to}.",
)
