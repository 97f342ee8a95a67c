from pasti.journal.registry import label_of, public, reading, staff
from pasti.queue.outcomes import Outcome, Reason

reading("outcome", label_of(Outcome))
reading("reason", label_of(Reason))

public("ticket.issue", "Mengambil nomor {ticket} di lajur {lane}.", "Took number {ticket} in lane {lane}.")
public("ticket.call", "Nomor {ticket} dipanggil ke loket {counter}.", "Number {ticket} called to counter {counter}.")
public(
    "ticket.recall",
    "Nomor {ticket} dipanggil lagi ke loket {counter}.",
    "Number {ticket} called again to counter {counter}.",
)
public("ticket.serve", "Nomor {ticket} dilayani di loket {counter}.", "Number {ticket} served at counter {counter}.")
public("ticket.miss", "Nomor {ticket} dipanggil dan tidak datang.", "Number {ticket} was called and did not come.")
public("ticket.requeue", "Nomor {ticket} dimasukkan lagi ke antrean.", "Number {ticket} is back in the line.")
staff(
    "ticket.attach", "Nomor {ticket} dihubungkan dengan permohonan.", "Number {ticket} connected with an application."
)
public("ticket.hold", "Nomor {ticket} ditunda; pemegangnya kembali.", "Number {ticket} on hold; its holder comes back.")
public(
    "ticket.resume", "Nomor {ticket} dilanjutkan di loket {counter}.", "Number {ticket} goes on at counter {counter}."
)
public("ticket.put_back", "Nomor {ticket} dikembalikan ke antrean.", "Number {ticket} was put back into the line.")
public("ticket.pass_on", "Nomor {ticket} diteruskan ke lajur {lane}.", "Number {ticket} passed on to lane {lane}.")
public("ticket.finish", "Nomor {ticket} selesai: {outcome:outcome}.", "Number {ticket} ended: {outcome:outcome}.")
public(
    "ticket.finish_partly",
    "Nomor {ticket} selesai, {outcome:outcome}: {reason:reason}.",
    "Number {ticket} ended, {outcome:outcome}: {reason:reason}.",
)
public(
    "ticket.end_in_vain",
    "Nomor {ticket} belum dapat dilayani ({outcome:outcome}): {reason:reason}.",
    "Number {ticket} could not be served ({outcome:outcome}): {reason:reason}.",
)
public(
    "ticket.leave",
    "Pemegang nomor {ticket} pulang ({outcome:outcome}): {reason:reason}.",
    "The holder of number {ticket} left ({outcome:outcome}): {reason:reason}.",
)
public(
    "ticket.close",
    "Nomor {ticket} tidak selesai sampai kantor tutup ({outcome:outcome}): {reason:reason}.",
    "Number {ticket} was not finished by closing time ({outcome:outcome}): {reason:reason}.",
)
public(
    "ticket.close_served",
    "Nomor {ticket} ditutup: {outcome:outcome}.",
    "Number {ticket} closed: {outcome:outcome}.",
)
staff("ticket.print_again", "Nomor {ticket} dicetak lagi.", "Number {ticket} printed once more.")
staff("stubprinter.set", "Printer nomor {where}: {address}.", "Printer for numbers {where}: {address}.")
