from pasti.journal.registry import public, staff

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
public("ticket.pass_on", "Nomor {ticket} diteruskan ke lajur {lane}.", "Number {ticket} passed on to lane {lane}.")
public("ticket.finish", "Nomor {ticket} selesai dilayani.", "Number {ticket} finished.")
public(
    "ticket.leave",
    "Pemegang nomor {ticket} pulang sebelum dilayani.",
    "The holder of number {ticket} left before being served.",
)
public(
    "ticket.close",
    "Nomor {ticket} tidak terlayani sampai kantor tutup.",
    "Number {ticket} was not served by closing time.",
)
